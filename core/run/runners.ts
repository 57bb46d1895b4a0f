import type { BlockRunner } from '../blocks/contract';
import { runSqlBlock } from '../blocks/sql/run-sql-block';
import { runTypeScriptBlock } from '../blocks/typescript/run-typescript-block';
import type { Block, BlockLanguage, BlockType } from '../project/types';

/** Who executes a block of which language. A language that is not here is shown and validated but not executed. */
const RUNNERS: Partial<Record<BlockLanguage, BlockRunner>> = { sql: runSqlBlock, typescript: runTypeScriptBlock };

const EXECUTED_TYPES: ReadonlySet<BlockType> = new Set(['data_loader', 'transformer', 'data_exporter', 'custom']);
const NEVER_EXECUTED: ReadonlySet<BlockType> = new Set(['chart', 'markdown', 'scratchpad']);

/** Whether the block takes part in a run at all: notes, charts and scratchpads never do. */
export function runsInPipeline(block: Pick<Block, 'type'>): boolean {
  return !NEVER_EXECUTED.has(block.type);
}

/** Whether this version can execute the block. */
export function isRunnable(block: Pick<Block, 'type' | 'language'>): boolean {
  return EXECUTED_TYPES.has(block.type) && RUNNERS[block.language] !== undefined;
}

/** The runner of a runnable block. */
export function runnerOf(block: Pick<Block, 'language'>): BlockRunner {
  const runner = RUNNERS[block.language];
  if (runner === undefined) throw new RangeError(`no runner for ${block.language}`);
  return runner;
}

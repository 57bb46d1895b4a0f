import type { BlockLanguage } from '../blocks/contract';
import { hashPythonSource } from '../blocks/python/source-hash';
import { hashSqlSource } from '../blocks/sql/source-hash';
import { hashTypeScriptSource } from '../blocks/typescript/source-hash';
import type { Block, BlockLanguage as Language, BlockType } from '../project/types';

/**
 * Who executes a block of which language. A language that is not here is shown and validated but not executed. What
 * executes is loaded with the first block: whoever only compares sources does without DuckDB.
 */
const LANGUAGES: Partial<Record<Language, BlockLanguage>> = {
  sql: {
    run: async (task, engine) => (await import('../blocks/sql/run-sql-block')).runSqlBlock(task, engine),
    hashSource: hashSqlSource,
  },
  typescript: {
    run: async (task, engine) =>
      (await import('../blocks/typescript/run-typescript-block')).runTypeScriptBlock(task, engine),
    hashSource: hashTypeScriptSource,
  },
  python: {
    run: async (task, engine) => (await import('../blocks/python/run-python-block')).runPythonBlock(task, engine),
    hashSource: hashPythonSource,
  },
};

const EXECUTED_TYPES: ReadonlySet<BlockType> = new Set([
  'data_loader',
  'transformer',
  'data_exporter',
  'custom',
  'sensor',
  'callback',
  'conditional',
  'extension',
]);
/** `extension` runs with the block that it is attached to. */
const NEVER_EXECUTED: ReadonlySet<BlockType> = new Set(['chart', 'markdown', 'scratchpad', 'extension']);

/** Whether the block takes part in a run at all: notes, charts and scratchpads never do. */
export function runsInPipeline(block: Pick<Block, 'type'>): boolean {
  return !NEVER_EXECUTED.has(block.type);
}

/** Whether this version can execute the block. A data product has no code of its own: its pipeline is run. */
export function isRunnable(block: Pick<Block, 'type' | 'language'>): boolean {
  if (block.type === 'global_data_product') return true;
  return EXECUTED_TYPES.has(block.type) && LANGUAGES[block.language] !== undefined;
}

/** The language of a runnable block. */
export function languageOf(block: Pick<Block, 'language'>): BlockLanguage {
  const language = LANGUAGES[block.language];
  if (language === undefined) throw new RangeError(`no runner for ${block.language}`);
  return language;
}

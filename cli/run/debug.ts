import { requireCode } from '../../core/project/block-code';
import type { PipelineReading } from '../../core/project/types';
import type { DebugRequest, RunRequest } from '../../core/protocol/runner';
import type { Terminal } from '../terminal';
import { usageError } from '../usage';

/** Whoever debugs from the command line attaches by hand, in seconds. */
const PATIENCE = 3600;
const LAST_PORT = 65_535;

/** The value of `--debug [port]`: true without a port. */
export type DebugFlag = true | string;

/** What `--debug` asks for, by the language of the selected block. */
export function debugRequest(
  flag: DebugFlag,
  reading: PipelineReading,
  selection: RunRequest['selection'],
): DebugRequest {
  if (selection === null) throw usageError('--debug needs --block.', 'Name the block: --block UUID --debug.');
  const block = reading.pipeline?.blocks.find(({ uuid }) => uuid === selection.block);
  if (block !== undefined) requireCode(block);
  const language = block?.language;
  const common = { port: parsePort(flag), patience: PATIENCE, debugpy: null };
  if (language === 'python' || language === 'typescript') return { ...common, language };
  throw usageError(
    `Block ${selection.block} is in ${language ?? 'no language'}, which nothing steps through.`,
    'Python and TypeScript blocks can be debugged.',
  );
}

/** Waits until a debugger has attached to this process, whose threads execute TypeScript blocks. */
export async function waitForNodeDebugger({ port, patience }: DebugRequest, terminal: Terminal): Promise<void> {
  const { openInspector, waitForInspector } = await import('../../core/run/inspector');
  terminal.err(`${waitingFor(openInspector(port))}\n`);
  waitForInspector(patience);
}

export function waitingFor(port: number): string {
  return `Waiting for a debugger to attach to 127.0.0.1:${port} (Ctrl+C gives up)`;
}

function parsePort(flag: DebugFlag): number {
  if (flag === true) return 0;
  const port = Number(flag);
  if (Number.isInteger(port) && port > 0 && port <= LAST_PORT) return port;
  throw usageError(
    `--debug ${flag} names no port.`,
    `Give a number from 1 to ${LAST_PORT}, or none for any free port.`,
  );
}

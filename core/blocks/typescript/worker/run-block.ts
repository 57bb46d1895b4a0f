import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { formatWithOptions } from 'node:util';
import { EiderError } from '../../../errors';
import { createLimit } from '../../../limit';
import type { DraftOutput } from '../../contract';
import type { Context, Variables } from '../eider';
import type { BlockDone, FromWorker, WorkerStart } from '../messages';
import { API_KEY, BlockRecord, CallbackRecord, createApi, createLog, TestRecord } from './api';
import { recordBlock, type BlockRecorder } from './experiments';
import { authorFailure } from './failure';
import { readArguments } from './inputs';
import { spreadOutputs, storeOutput, type NamedOutput, type StoredValue } from './outputs';
import { secretsOf } from './redaction';
import { sqlTag, tableOfRows, type AskRunner } from './tables';
import { readingVariables } from './variables-read';

/** The way from a block to its runner. */
export interface RunnerLink {
  readonly ask: AskRunner;
  readonly post: (message: FromWorker) => void;
  readonly signal: AbortSignal;
}

/** Outputs written at the same time: enough to hide the disk behind the making of the next. */
const STORED_AT_ONCE = 4;

/**
 * Loads a block's bundle and does what is wanted of it: for outputs, stores them and runs its tests on what was stored.
 * What it trains meanwhile is recorded.
 */
export async function runBlock(start: WorkerStart, link: RunnerLink): Promise<BlockDone> {
  const recorder = recordBlock(start);
  try {
    return await runRecorded(start, link, recorder);
  } finally {
    recorder.close();
  }
}

async function runRecorded(start: WorkerStart, link: RunnerLink, recorder: BlockRecorder): Promise<BlockDone> {
  const read = readingVariables(start.variables);
  const context = createContext(start, link, read.variables);
  const scratch = path.join(start.folder, '.scratch');
  mkdirSync(scratch, { recursive: true });
  const api = createApi(context, tableOfRows(link.ask, scratch), secretsOf(start.secrets));
  Reflect.set(globalThis, Symbol.for(API_KEY), api);
  // SAFETY: a module's namespace is an object of its exports
  const exports = (await import(start.bundle)) as Record<string, unknown>;
  const inputs = await readArguments(start.inputs, link.ask);
  const done = (outputs: readonly DraftOutput[], answer: boolean): BlockDone => ({
    outputs,
    answer,
    variablesRead: read.names(),
  });
  const { wanted } = start;
  if (wanted.kind === 'callback') {
    const callbacks = Object.values(exports).filter((value) => value instanceof CallbackRecord);
    if (callbacks.length === 0) throw notExported(start);
    for (const { event, run } of callbacks) if (event === wanted.event) await run(...inputs, context);
    return done([], true);
  }
  const returned: unknown = await blockOf(exports, start).run(...inputs, context);
  if (wanted.kind !== 'outputs') return done([], Boolean(returned));
  const stored = await storeOutputs(returned, start, link);
  const values = stored.map((output) => output.value);
  for (const test of Object.values(exports).filter((value) => value instanceof TestRecord)) {
    link.post(await runTest(test, values, context));
  }
  await recorder.stored(stored);
  return done(
    stored.map((output) => output.draft),
    true,
  );
}

function storeOutputs(returned: unknown, start: WorkerStart, link: RunnerLink): Promise<StoredValue[]> {
  const limit = createLimit(STORED_AT_ONCE);
  const store = async ({ name, value: promised }: NamedOutput, index: number): Promise<StoredValue> => {
    const value = await promised; // one that is still being made holds up none that is there
    return limit(async () => {
      const stored = await storeOutput({ name, value, index }, start.folder, link.ask);
      link.post({ type: 'written', output: stored.draft });
      return stored;
    });
  };
  return Promise.all(spreadOutputs(returned).map(store));
}

function createContext(start: WorkerStart, { ask, post, signal }: RunnerLink, variables: Variables): Context {
  const { configuration, pipeline, block, child, run, project } = start;
  const log = createLog(
    (text) => process.stdout.write(text),
    (fraction) => post({ type: 'progress', fraction }),
    (values) => formatWithOptions({ depth: 4 }, ...values),
  );
  return { sql: sqlTag(ask), variables, log, signal, configuration, pipeline, block, child, run, project };
}

function notExported({ block, file }: WorkerStart): EiderError {
  return new EiderError({
    code: 'callback_not_exported',
    message: `The file of callback ${block} exports no callback.`,
    remedy:
      "Export one or several: export const done = callback('success', (outputs, context) => { … }), with callback imported from 'eider'.",
    file,
    line: 1,
    column: 1,
  });
}

const DECORATORS: Readonly<Record<string, string>> = {
  data_loader: 'dataLoader',
  transformer: 'transformer',
  data_exporter: 'dataExporter',
  custom: 'custom',
  sensor: 'sensor',
  conditional: 'condition',
  extension: 'check',
};

function blockOf(exports: Record<string, unknown>, start: WorkerStart): BlockRecord {
  const block = exports['default'];
  const place = { file: start.file, line: 1, column: 1 };
  const wanted = DECORATORS[start.blockType] ?? 'custom';
  if (!(block instanceof BlockRecord)) {
    throw new EiderError({
      code: 'block_not_exported',
      message: `The file of block ${start.block} has no block as its default export.`,
      remedy: `End it with: export default ${wanted}((…) => { … }), with ${wanted} imported from 'eider'.`,
      ...place,
    });
  }
  if (block.type !== start.blockType) {
    throw new EiderError({
      code: 'block_type_mismatch',
      message: `Block ${start.block} is a ${start.blockType} in the pipeline, but its file exports a ${DECORATORS[block.type] ?? block.type}.`,
      remedy: `Use ${wanted}, or change the block's type in the pipeline.`,
      ...place,
    });
  }
  return block;
}

async function runTest(test: TestRecord, outputs: readonly unknown[], context: Context): Promise<FromWorker> {
  const started = performance.now();
  let failure = null;
  try {
    await test.check(...outputs, context);
  } catch (error) {
    failure = authorFailure(error, context.project, 'test_failed');
  }
  return { type: 'test', name: test.name, seconds: (performance.now() - started) / 1000, failure };
}

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatWithOptions } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { EiderError } from '../../../errors';
import type { DraftOutput } from '../../contract';
import type { Context } from '../eider';
import type { FromWorker, RelationMethod, RelationRequests, ToWorker, WorkerStart } from '../messages';
import { API_KEY, BlockRecord, createApi, createLog, TestRecord } from './api';
import { authorFailure } from './failure';
import { readArguments } from './inputs';
import { spreadOutputs, storeOutput, type StoredValue } from './outputs';
import { sqlTag, tableOfRows, type AskRunner } from './tables';

/** The worker thread of one TypeScript block: loads its bundle, runs it, stores its outputs, runs its tests, and ends. */

// SAFETY: started only by run-typescript-block.ts, which passes a WorkerStart
const start = workerData as WorkerStart;
const cancelled = new AbortController();
const waiting = new Map<number, { resolve(result: unknown): void; reject(error: unknown): void }>();
let nextRequest = 0;

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

const ask: AskRunner = async <M extends RelationMethod>(method: M, params: RelationRequests[M]['params']) => {
  const id = nextRequest++;
  const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
  post({ type: 'request', id, method, params });
  // SAFETY: the runner answers a request with the result type that RelationRequests gives for its method
  return (await answer) as RelationRequests[M]['result'];
};

parentPort?.on('message', (message: ToWorker) => {
  if (message.type === 'cancel') {
    cancelled.abort();
    return;
  }
  const request = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.ok) request?.resolve(message.result);
  else request?.reject(new EiderError(message.failure));
});

async function run(): Promise<readonly DraftOutput[]> {
  process.setSourceMapsEnabled(true);
  const context = createContext();
  const scratch = path.join(start.folder, '.scratch');
  mkdirSync(scratch, { recursive: true });
  Reflect.set(globalThis, Symbol.for(API_KEY), createApi(context, tableOfRows(ask, scratch)));
  // SAFETY: a module's namespace is an object of its exports
  const exports = (await import(pathToFileURL(start.bundle).href)) as Record<string, unknown>;
  const block = blockOf(exports);
  const returned: unknown = await block.run(...(await readArguments(start.inputs, ask)), context);
  const stored: StoredValue[] = [];
  for (const [index, output] of spreadOutputs(returned).entries()) {
    stored.push(await storeOutput({ ...output, index }, start.folder, ask));
  }
  for (const test of Object.values(exports).filter((value) => value instanceof TestRecord)) {
    await runTest(
      test,
      stored.map((output) => output.value),
      context,
    );
  }
  return stored.map((output) => output.draft);
}

function createContext(): Context {
  const { variables, configuration, pipeline, block, run: runId, project } = start;
  const log = createLog(
    (text) => process.stdout.write(text),
    (fraction) => post({ type: 'progress', fraction }),
    (values) => formatWithOptions({ depth: 4 }, ...values),
  );
  return {
    sql: sqlTag(ask),
    variables,
    log,
    signal: cancelled.signal,
    configuration,
    pipeline,
    block,
    run: runId,
    project,
  };
}

function blockOf(exports: Record<string, unknown>): BlockRecord {
  const block = exports['default'];
  const place = { file: start.file, line: 1, column: 1 };
  const decorators: Record<string, string> = {
    data_loader: 'dataLoader',
    transformer: 'transformer',
    data_exporter: 'dataExporter',
    custom: 'custom',
  };
  const wanted = decorators[start.blockType] ?? 'custom';
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
      message: `Block ${start.block} is a ${start.blockType} in the pipeline, but its file exports a ${decorators[block.type] ?? block.type}.`,
      remedy: `Use ${wanted}, or change the block's type in the pipeline.`,
      ...place,
    });
  }
  return block;
}

async function runTest(test: TestRecord, outputs: readonly unknown[], context: Context): Promise<void> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    await test.check(...outputs, context);
    post({ type: 'test', name: test.name, seconds: seconds(), failure: null });
  } catch (error) {
    const failure = authorFailure(error, start.project, 'test_failed');
    post({ type: 'test', name: test.name, seconds: seconds(), failure });
  }
}

/** What the block printed reaches the log before the runner hears that it has ended. */
function flushed(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => process.stderr.write('', () => resolve())));
}

run()
  .then(async (outputs) => {
    await flushed();
    post({ type: 'done', outputs });
  })
  .catch(async (error: unknown) => {
    await flushed();
    post({ type: 'failed', failure: authorFailure(error, start.project, 'block_failed') });
  });

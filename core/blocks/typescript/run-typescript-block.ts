import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { EiderError, isAbort, toFailure } from '../../errors';
import type { BlockEngine, BlockResult, BlockRunner, BlockTask, TestOutcome } from '../contract';
import { bundleBlock, type BlockBundle } from './bundle';
import { failOnTests } from '../tests-failed';
import type { BlockDone, FromWorker, ToWorker, WorkerStart } from './messages';
import { relationService, type RelationService } from './relations';
import { authorFailure } from './worker/failure';

/** Time a cancelled block has to end by itself before its thread is stopped, in milliseconds. */
const GRACE = 250;

/**
 * Runs a TypeScript block in a worker thread. The thread holds no native handle: its tables are descriptions that this
 * side turns into SQL, so the thread can be stopped in the middle of a busy loop without harm to DuckDB.
 */
export const runTypeScriptBlock: BlockRunner = async (task, engine): Promise<BlockResult> => {
  const bundle = await bundleBlock(task.project.root, task.file);
  task.signal.throwIfAborted();
  const scratch = path.join(task.folder, '.scratch');
  const service = relationService(engine.database, task.folder, scratch, task.signal);
  const tests: TestOutcome[] = [];
  const done = await runWorker(task, engine, bundle, service, (outcome) => {
    tests.push(outcome);
    task.testFinished(outcome);
  });
  await rm(scratch, { recursive: true, force: true });
  failOnTests(tests);
  return { ...done, tests, sourceHash: bundle.sourceHash };
};

function runWorker(
  task: BlockTask,
  engine: BlockEngine,
  bundle: BlockBundle,
  service: RelationService,
  onTest: (outcome: TestOutcome) => void,
): Promise<BlockDone> {
  const worker = engine.workers.take();
  const send = (message: ToWorker) => worker.postMessage(message, buffersOf(message));
  worker.stdout.setEncoding('utf8').on('data', (text: string) => task.log(text));
  worker.stderr.setEncoding('utf8').on('data', (text: string) => task.log(text));
  let stop: NodeJS.Timeout | undefined;
  let clean = false; // a block that failed may have left anything
  const cancel = () => {
    send({ type: 'cancel' });
    stop = setTimeout(() => void worker.terminate(), GRACE);
  };
  task.signal.addEventListener('abort', cancel);

  const ended = new Promise<BlockDone>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'request':
          void answer(service, message, send);
          break;
        case 'progress':
          task.progress(Math.min(1, Math.max(0, message.fraction)));
          break;
        case 'test':
          onTest(testOutcome(message));
          break;
        case 'written':
          task.outputWritten(message.output);
          break;
        case 'done':
          clean = message.clean && bundle.standsAlone;
          resolve(message);
          break;
        case 'failed':
          reject(new EiderError(message.failure));
          break;
      }
    });
    worker.on('error', (error: unknown) => reject(workerFailure(error, task)));
    worker.on('exit', (code) => {
      reject(
        new EiderError({
          code: 'block_exited',
          message: `Block ${task.block.uuid} ended its process (exit code ${code}) before it returned.`,
          remedy: 'Remove process.exit() from the block, and await everything it starts.',
          file: task.file,
        }),
      );
    });
  });
  send({ type: 'start', start: workerStart(task, engine, bundle) });
  if (task.signal.aborted) cancel(); // while the thread was being taken
  return ended
    .catch((error: unknown) => {
      task.signal.throwIfAborted(); // whatever a stopped thread threw, it was cancelled
      throw error;
    })
    .finally(async () => {
      task.signal.removeEventListener('abort', cancel);
      clearTimeout(stop);
      if (clean && !task.signal.aborted) engine.workers.giveBack(worker);
      else await worker.terminate(); // what the block left running must not write into outputs that are published
    });
}

async function answer(
  service: RelationService,
  message: Extract<FromWorker, { type: 'request' }>,
  send: (message: ToWorker) => void,
): Promise<void> {
  const { id, method } = message;
  try {
    // SAFETY: the worker's `ask` types its parameters by the method's entry in RelationRequests
    const result = await service.answer(method, message.params as Parameters<RelationService['answer']>[1]);
    send({ type: 'response', id, ok: true, result });
  } catch (error) {
    const failure = isAbort(error)
      ? toFailure(new EiderError({ code: 'cancelled', message: 'The run was cancelled.' }), 'cancelled')
      : toFailure(error, 'sql_failed');
    send({ type: 'response', id, ok: false, failure });
  }
}

/** Whole columns are handed over, not copied. */
function buffersOf(message: ToWorker): ArrayBuffer[] {
  if (message.type !== 'response' || !message.ok) return [];
  const columns: unknown[] = Array.isArray(message.result) ? message.result : [];
  return columns
    .flatMap((column: unknown): unknown[] =>
      typeof column === 'object' && column !== null ? Object.values(column) : [],
    )
    .flatMap((value) =>
      (value instanceof Float64Array || value instanceof Int32Array) && value.buffer instanceof ArrayBuffer
        ? [value.buffer]
        : [],
    );
}

/** A file's URL as a debugger expects it: `~` may be encoded in one, but need not be. */
function urlOf(file: string): string {
  return pathToFileURL(file).href.replaceAll('%7E', '~');
}

function workerStart(task: BlockTask, engine: BlockEngine, bundle: BlockBundle): WorkerStart {
  return {
    bundle: `${urlOf(bundle.file)}?${randomUUID()}`,
    blockType: task.block.type,
    file: task.file,
    folder: task.folder,
    inputs: task.inputs,
    wanted: task.wanted,
    child: task.child,
    secrets: engine.secrets.values,
    variables: task.variables,
    configuration: task.block.configuration,
    pipeline: task.pipeline,
    block: task.block.uuid,
    run: task.run,
    project: task.project.root,
  };
}

function testOutcome(message: Extract<FromWorker, { type: 'test' }>): TestOutcome {
  const { name, seconds, failure } = message;
  return { name, seconds, passed: failure === null, ...(failure === null ? {} : { failure }) };
}

/** What ended the thread: anything that was thrown where nobody could catch it, or the end of its memory. */
function workerFailure(error: unknown, task: BlockTask): EiderError {
  const failure = authorFailure(error, task.project.root, 'block_failed');
  const outOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!outOfMemory) return new EiderError({ file: task.file, ...failure }, { cause: error });
  return new EiderError(
    {
      ...failure,
      code: 'block_out_of_memory',
      message: `Block ${task.block.uuid} ran out of JavaScript memory.`,
      remedy: 'Compute in sql`…` instead of loops over rows, or read columns one at a time.',
      file: task.file,
    },
    { cause: error },
  );
}

import { parentPort } from 'node:worker_threads';
import { EiderError } from '../../../errors';
import type { FromWorker, RelationMethod, RelationRequests, ToWorker, WorkerStart } from '../messages';
import { authorFailure } from './failure';
import { rememberThread } from './leftovers';
import { withoutSecrets, redactPrinting } from './redaction';
import { runBlock } from './run-block';
import type { AskRunner } from './tables';

/** A worker thread: waits for a block, runs it and tells its end; then it is stopped by the runner, or gets the next. */

let cancelled = new AbortController();
const waiting = new Map<number, { resolve(result: unknown): void; reject(error: unknown): void }>();
let nextRequest = 0;

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

/** What a block tells about itself carries none of its secrets. */
function tell(message: FromWorker): void {
  const { failure } = 'failure' in message ? message : { failure: null };
  post(failure === null ? message : { ...message, ...{ failure: withoutSecrets(failure) } });
}

const ask: AskRunner = async <M extends RelationMethod>(method: M, params: RelationRequests[M]['params']) => {
  const id = nextRequest++;
  const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
  post({ type: 'request', id, method, params });
  // SAFETY: the runner answers a request with the result type that RelationRequests gives for its method
  return (await answer) as RelationRequests[M]['result'];
};

/** What the block printed reaches the log before the runner hears that it has ended. */
function flushed(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => process.stderr.write('', () => resolve())));
}

async function runAndTell(start: WorkerStart): Promise<void> {
  try {
    const done = await runBlock(start, { ask, post: tell, signal: cancelled.signal });
    await flushed();
    tell({ type: 'done', ...done, clean: waiting.size === 0 && thread.isClean() });
  } catch (error) {
    await flushed();
    tell({ type: 'failed', failure: authorFailure(error, start.project, 'block_failed') });
  }
}

process.setSourceMapsEnabled(true);
redactPrinting();
const thread = rememberThread();
parentPort?.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'start':
      cancelled = new AbortController();
      void runAndTell(message.start);
      break;
    case 'cancel':
      cancelled.abort();
      break;
    case 'response': {
      const request = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.ok) request?.resolve(message.result);
      else request?.reject(new EiderError(message.failure));
      break;
    }
  }
});

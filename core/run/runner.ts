import * as v from 'valibot';
import { isAbort, toFailure } from '../errors';
import type { RunFinished } from '../protocol/run-events';
import { toRunnerSchema, type FromRunner, type RunRequest } from '../protocol/runner';
import { endDescendants } from '../process-tree';
import { openInspector, waitForInspector } from './inspector';
import { runRequested } from './run-requested';

/**
 * The process of one pipeline run, started by the editor: takes a request over its IPC channel, runs it to its end and
 * exits. When the editor goes away, as in a window reload, a run that has begun goes on; the event log is where it is found again.
 */

const cancelled = new AbortController();
const disconnected = new AbortController();
let started = false;

function send(message: FromRunner, sent?: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, sent);
  else sent?.();
}

process.on('message', (message: unknown) => {
  const parsed = v.safeParse(toRunnerSchema, message);
  if (!parsed.success) return;
  if (parsed.output.type === 'cancel') {
    cancelled.abort();
    return;
  }
  if (started) return;
  started = true;
  const { request, secrets } = parsed.output;
  start(request, secrets)
    .then((finished) => end(finished.status === 'completed' ? 0 : finished.status === 'cancelled' ? 130 : 1))
    .catch((error: unknown) => {
      if (isAbort(error)) return end(130); // given up while it waited
      send({ type: 'refused', failure: toFailure(error, 'run_refused') });
      return end(2);
    });
});
process.on('disconnect', () => disconnected.abort());
process.on('SIGINT', () => cancelled.abort());
process.on('SIGTERM', () => cancelled.abort());

async function start(request: RunRequest, secrets: Readonly<Record<string, string>>): Promise<RunFinished> {
  if (request.debug?.language === 'typescript') {
    const port = openInspector(request.debug.port);
    await new Promise<void>((sent) => send({ type: 'debugger', port }, sent)); // nothing is sent while this thread waits
    waitForInspector(request.debug.patience);
  }
  process.chdir(request.project); // relative paths in blocks start at the project
  return runRequested(request, {
    signal: cancelled.signal,
    secrets,
    // nobody could see or stop a run that waits without its window: it is in no log yet
    whileWaiting: AbortSignal.any([cancelled.signal, disconnected.signal]),
    onWaiting: (reason) => send({ type: 'waiting', reason }),
    onDebugger: (port) => send({ type: 'debugger', port }),
    onStarted: (run) => send({ type: 'started', run }),
    exiting: true,
  });
}

async function end(code: number): Promise<void> {
  await endDescendants(process.pid);
  process.exit(code);
}

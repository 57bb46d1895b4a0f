import { setMaxListeners } from 'node:events';
import { EiderError } from '../errors';
import { milliseconds } from '../milliseconds';
import type { RunFinished } from '../protocol/run-events';
import type { RunRequest } from '../protocol/runner';

/** What can end a run before its time, and how it then ends. */
export interface EndOfRun {
  readonly signal: AbortSignal;
  cancel(): void;
  status(): RunFinished['status'];
  failure(): EiderError | undefined;
  dispose(): void;
}

/** Whoever cancels a run, and its time limit, which counts from its beginning. */
export function endOfRun({ timeout, timeoutStatus }: RunRequest, cancelled: AbortSignal): EndOfRun {
  const own = new AbortController();
  const limit = new AbortController();
  const timer = timeout === null ? undefined : setTimeout(() => limit.abort(), milliseconds(timeout));
  const signal = AbortSignal.any([cancelled, own.signal, limit.signal]);
  setMaxListeners(0, signal); // every block and every query under way listens
  const timedOut = () => limit.signal.aborted && !cancelled.aborted && !own.signal.aborted;
  return {
    signal,
    cancel: () => own.abort(),
    status: () => (!signal.aborted ? 'completed' : timedOut() ? timeoutStatus : 'cancelled'),
    failure() {
      if (!timedOut()) return undefined;
      return new EiderError({
        code: 'run_timeout',
        message: `The run took longer than its ${timeout ?? 0} seconds and was stopped.`,
        remedy: 'Raise its timeout, or run less at once.',
      });
    },
    dispose: () => clearTimeout(timer),
  };
}

import type { TestOutcome } from '../blocks/contract';
import { toFailure } from '../errors';
import type { RunEvent, RunFinished } from '../protocol/run-events';
import { openEventLog } from './event-log';
import type { BlockListener, BlockOutcome } from './execute-block';
import type { Plan } from './plan';

/** Writes what happens in a run to its event log and tells it on. */
export interface Recorder {
  record(event: RunEvent): void;
  blockStarted(block: string): void;
  blockListener(block: string): BlockListener;
  blockFinished(block: string, outcome: BlockOutcome): void;
  blockSkipped(block: string, status: 'upstream_failed' | 'cancelled'): void;
  /** Records the end of the run and returns it. `error` is what ended it when no block is to blame. */
  finish(cancelled: boolean, error?: unknown): RunFinished;
  close(): void;
}

/** Milliseconds between two progress events of a block. */
const PROGRESS_INTERVAL = 250;

export function openRecorder(
  root: string,
  plan: Plan,
  run: string,
  onEvent: ((event: RunEvent) => void) | undefined,
): Recorder {
  const log = openEventLog(root, plan.pipeline.uuid, run);
  const started = performance.now();
  const counts = { executed: 0, failed: 0 };
  const now = () => new Date().toISOString();
  const record = (event: RunEvent) => {
    log.append(event);
    onEvent?.(event);
  };
  return {
    record,
    blockStarted: (block) => record({ type: 'block_started', time: now(), block }),
    blockListener: (block) => ({
      progress: throttled((fraction) => record({ type: 'block_progress', time: now(), block, fraction })),
      testFinished: ({ name, passed, seconds, failure }: TestOutcome) =>
        record({
          type: 'test_finished',
          time: now(),
          block,
          test: name,
          passed,
          seconds,
          ...(failure === undefined ? {} : { failure }),
        }),
    }),
    blockFinished(block, { ending, seconds, outputs, failure }) {
      counts.executed += 1;
      if (ending === 'failed') counts.failed += 1;
      record({
        type: 'block_finished',
        time: now(),
        block,
        status: ending,
        seconds,
        outputs: [...outputs],
        ...(failure === null ? {} : { failure }),
      });
    },
    blockSkipped: (block, status) =>
      record({ type: 'block_finished', time: now(), block, status, seconds: 0, outputs: [] }),
    finish(cancelled, error) {
      const failed = error !== undefined || counts.failed > 0;
      const event: RunFinished = {
        type: 'run_finished',
        time: now(),
        status: cancelled ? 'cancelled' : failed ? 'failed' : 'completed',
        executed: counts.executed,
        reused: plan.blocks.filter((block) => block.action === 'reuse').length,
        failed: counts.failed,
        seconds: (performance.now() - started) / 1000,
        ...(error === undefined || cancelled ? {} : { failure: toFailure(error, 'run_failed') }),
      };
      record(event);
      return event;
    },
    close: () => log.close(),
  };
}

function throttled(tell: (fraction: number) => void): (fraction: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  let told = -1;
  return (fraction) => {
    const now = performance.now();
    if (fraction <= told || now - last < PROGRESS_INTERVAL) return;
    last = now;
    told = fraction;
    tell(fraction);
  };
}

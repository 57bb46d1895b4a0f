import { rmSync } from 'node:fs';
import type { TestOutcome } from '../blocks/contract';
import { toFailure } from '../errors';
import type { RunEvent, RunFinished, RunStarted } from '../protocol/run-events';
import { runFolder } from '../store/paths';
import { storeNotWritable } from '../store/prepare';
import { openEventLog, type EventLog } from './event-log';
import type { BlockListener, BlockOutcome } from './execute-block';
import type { Plan } from './plan';

/** Writes what happens in a run to its event log and tells it on. */
export interface Recorder {
  blockStarted(block: string): void;
  blockListener(block: string): BlockListener;
  blockFinished(block: string, outcome: BlockOutcome): void;
  blockSkipped(block: string, status: 'upstream_failed' | 'cancelled'): void;
  /**
   * Records the end of the run and returns it. `error` is what ended it when no block is to blame. A run whose log could
   * not be written to its end has failed.
   */
  finish(cancelled: boolean, error?: unknown): RunFinished;
  close(): void;
}

/** Milliseconds between two progress events of a block. */
const PROGRESS_INTERVAL = 250;

/** Makes the log of a run with its first event. Throws `store_not_writable`, and the run has not begun. */
export function openRecorder(
  root: string,
  plan: Plan,
  first: RunStarted,
  onEvent: ((event: RunEvent) => void) | undefined,
): Recorder {
  const log = openLog(root, first);
  const started = performance.now();
  const counts = { executed: 0, failed: 0 };
  const now = () => new Date().toISOString();
  const record = (event: RunEvent) => {
    log.append(event);
    onEvent?.(event);
  };
  onEvent?.(first);
  return {
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
      log.append(event);
      const trouble = log.trouble();
      const told: RunFinished =
        trouble === null ? event : { ...event, status: 'failed', failure: storeNotWritable(root, trouble).problem };
      onEvent?.(told);
      return told;
    },
    close: () => log.close(),
  };
}

function openLog(root: string, first: RunStarted): EventLog {
  let log: EventLog;
  try {
    log = openEventLog(root, first.pipeline, first.run);
  } catch (error) {
    throw storeNotWritable(root, error);
  }
  log.append(first);
  const trouble = log.trouble();
  if (trouble === null) return log;
  log.close();
  rmSync(runFolder(root, first.pipeline, first.run), { recursive: true, force: true });
  throw storeNotWritable(root, trouble);
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

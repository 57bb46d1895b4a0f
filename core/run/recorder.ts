import { rmSync } from 'node:fs';
import type { TestOutcome } from '../blocks/contract';
import { toFailure } from '../errors';
import type { OutputInfo, Usage } from '../protocol/outputs';
import type { Failure } from '../protocol/problem';
import type { Child, RunEvent, RunFinished, RunResumed, RunStarted } from '../protocol/run-events';
import { redactFailure, type Secrets } from '../secrets';
import { runFolder } from '../store/paths';
import { storeNotWritable } from '../store/prepare';
import type { RunEntry } from '../store/runs';
import { openEventLog, type EventLog } from './event-log';
import type { BlockListener } from './execute-block';
import type { BlockOutcome, CallbackOutcome, ConditionOutcome, PieceOutcome, SkipReason } from './outcomes';
import type { Plan } from './plan';

/** Writes what happens in a run to its event log and tells it on, without any secret. */
export interface Recorder {
  blockStarted(block: string): void;
  blockListener(block: string, child: Child | null): BlockListener;
  childrenPlanned(block: string, total: number): void;
  childFinished(block: string, child: Child, outcome: PieceOutcome): void;
  blockRetried(block: string, child: Child | null, retry: { attempt: number; delay: number; failure: Failure }): void;
  conditionFinished(block: string, child: Child | null, outcome: ConditionOutcome): void;
  callbackFinished(block: string, child: Child | null, outcome: CallbackOutcome): void;
  blockFinished(block: string, outcome: BlockOutcome): void;
  blockSkipped(block: string, status: SkipReason): void;
  /**
   * Records the end of the run and returns it. `error` is what ended it when no block is to blame. A run whose log could
   * not be written to its end has failed.
   */
  finish(status: RunFinished['status'], error?: unknown): RunFinished;
  close(): void;
}

/** Milliseconds between two progress events of a block. */
const PROGRESS_INTERVAL = 250;

/** Opens the log of a run with its first event. Throws `store_not_writable`, and the run has not begun. */
export function openRecorder(
  root: string,
  plan: Plan,
  entry: RunEntry,
  first: RunStarted | RunResumed,
  secrets: Secrets,
  onEvent: ((event: RunEvent) => void) | undefined,
): Recorder {
  const log = openLog(root, entry, first);
  const started = performance.now();
  const counts = { executed: 0, failed: 0, reused: plan.blocks.filter((block) => block.action === 'reuse').length };
  const used = new Map<string, Usage>();
  const now = () => new Date().toISOString();
  const record = (event: RunEvent) => {
    log.append(event);
    onEvent?.(event);
  };
  const because = (failure: Failure | null | undefined) =>
    failure === null || failure === undefined ? {} : { failure: redactFailure(secrets, failure) };
  onEvent?.(first);
  return {
    blockStarted: (block) => record({ type: 'block_started', time: now(), block }),
    blockListener: (block, child) => ({
      // of many children none stands for the whole
      progress: throttled((fraction) => {
        if (child === null) record({ type: 'block_progress', time: now(), block, fraction });
      }),
      used: (usage) => void used.set(block, together(used.get(block), usage)),
      testFinished: ({ name, passed, seconds, failure }: TestOutcome) =>
        record({
          type: 'test_finished',
          time: now(),
          block,
          ...ofChild(child),
          test: secrets.redact(name),
          passed,
          seconds,
          ...because(failure),
        }),
    }),
    childrenPlanned: (block, total) => record({ type: 'children_planned', time: now(), block, total }),
    childFinished: (block, child, { ending, seconds, failure }) =>
      record({
        type: 'child_finished',
        time: now(),
        block,
        child,
        status: ending,
        seconds,
        ...because(failure),
      }),
    blockRetried: (block, child, { attempt, delay, failure }) =>
      record({
        type: 'block_retried',
        time: now(),
        block,
        ...ofChild(child),
        attempt,
        delay,
        failure: redactFailure(secrets, failure),
      }),
    conditionFinished: (block, child, { condition, passed, failure }) =>
      record({
        type: 'condition_finished',
        time: now(),
        block,
        ...ofChild(child),
        condition,
        passed,
        ...because(failure),
      }),
    callbackFinished: (block, child, { callback, failure }) =>
      record({ type: 'callback_finished', time: now(), block, ...ofChild(child), callback, ...because(failure) }),
    blockFinished(block, { ending, seconds, manifest, failure }) {
      if (ending === 'reused') counts.reused += 1;
      else if (ending !== 'condition_failed') counts.executed += 1;
      if (ending === 'failed') counts.failed += 1;
      const outputs = (manifest?.outputs ?? []).map(outputInfo);
      const usage = used.get(block);
      record({
        type: 'block_finished',
        time: now(),
        block,
        status: ending,
        seconds,
        ...(usage === undefined ? {} : { usage }),
        outputs,
        ...because(failure),
      });
    },
    blockSkipped: (block, status) =>
      record({ type: 'block_finished', time: now(), block, status, seconds: 0, outputs: [] }),
    finish(status, error) {
      const event: RunFinished = {
        type: 'run_finished',
        time: now(),
        status: status !== 'cancelled' && (error !== undefined || counts.failed > 0) ? 'failed' : status,
        ...counts,
        seconds: (performance.now() - started) / 1000,
        ...because(error === undefined ? null : toFailure(error, 'run_failed')),
      };
      log.append(event);
      const trouble = log.trouble();
      const told: RunFinished =
        trouble === null ? event : { ...event, status: 'failed', failure: storeNotWritable(root, trouble).problem };
      // written once there is room again, so that the log says the same
      if (trouble !== null) log.append(told);
      onEvent?.(told);
      return told;
    },
    close: () => log.close(),
  };
}

/** The time of both, and of the memory the most of one. */
function together(a: Usage | undefined, b: Usage): Usage {
  if (a === undefined) return b;
  const memory = a.memory === null ? b.memory : b.memory === null ? a.memory : Math.max(a.memory, b.memory);
  return { cpu: a.cpu + b.cpu, memory };
}

function ofChild(child: Child | null): { child: Child } | Record<string, never> {
  return child === null ? {} : { child };
}

function outputInfo({ index, name, kind, file, rows, columns, bytes }: OutputInfo): OutputInfo {
  return { index, name, kind, file, rows, columns, bytes };
}

function openLog(root: string, entry: RunEntry, first: RunStarted | RunResumed): EventLog {
  let log: EventLog;
  try {
    log = openEventLog(root, entry.pipeline, entry.run);
  } catch (error) {
    throw storeNotWritable(root, error);
  }
  log.append(first);
  const trouble = log.trouble();
  if (trouble === null) return log;
  log.close();
  // of a run that goes on the old events are there
  if (first.type === 'run_started')
    rmSync(runFolder(root, entry.pipeline, entry.run), { recursive: true, force: true });
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

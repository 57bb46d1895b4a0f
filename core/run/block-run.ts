import { setTimeout as sleep } from 'node:timers/promises';
import { isAbort } from '../errors';
import { milliseconds } from '../milliseconds';
import type { RetrySettings } from '../project/run-settings-types';
import type { Block } from '../project/types';
import type { Failure } from '../protocol/problem';
import type { Child } from '../protocol/run-events';
import { callbackStopped, lookAtConditions, runCallbacks, runChecks } from './attached';
import { attachedSource, attachedTo, type Attached } from './attached-blocks';
import type { BlockLog } from './block-log';
import { givenOutputs, outputsIn, readItems } from './block-value';
import type { Arguments } from './dynamic';
import {
  executeBlock,
  failureOf,
  failureText,
  timedOut,
  type Attempt,
  type BlockWork,
  type RunContext,
} from './execute-block';
import type { ConditionOutcome, PieceOutcome } from './outcomes';
import type { InnerRuns } from './data-product';
import type { Recorder } from './recorder';
import { noRetry, retryDelays, retryPolicy, type RetryPolicy } from './retry';
import { noPlace, type Place, type Slots } from './slots';
import { RETRY } from './variables';

/** How long callbacks may take, in milliseconds. */
const CALLBACK_LIMIT = 600_000;
/** How long callbacks of a run that is cancelled may take, in milliseconds: somebody waits for its end. */
const LAST_CALLBACKS = 10_000;
/** How long a block that is stopped may take to let go before the run goes on without it, in milliseconds. */
const STOP_DEADLINE = 700;

/** What the blocks of one run need to run. */
export interface BlockServices {
  readonly context: RunContext;
  readonly recorder: Recorder;
  readonly slots: Slots;
  /** Retry settings of the project and the pipeline, in this order. */
  readonly retry: readonly RetrySettings[];
  /** Aborted when nothing further may begin: after a failure that ends the run, and with the run's own signal. */
  readonly stop: AbortSignal;
  /** Blocks that run at once. */
  readonly parallel: number;
  /** Runs the pipelines of data products, inside this run. */
  readonly inner: InnerRuns;
  /** Whether a failure ends the run only for what depends on it. */
  readonly allowFailures: boolean;
  /** Called when a block has failed for good, before its place is given to another. */
  onFailure(): void;
}

/** A block with what holds for each of its runs. */
export interface PreparedBlock {
  readonly block: Block;
  readonly attached: Attached;
  /** SHA-256 over its conditions and checks. */
  readonly attachedSource: Promise<string>;
  readonly retry: RetryPolicy;
}

export function prepareBlock({ context, retry }: BlockServices, block: Block): PreparedBlock {
  const { pipeline, debugged } = context;
  const attached = attachedTo(pipeline, block.uuid);
  return {
    block: debugged ? { ...block, timeout: null } : block,
    attached,
    attachedSource: attachedSource(attached, pipeline.project.root, context.variables.comparable), // needed only in the end
    retry: retryPolicy([...retry, block.retry, ...(debugged ? [noRetry] : [])]),
  };
}

/** One run of a block: of the whole block, or for one item. */
export interface Piece extends PreparedBlock, Arguments {
  readonly child: Child | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Runs a block once, all that belongs to it: its conditions, the tries its retry settings allow, its time limit, the
 * checks on its outputs and its callbacks. Waits for a place before it begins and before each try, and holds none while it
 * waits. Never rejects. `onStart` is called when it begins.
 */
export async function runPiece(
  services: BlockServices,
  piece: Piece,
  log: BlockLog,
  onStart: () => void,
): Promise<PieceOutcome> {
  const { context, recorder, slots, stop } = services;
  const { block, child, attached, retry } = piece;
  const limit = timeLimit(block, context.signal);
  const work: BlockWork = {
    ...piece,
    log,
    listener: recorder.blockListener(block.uuid, child),
    signal: limit.signal,
    place: noPlace,
  };
  /** Ends what waits: for a place, for the next look of a sensor, for the next try. */
  const between = limit.joined(stop);
  const time: { started: number | null } = { started: null };
  const begin = () => {
    if (time.started !== null) return;
    time.started = performance.now();
    limit.start();
    onStart();
  };
  const seconds = () => (time.started === null ? 0 : (performance.now() - time.started) / 1000);
  const inSlot: InSlot = (attempt) =>
    slots.run(between, (place) => {
      begin();
      return attempt(place);
    });
  let outcome: PieceOutcome;
  try {
    const refused = await refusedBy(services, work, attached, inSlot);
    outcome =
      refused === null
        ? { ...(await tryUntilDone(services, work, { attached, retry }, between, inSlot)), seconds: seconds() }
        : { ending: 'condition_failed', failure: refused.failure ?? null, seconds: seconds() };
  } catch (error) {
    const failure = isAbort(error) || limit.signal.aborted ? null : failureOf(error, block);
    outcome =
      failure === null
        ? { ending: 'cancelled', failure: null, seconds: seconds() }
        : { ending: 'failed', failure, seconds: seconds() };
  } finally {
    limit.dispose();
  }
  if (outcome.ending === 'cancelled' && limit.reached()) {
    outcome = { ending: 'failed', failure: timedOut(block, block.timeout ?? 0).problem, seconds: seconds() };
  }
  if (outcome.ending === 'failed') log.note(`${failureText(outcome.failure)}\n`);
  if (time.started !== null) await tellCallbacks(services, { ...work, signal: context.signal }, attached, outcome);
  return outcome;
}

/**
 * Whether a block that would keep its outputs may: its conditions are asked all the same, as they are before it runs. Null
 * when it may. Rejects with an abort error when the run ends meanwhile.
 */
export async function conditionsRefuse(
  services: BlockServices,
  piece: Piece,
  log: BlockLog,
): Promise<PieceOutcome | null> {
  const { context, recorder, slots, stop } = services;
  const { block, child, attached } = piece;
  if (attached.conditions.length === 0) return null;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const limit = timeLimit(block, context.signal);
  const listener = recorder.blockListener(block.uuid, child);
  const work = { ...piece, log, listener, signal: limit.signal, place: noPlace };
  try {
    const refused = await refusedBy(services, work, attached, (look) =>
      slots.run(limit.joined(stop), (place) => {
        limit.start();
        return look(place);
      }),
    );
    return refused === null
      ? null
      : { ending: 'condition_failed', failure: refused.failure ?? null, seconds: seconds() };
  } catch (error) {
    if (!limit.reached()) throw error;
    return { ending: 'failed', failure: timedOut(block, block.timeout ?? 0).problem, seconds: seconds() };
  } finally {
    limit.dispose();
  }
}

/** Does a part of a block's work in a place. */
type InSlot = <Result>(part: (place: Place) => Promise<Result>) => Promise<Result>;

/** Asks the conditions of a block, and gives one that is not met; null when there is none. */
async function refusedBy(
  { context, recorder }: BlockServices,
  work: BlockWork,
  { conditions }: Attached,
  inSlot: InSlot,
): Promise<ConditionOutcome | null> {
  if (conditions.length === 0) return null;
  const outcomes = await inSlot((place) => lookAtConditions(context, { ...work, place }, conditions));
  for (const outcome of outcomes) recorder.conditionFinished(work.block.uuid, work.child, outcome);
  return outcomes.find(({ passed }) => !passed) ?? null;
}

/**
 * The tries of a block: the first, and others while its retry settings allow. Between them it takes no place. A block that
 * has failed and may not be tried again, because the run ends after another failure, has failed.
 */
async function tryUntilDone(
  services: BlockServices,
  work: BlockWork,
  prepared: Pick<PreparedBlock, 'attached' | 'retry'>,
  between: AbortSignal,
  inSlot: InSlot,
): Promise<Settled> {
  const last: { failure: Failure | null } = { failure: null };
  try {
    return await tryAgain(services, work, prepared, between, inSlot, (failure) => (last.failure = failure));
  } catch (error) {
    const { context, stop } = services;
    if (!isAbort(error) || last.failure === null || context.signal.aborted || !stop.aborted) throw error;
    return { ending: 'failed', failure: last.failure };
  }
}

async function tryAgain(
  services: BlockServices,
  work: BlockWork,
  { attached, retry }: Pick<PreparedBlock, 'attached' | 'retry'>,
  between: AbortSignal,
  inSlot: InSlot,
  onFailure: (failure: Failure) => void,
): Promise<Settled> {
  const { context, recorder } = services;
  const { block, child, log, signal } = work;
  const delays = retryDelays(retry);
  for (let failed = 0; ;) {
    const variables = { ...work.variables, [RETRY]: { attempts: failed } };
    const delay = delays[failed];
    const result = await inSlot(async (place) => {
      const ended = await endInTime(signal, attemptOnce(context, { ...work, place, variables }, attached));
      const isLate = ended.ending === 'cancelled' && signal.aborted && !context.signal.aborted; // its own time is up
      if ((ended.ending === 'failed' && delay === undefined) || isLate) services.onFailure();
      return ended;
    });
    if (result.ending === 'waiting') {
      log.note(`Not yet; looking again in ${block.sensor.interval} s\n`);
      await sleep(milliseconds(block.sensor.interval), undefined, { signal: between });
      continue;
    }
    if (result.ending === 'cancelled') return { ending: 'cancelled', failure: null };
    if (result.ending === 'completed') return { ...result, failure: null };
    if (delay === undefined) return { ending: 'failed', failure: withTries(result.failure, failed, retry) };
    failed += 1;
    onFailure(result.failure);
    log.note(`${failureText(result.failure)}\nTrying again in ${delay} s (${failed} of ${delays.length})\n`);
    recorder.blockRetried(block.uuid, child, { attempt: failed, delay, failure: result.failure });
    await sleep(milliseconds(delay), undefined, { signal: between });
  }
}

type Settled =
  | (Extract<Attempt, { ending: 'completed' }> & { readonly failure: null })
  | Extract<Attempt, { ending: 'failed' }>
  | { readonly ending: 'cancelled'; readonly failure: null };

function attemptOnce(context: RunContext, work: BlockWork, attached: Attached): Promise<Attempt> {
  return executeBlock(context, work, async (folder, outputs) => {
    const basis = await runChecks(context, work, attached.checks, folder, outputs);
    if (work.block.dynamic.dynamic) await readItems(work.block, outputsIn(folder, outputs));
    return basis;
  });
}

/** The last failure, which says how many tries there were, and why no more. */
function withTries(failure: Failure, failed: number, { retries, maxDelay }: RetryPolicy): Failure {
  if (failed === 0 && retries === 0) return failure;
  const tries = failed === 0 ? 'once' : `${failed + 1} times`;
  const reason = failed < retries ? `; all waiting together stays below max_delay, ${maxDelay} s` : '';
  return { ...failure, message: `${failure.message} (tried ${tries}${reason})` };
}

async function tellCallbacks(
  { context, recorder, slots }: BlockServices,
  work: BlockWork,
  { callbacks }: Attached,
  outcome: PieceOutcome,
): Promise<void> {
  if (callbacks.length === 0 || outcome.ending === 'condition_failed') return;
  const event = { completed: 'success', failed: 'failure', cancelled: 'cancelled' } as const;
  const cause = {
    event: event[outcome.ending],
    value: outcome.ending === 'completed' ? givenOutputs(outcome.folder, outcome.manifest) : null,
    failure: outcome.ending === 'failed' ? outcome.failure : null,
  };
  // of a cancelled run too
  const ending = outcome.ending === 'cancelled' || context.signal.aborted;
  const limit = AbortSignal.timeout(ending ? LAST_CALLBACKS : CALLBACK_LIMIT);
  const untimed = context.debugged ? context.signal : AbortSignal.any([context.signal, limit]);
  const signal = ending ? limit : untimed;
  const call = (place: Place) => runCallbacks(context, { ...work, signal, place }, callbacks, cause);
  // those of a cancelled run take no place: others may hold them all for longer than there is time
  const told = await (ending ? call(noPlace) : slots.run(signal, call)).catch((error: unknown) =>
    callbacks.map((block) => callbackStopped(block, signal, error)),
  );
  for (const callback of told) recorder.callbackFinished(work.block.uuid, work.child, callback);
}

/** A block's own time limit beside the run's end. */
function timeLimit(block: Block, run: AbortSignal) {
  const own = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: block.timeout === null ? run : AbortSignal.any([run, own.signal]),
    /** Another signal that ends the block, beside its time limit. */
    joined: (other: AbortSignal) => (block.timeout === null ? other : AbortSignal.any([other, own.signal])),
    start() {
      if (block.timeout !== null) timer = setTimeout(() => own.abort(), milliseconds(block.timeout));
    },
    reached: () => own.signal.aborted && !run.aborted,
    dispose: () => clearTimeout(timer),
  };
}

/** The attempt, or that it was cancelled when it does not let go by itself some time after the signal was aborted. */
async function endInTime(signal: AbortSignal, attempt: Promise<Attempt>): Promise<Attempt> {
  let onAbort = (): void => undefined;
  const late = new Promise<Attempt>((resolve) => {
    onAbort = () => {
      setTimeout(() => resolve({ ending: 'cancelled' }), STOP_DEADLINE).unref();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([attempt, late]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

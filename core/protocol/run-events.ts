import * as v from 'valibot';
import { outputInfoSchema, usageSchema } from './outputs';
import { failureSchema } from './problem';

/**
 * The events of a run, as they stand in `events.jsonl`, one JSON object a line, and as `eider run --json` prints them.
 * The log is the only truth about a run; everything that shows a run folds these events (see `run-state.ts`).
 * All times are ISO 8601 in UTC, all durations seconds.
 */

export const plannedBlockSchema = v.object({
  uuid: v.string(),
  name: v.string(),
  type: v.string(),
  language: v.string(),
  upstream: v.array(v.string()),
  /**
   * `run`: will be executed. `reuse`: its stored outputs are read because a block that runs needs them. `check`: executed
   * only when something it depends on has changed, which shows at its turn.
   */
  action: v.picklist(['run', 'reuse', 'check']),
  /** Whether blocks below run once for each of its items. */
  dynamic: v.optional(v.boolean()),
});
export type PlannedBlock = v.InferOutput<typeof plannedBlockSchema>;

/** The process that writes the log, so that a reader can tell whether it still lives. `started` guards against a reused pid. */
export const runProcessSchema = v.object({ pid: v.number(), host: v.string(), started: v.nullable(v.string()) });
export type RunProcess = v.InferOutput<typeof runProcessSchema>;

const time = v.string();
const block = v.string();
/** One of the runs of a block below a dynamic block: counts from 0, and its name in the block, which is unique there. */
export const childSchema = v.object({ index: v.number(), name: v.string() });
export type Child = v.InferOutput<typeof childSchema>;
const child = v.optional(childSchema);

/** What a run was given, for going on with it. */
export const givenToRunSchema = v.object({
  variables: v.record(v.string(), v.unknown()),
  /** Names of variables with a secret in them, whose values are not kept. */
  withheld: v.array(v.string()),
  allowFailures: v.boolean(),
  /** Seconds. */
  timeout: v.nullable(v.number()),
  timeoutStatus: v.picklist(['failed', 'cancelled']),
});
export type GivenToRun = v.InferOutput<typeof givenToRunSchema>;

export const runStartedSchema = v.object({
  type: v.literal('run_started'),
  time,
  version: v.literal(1),
  run: v.string(),
  pipeline: v.string(),
  origin: v.picklist(['cli', 'editor', 'trigger']),
  /** The trigger, or the data product, that the run was started for. */
  trigger: v.optional(v.string()),
  given: v.optional(givenToRunSchema),
  process: runProcessSchema,
  blocks: v.array(plannedBlockSchema),
});
export const blockStartedSchema = v.object({ type: v.literal('block_started'), time, block });
/** `fraction` is 0 to 1, or null when the whole is unknown. Sent at most a few times a second. */
export const blockProgressSchema = v.object({
  type: v.literal('block_progress'),
  time,
  block,
  fraction: v.nullable(v.number()),
});
/** A block below a dynamic one is about to run so many times. */
export const childrenPlannedSchema = v.object({ type: v.literal('children_planned'), time, block, total: v.number() });
export const childFinishedSchema = v.object({
  type: v.literal('child_finished'),
  time,
  block,
  child: childSchema,
  status: v.picklist(['completed', 'failed', 'cancelled', 'condition_failed']),
  seconds: v.number(),
  failure: v.optional(failureSchema),
});
/** A try has failed and another follows after `delay` seconds; `attempt` counts the tries that have failed, from 1. */
export const blockRetriedSchema = v.object({
  type: v.literal('block_retried'),
  time,
  block,
  child,
  attempt: v.number(),
  delay: v.number(),
  failure: failureSchema,
});
/** A condition of a block has been looked at; one that threw has not passed. */
export const conditionFinishedSchema = v.object({
  type: v.literal('condition_finished'),
  time,
  block,
  child,
  condition: v.string(),
  passed: v.boolean(),
  failure: v.optional(failureSchema),
});
/** A callback of a block has run; that it failed changes nothing for the block. */
export const callbackFinishedSchema = v.object({
  type: v.literal('callback_finished'),
  time,
  block,
  child,
  callback: v.string(),
  failure: v.optional(failureSchema),
});
export const testFinishedSchema = v.object({
  type: v.literal('test_finished'),
  time,
  block,
  child,
  test: v.string(),
  passed: v.boolean(),
  seconds: v.number(),
  failure: v.optional(failureSchema),
});
/**
 * `reused`: nothing it depends on has changed since its stored outputs were made. `condition_failed`: a condition of it,
 * or of a block above it, did not pass.
 */
export const blockFinishedStatuses = [
  'completed',
  'reused',
  'failed',
  'cancelled',
  'upstream_failed',
  'condition_failed',
] as const;
export const blockFinishedSchema = v.object({
  type: v.literal('block_finished'),
  time,
  block,
  status: v.picklist(blockFinishedStatuses),
  seconds: v.number(),
  /** Of all its tries and children: the time together, of the memory the most of one. */
  usage: v.optional(usageSchema),
  outputs: v.array(outputInfoSchema),
  failure: v.optional(failureSchema),
});
/** A run that had ended goes on in another process: what had not completed runs again. */
export const runResumedSchema = v.object({
  type: v.literal('run_resumed'),
  time,
  /** What it was given, from now on. */
  given: v.optional(givenToRunSchema),
  process: runProcessSchema,
  /** The blocks that run again; of the others the outputs are read. */
  blocks: v.array(v.string()),
});
export const runFinishedStatuses = ['completed', 'failed', 'cancelled'] as const;
export const runFinishedSchema = v.object({
  type: v.literal('run_finished'),
  time,
  status: v.picklist(runFinishedStatuses),
  executed: v.number(),
  reused: v.number(),
  failed: v.number(),
  seconds: v.number(),
  /** Why the run as a whole ended badly, when no block of it is to blame. */
  failure: v.optional(failureSchema),
});

export const runEventSchema = v.variant('type', [
  runStartedSchema,
  runResumedSchema,
  blockStartedSchema,
  blockProgressSchema,
  childrenPlannedSchema,
  childFinishedSchema,
  blockRetriedSchema,
  conditionFinishedSchema,
  callbackFinishedSchema,
  testFinishedSchema,
  blockFinishedSchema,
  runFinishedSchema,
]);
export type RunEvent = v.InferOutput<typeof runEventSchema>;
export type RunStarted = v.InferOutput<typeof runStartedSchema>;
export type RunResumed = v.InferOutput<typeof runResumedSchema>;
export type BlockFinished = v.InferOutput<typeof blockFinishedSchema>;
export type TestFinished = v.InferOutput<typeof testFinishedSchema>;
export type ChildFinished = v.InferOutput<typeof childFinishedSchema>;
export type BlockRetried = v.InferOutput<typeof blockRetriedSchema>;
/** A condition that did not pass: by its answer, or because it threw. */
export type UnmetCondition = Pick<v.InferOutput<typeof conditionFinishedSchema>, 'condition' | 'failure'>;
export type RunFinished = v.InferOutput<typeof runFinishedSchema>;

/** Parses one line of an event log; null for a line that is cut off, broken or of a type this version does not know. */
export function parseRunEvent(line: string): RunEvent | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null; // the writer died in the middle of a line: everything before it still counts
  }
  const parsed = v.safeParse(runEventSchema, json);
  return parsed.success ? parsed.output : null;
}

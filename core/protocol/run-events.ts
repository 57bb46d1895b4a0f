import * as v from 'valibot';
import { outputInfoSchema } from './outputs';
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
  /** `run`: will be executed. `reuse`: its stored outputs are read because a block that runs needs them. */
  action: v.picklist(['run', 'reuse']),
});
export type PlannedBlock = v.InferOutput<typeof plannedBlockSchema>;

/** The process that writes the log, so that a reader can tell whether it still lives. `started` guards against a reused pid. */
export const runProcessSchema = v.object({ pid: v.number(), host: v.string(), started: v.nullable(v.string()) });
export type RunProcess = v.InferOutput<typeof runProcessSchema>;

const time = v.string();
const block = v.string();

export const runStartedSchema = v.object({
  type: v.literal('run_started'),
  time,
  version: v.literal(1),
  run: v.string(),
  pipeline: v.string(),
  origin: v.picklist(['cli', 'editor', 'trigger']),
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
export const testFinishedSchema = v.object({
  type: v.literal('test_finished'),
  time,
  block,
  test: v.string(),
  passed: v.boolean(),
  seconds: v.number(),
  failure: v.optional(failureSchema),
});
export const blockFinishedStatuses = ['completed', 'failed', 'cancelled', 'upstream_failed'] as const;
export const blockFinishedSchema = v.object({
  type: v.literal('block_finished'),
  time,
  block,
  status: v.picklist(blockFinishedStatuses),
  seconds: v.number(),
  outputs: v.array(outputInfoSchema),
  failure: v.optional(failureSchema),
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
  blockStartedSchema,
  blockProgressSchema,
  testFinishedSchema,
  blockFinishedSchema,
  runFinishedSchema,
]);
export type RunEvent = v.InferOutput<typeof runEventSchema>;
export type RunStarted = v.InferOutput<typeof runStartedSchema>;
export type BlockFinished = v.InferOutput<typeof blockFinishedSchema>;
export type TestFinished = v.InferOutput<typeof testFinishedSchema>;
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

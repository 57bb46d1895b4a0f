import * as v from 'valibot';
import { failureSchema } from './problem';

/** Which blocks of a pipeline to run: one alone, with everything it depends on, or with everything that depends on it. */
export const selectionModes = ['only', 'upstream', 'downstream'] as const;

/** What a run may use; null leaves the choice to Eider. */
export const runLimitsSchema = v.object({
  /** DuckDB's notation, for instance `4GB`. */
  memory: v.nullable(v.string()),
  /** Threads of DuckDB. */
  threads: v.nullable(v.number()),
  /** Blocks that run at once. */
  parallel: v.nullable(v.number()),
});
export type RunLimits = v.InferOutput<typeof runLimitsSchema>;

/** A run whose block waits for a debugger before it begins. */
export const debugRequestSchema = v.object({
  /** Whose debugger: blocks of another language run without. */
  language: v.picklist(['python', 'typescript']),
  /** Folder that holds the Python package `debugpy`; null for the interpreter's own. */
  debugpy: v.nullable(v.string()),
  /** Port of 127.0.0.1 to listen on; 0 for one that is free. */
  port: v.number(),
  /** Seconds to wait for a debugger. */
  patience: v.number(),
});
export type DebugRequest = v.InferOutput<typeof debugRequestSchema>;

/** What is kept of a pipeline's runs. */
export const retentionSchema = v.object({
  /** Stored outputs of each block, the newest, at least 1. */
  outputs: v.number(),
  /** Logs of runs, the newest, at least 1. */
  runs: v.number(),
  /** Days after which logs and outputs go, however few there are, except the newest outputs of a block; null for never. */
  days: v.nullable(v.number()),
});
export type Retention = v.InferOutput<typeof retentionSchema>;
export const usualRetention: Retention = { outputs: 5, runs: 200, days: null };

/** A run to start. Paths are absolute. */
export const runRequestSchema = v.object({
  project: v.string(),
  pipeline: v.string(),
  /** Null runs the whole pipeline. */
  selection: v.nullable(v.object({ block: v.string(), mode: v.picklist(selectionModes) })),
  /** Execute only what is not up to date: blocks of which nothing they depend on has changed keep their outputs. */
  changed: v.boolean(),
  /** The run to go on with, instead of a new one: what had not completed in it runs again. */
  resume: v.nullable(v.string()),
  /** A block that fails ends the run only for the blocks that depend on it. */
  allowFailures: v.boolean(),
  /** Seconds after which the run is stopped and counts as `timeoutStatus`; null for no limit. */
  timeout: v.nullable(v.number()),
  timeoutStatus: v.picklist(['failed', 'cancelled']),
  /** Do nothing when a run of the pipeline goes on already. */
  skipIfRunning: v.boolean(),
  /** How much of the pipeline's earlier runs is kept. */
  retention: retentionSchema,
  /** The trigger that the run belongs to, if any. */
  trigger: v.nullable(v.string()),
  /** Runs of that trigger that go on at once; null is what the pipeline says. */
  triggerLimit: v.nullable(v.number()),
  /** Over the pipeline's own variables and the trigger's; values as in YAML. */
  variables: v.record(v.string(), v.unknown()),
  origin: v.picklist(['cli', 'editor', 'trigger']),
  /** The Python interpreter that was chosen for the project; null to look for one. */
  python: v.nullable(v.string()),
  /** Where it was chosen, for a sentence. */
  pythonSource: v.optional(v.string()),
  /** Under a debugger nothing has a time limit or is tried again, and one block runs at a time; null for a plain run. */
  debug: v.nullable(debugRequestSchema),
  /** Folder against which relative paths are looked up after the project's. */
  cwd: v.string(),
  limits: runLimitsSchema,
});
export type RunRequest = v.InferOutput<typeof runRequestSchema>;

/** A request for a whole pipeline on its stored variables, with what is to be different. */
export function runRequest(
  given: Pick<RunRequest, 'project' | 'pipeline' | 'origin'> & Partial<RunRequest>,
): RunRequest {
  return {
    selection: null,
    changed: false,
    resume: null,
    allowFailures: false,
    timeout: null,
    timeoutStatus: 'failed',
    skipIfRunning: false,
    retention: usualRetention,
    trigger: null,
    triggerLimit: null,
    variables: {},
    python: null,
    debug: null,
    cwd: given.project,
    limits: { memory: null, threads: null, parallel: null },
    ...given,
  };
}

/** Messages to and from the runner process. Everything after `started` is in the run's event log. */
export const toRunnerSchema = v.variant('type', [
  /** Secrets travel beside the request and are never written anywhere. */
  v.object({ type: v.literal('start'), request: runRequestSchema, secrets: v.record(v.string(), v.string()) }),
  v.object({ type: v.literal('cancel') }),
]);
export type ToRunner = v.InferOutput<typeof toRunnerSchema>;
export const fromRunnerSchema = v.variant('type', [
  /** Other runs of the pipeline must end first; `started` comes when they have. */
  v.object({ type: v.literal('waiting'), reason: v.string() }),
  /** A debugger may attach on this port of 127.0.0.1, and is waited for. */
  v.object({ type: v.literal('debugger'), port: v.number() }),
  v.object({ type: v.literal('started'), run: v.string() }),
  v.object({ type: v.literal('refused'), failure: failureSchema }),
]);
export type FromRunner = v.InferOutput<typeof fromRunnerSchema>;

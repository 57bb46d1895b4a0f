import * as v from 'valibot';
import type { RecordedNumber } from './recorded-number';
import { childSchema } from './run-events';

/**
 * The lines of an experiment record, one JSON object each, in `.eider/experiments/<pipeline>/<id>.jsonl`: one file for each
 * training, only ever appended to. `started` comes first; a record without `ended` goes on, or its process was ended.
 * Times are ISO 8601 in UTC, durations seconds.
 */

/** A number; JSON has none for what is not finite, which is spelt as Protocol Buffers spell it. */
const recordedNumberSchema: v.GenericSchema<RecordedNumber> = v.union([
  v.number(),
  v.picklist(['NaN', 'Infinity', '-Infinity']),
]);

/** What a model was trained on, so that two trainings can be told to have seen the same. */
const dataFingerprintSchema = v.object({
  rows: v.number(),
  columns: v.number(),
  /** SHA-256 in hexadecimal over shape, names and values. */
  features: v.string(),
  /** The same of the target and of the weights; null where there are none. */
  target: v.nullable(v.string()),
  weights: v.nullable(v.string()),
});
export type DataFingerprint = v.InferOutput<typeof dataFingerprintSchema>;

const tagsSchema = v.record(v.string(), v.string());
const parametersSchema = v.record(v.string(), v.unknown());

const startedSchema = v.object({
  type: v.literal('started'),
  time: v.string(),
  version: v.literal(1),
  id: v.string(),
  /** The record that this training is a part of: a search, of a trial. */
  parent: v.nullable(v.string()),
  /** What it is to be compared with; the pipeline unless the block says otherwise. */
  experiment: v.string(),
  name: v.nullable(v.string()),
  pipeline: v.string(),
  block: v.string(),
  child: v.nullable(childSchema),
  run: v.string(),
  /** What was trained, by the name that users know: `Booster`, `Lasso`. */
  estimator: v.string(),
  /** All of them, defaults included. */
  parameters: parametersSchema,
  /** The names of those that were given. */
  given: v.array(v.string()),
  tags: tagsSchema,
  data: v.nullable(dataFingerprintSchema),
  seed: v.nullable(v.number()),
});
/** What is told of a training later; replaces what was said before, key by key. */
const describedSchema = v.object({
  type: v.literal('described'),
  name: v.optional(v.string()),
  parameters: v.optional(parametersSchema),
  tags: v.optional(tagsSchema),
});
/** A score at a step; `set` names the rows it is of, and is empty where there is only one. */
const metricSchema = v.object({
  type: v.literal('metric'),
  step: v.number(),
  set: v.string(),
  name: v.string(),
  value: recordedNumberSchema,
  /** Since the training began. */
  seconds: v.number(),
});
const warningSchema = v.object({ type: v.literal('warning'), text: v.string() });

/** The score that counts for a training: the last one, or that of the step which the model is taken from. */
const finalMetricSchema = v.object({
  set: v.string(),
  name: v.string(),
  step: v.number(),
  value: recordedNumberSchema,
});
export type FinalMetric = v.InferOutput<typeof finalMetricSchema>;

/** `pruned`: a trial that was ended because others were better. */
const endedStatuses = ['completed', 'failed', 'cancelled', 'pruned'] as const;
const endedSchema = v.object({
  type: v.literal('ended'),
  time: v.string(),
  status: v.picklist(endedStatuses),
  seconds: v.number(),
  metrics: v.array(finalMetricSchema),
  /** The step that was best, where training looked for it. */
  best: v.nullable(v.number()),
  failure: v.optional(v.object({ code: v.string(), message: v.string() })),
});
/** The block has given the model as an output. */
const storedModelSchema = v.object({
  type: v.literal('model'),
  /** Of the output. */
  name: v.string(),
  /** In the folder of the block's outputs of the run, or of the child's inside it. */
  file: v.string(),
  /** SHA-256 of the file. */
  checksum: v.string(),
});

const experimentLineSchema = v.variant('type', [
  startedSchema,
  describedSchema,
  metricSchema,
  warningSchema,
  endedSchema,
  storedModelSchema,
]);
export type ExperimentLine = v.InferOutput<typeof experimentLineSchema>;
export type ExperimentStarted = v.InferOutput<typeof startedSchema>;
export type MetricLine = v.InferOutput<typeof metricSchema>;
export type ExperimentEnded = v.InferOutput<typeof endedSchema>;
export type StoredModel = v.InferOutput<typeof storedModelSchema>;

/** Parses one line of a record; null for a line that is cut off, broken or of a type this version does not know. */
export function parseExperimentLine(line: string): ExperimentLine | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null; // the writer died in the middle of a line: everything before it still counts
  }
  const parsed = v.safeParse(experimentLineSchema, json);
  return parsed.success ? parsed.output : null;
}

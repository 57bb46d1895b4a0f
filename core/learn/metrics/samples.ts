import * as v from 'valibot';
import { EiderError } from '../../errors';
import { checkWeights } from '../checks';

/** One number for each row: a target, a prediction, a class or a weight. */
export type Values = ArrayLike<number>;

/** What every metric takes. */
export interface MetricParameters {
  /** One weight for each row, 0 or more; without them every row counts 1. */
  readonly sample_weight?: Values | null | undefined;
}

const values = v.custom<Values>((value) => Array.isArray(value) || ArrayBuffer.isView(value));

/** The entries of a schema that every metric has. */
export const weightEntries = {
  sample_weight: v.optional(v.nullable(v.pipe(values, v.description('an array with one number for each row'))), null),
};

export const yesOrNo = v.pipe(v.boolean(), v.description('true or false'));

/** A list of class labels. */
export const labelList = v.pipe(v.array(v.number()), v.minLength(1), v.description('an array of class labels'));

/**
 * One weight for each row, 1 where none are given; 8 bytes each. Checks first that target and prediction have rows, as many
 * the one as the other, and only finite numbers. Throws `metric_empty`, `length_mismatch`, `target_invalid`,
 * `prediction_invalid`, the last two naming the row, or `weights_invalid`.
 */
export function checkSamples(
  metric: string,
  target: Values,
  prediction: Values | null,
  weights: Values | null,
): Float64Array {
  if (target.length === 0) {
    throw new EiderError({
      code: 'metric_empty',
      message: `${metric} was given no rows.`,
      remedy: 'Look at the output of the block above: a filter or a fold may have left no rows.',
    });
  }
  checkNumbers(metric, 'target', target, -Infinity, Infinity);
  if (prediction !== null) {
    checkPredictionRows(metric, prediction.length, target.length);
    checkNumbers(metric, 'prediction', prediction, -Infinity, Infinity);
  }
  if (weights === null) return new Float64Array(target.length).fill(1);
  checkWeights(metric, weights, target.length);
  return Float64Array.from(weights);
}

/** Throws `length_mismatch` unless there is a prediction for each row. */
export function checkPredictionRows(metric: string, found: number, rows: number): void {
  if (found === rows) return;
  throw new EiderError({
    code: 'length_mismatch',
    message: `${metric} was given a target of ${rows} rows and predictions of ${found}.`,
    remedy: 'Predict for the rows that the target was taken from.',
  });
}

/** Throws `target_invalid` or `prediction_invalid`, naming the row, for a number that is not finite or out of a range. */
export function checkNumbers(
  metric: string,
  what: 'target' | 'prediction',
  numbers: Values,
  low: number,
  high: number,
  rule = 'Leave out the rows without one, or look for what has made it, before the metric is computed.',
): void {
  for (let row = 0; row < numbers.length; row += 1) {
    const value = numbers[row] ?? NaN;
    if (Number.isFinite(value) && value >= low && value <= high) continue;
    throw new EiderError({
      code: `${what}_invalid`,
      message: `${metric} was given the ${what} ${value} in row ${row}.`,
      remedy: rule,
    });
  }
}

/** The error for a metric that has no value for the rows it is given. */
export function undefinedMetric(metric: string, why: string, remedy: string): EiderError {
  return new EiderError({ code: 'metric_undefined', message: `${metric} has no value: ${why}.`, remedy });
}

export function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

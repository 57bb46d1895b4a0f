import * as v from 'valibot';
import { EiderError } from '../../errors';
import type { DenseMatrix } from '../matrix';
import { oneOf, readParameters } from '../parameters';
import { labelsOf, placesOfLabels, shortList } from './class-labels';
import { checkSamples, labelList, weightEntries, type MetricParameters, type Values } from './samples';

export interface ConfusionParameters extends MetricParameters {
  /** The classes in the order wanted, rows of others being left out; all that occur, ascending, unless told. */
  readonly labels?: readonly number[] | null | undefined;
  /** Divides by the sum of each true class (`true`), of each predicted class (`pred`) or of all rows (`all`). */
  readonly normalize?: 'true' | 'pred' | 'all' | null | undefined;
}

/** How often each true class (row) was predicted as each class (column), or the sum of these rows' weights. */
export interface ConfusionMatrix extends DenseMatrix {
  readonly data: Float64Array<ArrayBuffer>;
  readonly labels: readonly number[];
}

const schema = v.object({
  ...weightEntries,
  labels: v.optional(v.nullable(labelList), null),
  normalize: v.optional(v.nullable(oneOf(['true', 'pred', 'all'])), null),
});

/**
 * True classes against predicted ones, as a dense matrix whose `labels` name rows and columns. Throws what `checkSamples`
 * does, and `parameter_invalid` for labels of which none occurs in the target.
 */
export function confusionMatrix(yTrue: Values, yPred: Values, parameters: ConfusionParameters = {}): ConfusionMatrix {
  const metric = 'confusionMatrix';
  const { sample_weight, labels: given, normalize } = readParameters(metric, schema, { ...parameters });
  const weights = checkSamples(metric, yTrue, yPred, sample_weight);
  const labels = given ?? labelsOf(yTrue, yPred);
  const truth = placesOfLabels(yTrue, labels);
  if (truth.every((place) => place < 0)) {
    throw new EiderError({
      code: 'parameter_invalid',
      message: `labels of ${metric} is ${shortList(labels)}, none of which occurs in the target.`,
      remedy: 'Give labels that occur, or leave them out.',
    });
  }
  const data = countPairs(truth, placesOfLabels(yPred, labels), weights, labels.length);
  if (normalize !== null) share(data, labels.length, normalize);
  return {
    kind: 'dense',
    shape: [labels.length, labels.length],
    data,
    featureNames: labels.map(String),
    labels,
  };
}

/** Sum of weights for each pair of classes, row by row; rows with a class of −1 count nowhere. */
export function countPairs(
  truth: Int32Array,
  predicted: Int32Array,
  weights: Float64Array,
  classes: number,
): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < truth.length; row += 1) {
    const [from = -1, to = -1] = [truth[row], predicted[row]];
    if (from < 0 || to < 0) continue;
    counts[from * classes + to] = (counts[from * classes + to] ?? 0) + (weights[row] ?? 0);
  }
  return counts;
}

/** Divides each cell by the sum of its row, its column or all; 0 where that is 0. */
function share(data: Float64Array, classes: number, by: 'true' | 'pred' | 'all'): void {
  const groupOf = (at: number) => (by === 'all' ? 0 : by === 'true' ? Math.floor(at / classes) : at % classes);
  const sums = new Float64Array(classes);
  for (const [at, count] of data.entries()) sums[groupOf(at)] = (sums[groupOf(at)] ?? 0) + count;
  for (const [at, count] of data.entries()) data[at] = count === 0 ? 0 : count / (sums[groupOf(at)] ?? 0);
}

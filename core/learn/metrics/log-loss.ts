import * as v from 'valibot';
import { EiderError } from '../../errors';
import { readParameters } from '../parameters';
import { labelsOf, placesOfLabels, shortList } from './class-labels';
import { scoreColumns, wrongColumns, type Scores } from './probabilities';
import {
  checkNumbers,
  checkSamples,
  labelList,
  sumOf,
  weightEntries,
  yesOrNo,
  type MetricParameters,
  type Values,
} from './samples';

export interface LogLossParameters extends MetricParameters {
  /** The class of each column of the probabilities, ascending; those of the target unless told. */
  readonly labels?: readonly number[] | null | undefined;
  /** Whether the mean is wanted, as it is unless told, or the sum. */
  readonly normalize?: boolean | undefined;
}

const schema = v.object({
  ...weightEntries,
  labels: v.optional(v.nullable(labelList), null),
  normalize: v.optional(yesOrNo, true),
});

/**
 * Mean negative log-likelihood (cross-entropy), in nats. `yProba` is the probability of the larger of two classes, or what
 * `predictProba` gives. Probabilities are held 2^-52 away from 0 and 1, so that one certain error does not cost infinity.
 * Throws what `checkSamples` does, `parameter_invalid`, and `metric_undefined` when only one class is known.
 */
export function logLoss(yTrue: Values, yProba: Scores, parameters: LogLossParameters = {}): number {
  const metric = 'logLoss';
  const { sample_weight, labels: given, normalize } = readParameters(metric, schema, { ...parameters });
  const weights = checkSamples(metric, yTrue, null, sample_weight);
  const labels = labelsOf(given ?? yTrue);
  if (labels.length < 2) {
    throw new EiderError({
      code: 'metric_undefined',
      message: `${metric} has no value: all rows are of class ${labels[0] ?? NaN}.`,
      remedy: 'Give labels with all classes that the model knows.',
    });
  }
  const { columns, data } = scoreColumns(metric, yProba, yTrue.length);
  if (columns !== labels.length && !(columns === 1 && labels.length === 2)) {
    throw wrongColumns(metric, columns, labels.length);
  }
  if (columns === 1) checkNumbers(metric, 'prediction', data, 0, 1, 'Probabilities are numbers from 0 to 1.');
  const places = placesOfLabels(yTrue, labels);
  let sum = 0;
  for (let row = 0; row < places.length; row += 1) {
    const place = places[row] ?? -1;
    if (place < 0) throw unknownClass(yTrue[row] ?? NaN, row, labels);
    const own = data[row * columns + (columns === 1 ? 0 : place)] ?? NaN;
    const probability = columns === 1 && place === 0 ? 1 - own : own;
    if (probability < 0 || probability > 1) throw invalidProbability(probability, row);
    const held = Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON);
    sum -= (weights[row] ?? 0) * Math.log(held);
  }
  return normalize ? sum / sumOf(weights) : sum;
}

function unknownClass(label: number, row: number, labels: readonly number[]): EiderError {
  return new EiderError({
    code: 'parameter_invalid',
    message: `labels of logLoss is ${shortList(labels)}, but row ${row} is of class ${label}.`,
    remedy: 'Give all classes that the model knows.',
  });
}

function invalidProbability(probability: number, row: number): EiderError {
  return new EiderError({
    code: 'prediction_invalid',
    message: `logLoss was given the probability ${probability} in row ${row}.`,
    remedy: 'Probabilities are numbers from 0 to 1, as predictProba gives them.',
  });
}

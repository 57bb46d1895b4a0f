import * as v from 'valibot';
import { readParameters } from '../parameters';
import { meanError } from './mean-error';
import { checkSamples, weightEntries, type MetricParameters, type Values } from './samples';
import { weightedMedian } from './weighted-median';

const schema = v.object(weightEntries);

/** Mean of the absolute errors (MAE), in the target's unit. Throws what `checkSamples` does. */
export function meanAbsoluteError(yTrue: Values, yPred: Values, parameters: MetricParameters = {}): number {
  return meanError('meanAbsoluteError', yTrue, yPred, parameters, (target, prediction) =>
    Math.abs(target - prediction),
  );
}

/**
 * Mean of the absolute errors as shares of the target (MAPE): 0.1 is ten percent. A target of 0 counts as the smallest
 * step between doubles, 2^-52, so that its share is huge, as in scikit-learn. Throws what `checkSamples` does.
 */
export function meanAbsolutePercentageError(yTrue: Values, yPred: Values, parameters: MetricParameters = {}): number {
  return meanError(
    'meanAbsolutePercentageError',
    yTrue,
    yPred,
    parameters,
    (target, prediction) => Math.abs(target - prediction) / Math.max(Math.abs(target), Number.EPSILON),
  );
}

/** Median of the absolute errors, which outliers do not move. Throws what `checkSamples` does. */
export function medianAbsoluteError(yTrue: Values, yPred: Values, parameters: MetricParameters = {}): number {
  const { sample_weight } = readParameters('medianAbsoluteError', schema, { ...parameters });
  const weights = checkSamples('medianAbsoluteError', yTrue, yPred, sample_weight);
  return weightedMedian(
    weights.map((_, row) => Math.abs((yTrue[row] ?? NaN) - (yPred[row] ?? NaN))),
    weights,
  );
}

/** The largest absolute error. Knows no weights, as in scikit-learn. Throws what `checkSamples` does. */
export function maxError(yTrue: Values, yPred: Values): number {
  checkSamples('maxError', yTrue, yPred, null);
  let largest = 0;
  for (let row = 0; row < yTrue.length; row += 1) {
    largest = Math.max(largest, Math.abs((yTrue[row] ?? NaN) - (yPred[row] ?? NaN)));
  }
  return largest;
}

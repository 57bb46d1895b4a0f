import * as v from 'valibot';
import { readParameters } from '../parameters';
import { checkSamples, weightEntries, type MetricParameters, type Values } from './samples';

const schema = v.object(weightEntries);

/** The weighted mean of an error over all rows. Throws what `checkSamples` does. */
export function meanError(
  metric: string,
  yTrue: Values,
  yPred: Values,
  parameters: MetricParameters,
  errorOf: (target: number, prediction: number) => number,
): number {
  const { sample_weight } = readParameters(metric, schema, { ...parameters });
  return weightedMeanError(yTrue, yPred, checkSamples(metric, yTrue, yPred, sample_weight), errorOf);
}

/** The same for what is checked already. */
export function weightedMeanError(
  yTrue: Values,
  yPred: Values,
  weights: Float64Array,
  errorOf: (target: number, prediction: number) => number,
): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < weights.length; row += 1) {
    const weight = weights[row] ?? 0;
    sum += weight * errorOf(yTrue[row] ?? NaN, yPred[row] ?? NaN);
    total += weight;
  }
  return sum / total;
}

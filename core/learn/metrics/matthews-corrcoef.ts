import * as v from 'valibot';
import { readParameters } from '../parameters';
import { labelsOf, placesOfLabels } from './class-labels';
import { countPairs } from './confusion-matrix';
import { checkSamples, weightEntries, type MetricParameters, type Values } from './samples';

const schema = v.object(weightEntries);

/**
 * Correlation between true and predicted classes, −1 to 1, of two classes or more (Gorodkin 2004, "Comparing two K-category
 * assignments by a K-category correlation coefficient"); 0 when either is always the same. Throws what `checkSamples` does.
 */
export function matthewsCorrcoef(yTrue: Values, yPred: Values, parameters: MetricParameters = {}): number {
  const { sample_weight } = readParameters('matthewsCorrcoef', schema, { ...parameters });
  const weights = checkSamples('matthewsCorrcoef', yTrue, yPred, sample_weight);
  const labels = labelsOf(yTrue, yPred);
  const classes = labels.length;
  const counts = countPairs(placesOfLabels(yTrue, labels), placesOfLabels(yPred, labels), weights, classes);
  const truth = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  let [right, all] = [0, 0];
  for (const [at, count] of counts.entries()) {
    const [from, to] = [Math.floor(at / classes), at % classes];
    truth[from] = (truth[from] ?? 0) + count;
    predicted[to] = (predicted[to] ?? 0) + count;
    if (from === to) right += count;
    all += count;
  }
  const dot = (one: Float64Array, other: Float64Array) =>
    one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
  const scale = (all ** 2 - dot(predicted, predicted)) * (all ** 2 - dot(truth, truth));
  return scale === 0 ? 0 : (right * all - dot(truth, predicted)) / Math.sqrt(scale);
}

import * as v from 'valibot';
import { readParameters } from '../parameters';
import { labelsOf, placesOfLabels } from './class-labels';
import { countPairs } from './confusion-matrix';
import { checkSamples, sumOf, weightEntries, yesOrNo, type MetricParameters, type Values } from './samples';

export interface AccuracyParameters extends MetricParameters {
  /** Whether the share of right predictions is wanted, as it is unless told, or their number. */
  readonly normalize?: boolean | undefined;
}

export interface BalancedAccuracyParameters extends MetricParameters {
  /** Whether the score is moved so that chance gives 0; not unless told. */
  readonly adjusted?: boolean | undefined;
}

const accuracySchema = v.object({ ...weightEntries, normalize: v.optional(yesOrNo, true) });
const balancedSchema = v.object({ ...weightEntries, adjusted: v.optional(yesOrNo, false) });

/** Share of rows whose class is predicted. Throws what `checkSamples` does. */
export function accuracyScore(yTrue: Values, yPred: Values, parameters: AccuracyParameters = {}): number {
  const { sample_weight, normalize } = readParameters('accuracyScore', accuracySchema, { ...parameters });
  const weights = checkSamples('accuracyScore', yTrue, yPred, sample_weight);
  const right = sumOf(weights.map((weight, row) => (yTrue[row] === yPred[row] ? weight : 0)));
  return normalize ? right / sumOf(weights) : right;
}

/**
 * Mean over the classes of the target of the share of their rows that is predicted, so that rare classes count as much as
 * frequent ones. Throws what `checkSamples` does.
 */
export function balancedAccuracyScore(
  yTrue: Values,
  yPred: Values,
  parameters: BalancedAccuracyParameters = {},
): number {
  const { sample_weight, adjusted } = readParameters('balancedAccuracyScore', balancedSchema, { ...parameters });
  const weights = checkSamples('balancedAccuracyScore', yTrue, yPred, sample_weight);
  const labels = labelsOf(yTrue, yPred);
  const counts = countPairs(placesOfLabels(yTrue, labels), placesOfLabels(yPred, labels), weights, labels.length);
  const recalls = labels.flatMap((_, at) => {
    const all = sumOf(counts.subarray(at * labels.length, (at + 1) * labels.length));
    return all === 0 ? [] : [(counts[at * labels.length + at] ?? 0) / all];
  });
  const score = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  const chance = 1 / recalls.length;
  return adjusted ? (score - chance) / (1 - chance) : score;
}

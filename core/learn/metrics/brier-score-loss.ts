import * as v from 'valibot';
import { readParameters } from '../parameters';
import { positiveLabel } from './class-labels';
import { weightedMeanError } from './mean-error';
import { positiveScores, type Scores } from './probabilities';
import { checkNumbers, checkSamples, weightEntries, type MetricParameters, type Values } from './samples';

export interface BrierParameters extends MetricParameters {
  /** The positive class; 1 unless told, for classes 0 and 1 or −1 and 1. */
  readonly pos_label?: number | null | undefined;
}

const schema = v.object({ ...weightEntries, pos_label: v.optional(v.nullable(v.number()), null) });

/**
 * Mean squared difference between the probability of the positive class and what happened (Brier 1950, "Verification of
 * forecasts expressed in terms of probability"), of two classes; 0 is perfect. Throws what `checkSamples` does and
 * `parameter_invalid`.
 */
export function brierScoreLoss(yTrue: Values, yProba: Scores, parameters: BrierParameters = {}): number {
  const metric = 'brierScoreLoss';
  const { sample_weight, pos_label } = readParameters(metric, schema, { ...parameters });
  const weights = checkSamples(metric, yTrue, null, sample_weight);
  const probabilities = positiveScores(metric, yProba, yTrue.length);
  checkNumbers(metric, 'prediction', probabilities, 0, 1, 'Probabilities are numbers from 0 to 1.');
  const positive = positiveLabel(metric, yTrue, pos_label);
  return weightedMeanError(
    yTrue,
    probabilities,
    weights,
    (label, probability) => ((label === positive ? 1 : 0) - probability) ** 2,
  );
}

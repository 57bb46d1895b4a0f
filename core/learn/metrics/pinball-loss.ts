import * as v from 'valibot';
import { numberIn, readParameters } from '../parameters';
import { weightedMeanError } from './mean-error';
import { checkSamples, weightEntries, type MetricParameters, type Values } from './samples';

export interface PinballParameters extends MetricParameters {
  /** The quantile that is predicted, 0 to 1; the median, 0.5, unless told. */
  readonly alpha?: number | undefined;
}

const schema = v.object({ ...weightEntries, alpha: v.optional(numberIn(0, 1), 0.5) });

/**
 * Mean pinball loss, of which the smallest has the `alpha` quantile (Koenker and Bassett 1978, "Regression quantiles"):
 * `alpha` times what a prediction falls short by, 1 − `alpha` times what it exceeds by. Throws what `checkSamples` does.
 */
export function meanPinballLoss(yTrue: Values, yPred: Values, parameters: PinballParameters = {}): number {
  const { sample_weight, alpha } = readParameters('meanPinballLoss', schema, { ...parameters });
  const weights = checkSamples('meanPinballLoss', yTrue, yPred, sample_weight);
  return weightedMeanError(yTrue, yPred, weights, (target, prediction) =>
    target >= prediction ? alpha * (target - prediction) : (1 - alpha) * (prediction - target),
  );
}

import * as v from 'valibot';
import { readParameters } from '../parameters';
import { weightedMeanError } from './mean-error';
import { checkSamples, undefinedMetric, weightEntries, yesOrNo, type MetricParameters, type Values } from './samples';

export interface R2Parameters extends MetricParameters {
  /** Whether a constant target gives 1 for a perfect prediction and 0 for any other, as it does unless told, or NaN and −∞. */
  readonly force_finite?: boolean | undefined;
}

const schema = v.object({ ...weightEntries, force_finite: v.optional(yesOrNo, true) });

/**
 * Coefficient of determination R²: 1 is perfect, 0 as good as the mean of the target, below that worse. Throws what
 * `checkSamples` does, and `metric_undefined` for a single row.
 */
export function r2Score(yTrue: Values, yPred: Values, parameters: R2Parameters = {}): number {
  const { sample_weight, force_finite } = readParameters('r2Score', schema, { ...parameters });
  const weights = checkSamples('r2Score', yTrue, yPred, sample_weight);
  if (yTrue.length < 2) {
    throw undefinedMetric('r2Score', 'one row alone has no variance', 'Take a metric such as meanAbsoluteError.');
  }
  const mean = weightedMeanError(yTrue, yPred, weights, (target) => target);
  const residual = weightedMeanError(yTrue, yPred, weights, (target, prediction) => (target - prediction) ** 2);
  return explained(
    residual,
    weightedMeanError(yTrue, yPred, weights, (target) => (target - mean) ** 2),
    force_finite,
  );
}

/**
 * Share of the target's variance that the prediction explains: as R², but a constant shift of the prediction costs
 * nothing. Throws what `checkSamples` does.
 */
export function explainedVarianceScore(yTrue: Values, yPred: Values, parameters: R2Parameters = {}): number {
  const { sample_weight, force_finite } = readParameters('explainedVarianceScore', schema, { ...parameters });
  const weights = checkSamples('explainedVarianceScore', yTrue, yPred, sample_weight);
  const mean = weightedMeanError(yTrue, yPred, weights, (target) => target);
  const shift = weightedMeanError(yTrue, yPred, weights, (target, prediction) => target - prediction);
  const residual = weightedMeanError(yTrue, yPred, weights, (target, prediction) => (target - prediction - shift) ** 2);
  return explained(
    residual,
    weightedMeanError(yTrue, yPred, weights, (target) => (target - mean) ** 2),
    force_finite,
  );
}

function explained(residual: number, variance: number, forceFinite: boolean): number {
  if (variance !== 0 || !forceFinite) return 1 - residual / variance;
  return residual === 0 ? 1 : 0;
}

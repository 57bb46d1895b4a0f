import { meanError } from './mean-error';
import { checkNumbers, type MetricParameters, type Values } from './samples';

/**
 * Mean Poisson deviance, for counts: twice the log-likelihood that a perfect prediction is ahead by. Targets are 0 or more,
 * predictions above 0. Throws what `checkSamples` does.
 */
export function meanPoissonDeviance(yTrue: Values, yPred: Values, parameters: MetricParameters = {}): number {
  const metric = 'meanPoissonDeviance';
  checkNumbers(metric, 'target', yTrue, 0, Infinity, 'Counts are finite numbers of 0 or more.');
  checkNumbers(
    metric,
    'prediction',
    yPred,
    Number.MIN_VALUE,
    Infinity,
    'A predicted count is a finite number above 0.',
  );
  return meanError(metric, yTrue, yPred, parameters, (target, prediction) => {
    const likelihood = target === 0 ? 0 : target * Math.log(target / prediction);
    return 2 * (likelihood - target + prediction);
  });
}

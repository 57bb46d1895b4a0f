import { meanError } from './mean-error';
import { checkNumbers, type MetricParameters, type Values } from './samples';

/** Mean of the squared errors, in the square of the target's unit. Throws what `checkSamples` does. */
export function meanSquaredError(yTrue: Values, yPred: Values, parameters: MetricParameters = {}): number {
  return meanError('meanSquaredError', yTrue, yPred, parameters, squared);
}

/** Root of the mean squared error (RMSE), in the target's unit. Throws what `checkSamples` does. */
export function rootMeanSquaredError(yTrue: Values, yPred: Values, parameters: MetricParameters = {}): number {
  return Math.sqrt(meanError('rootMeanSquaredError', yTrue, yPred, parameters, squared));
}

/**
 * Mean of the squared differences of log(1 + value): for targets that grow exponentially. Throws what `checkSamples` does,
 * also for a value of −1 or less.
 */
export function meanSquaredLogError(yTrue: Values, yPred: Values, parameters: MetricParameters = {}): number {
  return logError('meanSquaredLogError', yTrue, yPred, parameters);
}

/** Root of the mean squared logarithmic error (RMSLE). Throws as `meanSquaredLogError`. */
export function rootMeanSquaredLogError(yTrue: Values, yPred: Values, parameters: MetricParameters = {}): number {
  return Math.sqrt(logError('rootMeanSquaredLogError', yTrue, yPred, parameters));
}

function logError(metric: string, yTrue: Values, yPred: Values, parameters: MetricParameters): number {
  const low = -1 + Number.EPSILON / 2; // the smallest double above -1
  checkNumbers(metric, 'target', yTrue, low, Infinity, 'Its logarithm needs numbers above -1.');
  checkNumbers(metric, 'prediction', yPred, low, Infinity, 'Its logarithm needs numbers above -1.');
  return meanError(metric, yTrue, yPred, parameters, logSquared);
}

function squared(target: number, prediction: number): number {
  return (target - prediction) ** 2;
}

function logSquared(target: number, prediction: number): number {
  return (Math.log1p(target) - Math.log1p(prediction)) ** 2;
}

import { meanAbsoluteError, r2Score, rootMeanSquaredError } from 'eider/learn';

/** How good predictions are: errors in minutes, and the share of the variance that is explained. */
export function scores(actual: ArrayLike<number>, predicted: ArrayLike<number>) {
  return {
    rmse: rootMeanSquaredError(actual, predicted),
    mae: meanAbsoluteError(actual, predicted),
    r2: r2Score(actual, predicted),
  };
}

/** Root mean squared error of always predicting the mean: what a model has to be better than. */
export function rmseOfMean(actual: ArrayLike<number>, mean: number): number {
  return rootMeanSquaredError(actual, new Float64Array(actual.length).fill(mean));
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

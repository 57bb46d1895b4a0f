import {
  ExtraTreesRegressor,
  GradientBoostingRegressor,
  Lasso,
  LinearRegression,
  LinearSVR,
  RandomForestRegressor,
  type FitOptions,
  type SparseMatrix,
} from 'eider/learn';
import type { regressorSpaces } from './spaces';

/** A fitted model. */
export interface Regressor {
  predict(features: SparseMatrix): Float64Array;
}

/** A class of models. Each reads its own parameters, and refuses what it does not know. */
interface Estimator {
  fit(features: SparseMatrix, target: Float64Array, parameters: unknown, options: FitOptions): Promise<Regressor>;
}

export type RegressorName = keyof ReturnType<typeof regressorSpaces>;

/** The models that `sklearn_training` may train: there is a space for each in spaces.ts. */
export const regressors: Readonly<Record<RegressorName, Estimator>> = {
  LinearRegression,
  Lasso,
  LinearSVR,
  RandomForestRegressor,
  GradientBoostingRegressor,
  ExtraTreesRegressor,
};

export function isRegressor(name: string): name is RegressorName {
  return Object.hasOwn(regressors, name);
}

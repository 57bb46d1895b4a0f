import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { numberIn, oneOf, readParameters, wholeNumber } from '../parameters';
import { recordedFit } from '../record/recorded';
import { solveLeastSquares } from './least-squares';
import { LinearRegressor, readRegressor, warnUnlessConverged, type LinearFit } from './linear-regressor';
import { trainingData } from './training-data';

const MODEL = 'Ridge';
const FORMAT = 'eider.ridge';

const schema = v.object({
  alpha: v.optional(numberIn(0, Infinity, { below: true }), 1),
  fit_intercept: v.optional(v.boolean(), true),
  max_iter: v.optional(v.nullable(wholeNumber(1)), null),
  tol: v.optional(numberIn(0, 1), 1e-10),
  solver: v.optional(oneOf(['auto', 'cholesky', 'lsqr']), 'auto'),
});
export type RidgeParameters = v.InferInput<typeof schema>;

/**
 * Least squares with a penalty on the squared coefficients (Hoerl and Kennard 1970, "Ridge regression"), as scikit-learn's
 * `Ridge` (https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.Ridge.html): minimises
 * `Σ weight (target − prediction)² + alpha ‖coef‖²`; the intercept is free.
 *
 * - `alpha`: the penalty, 0 or more.
 * - `fit_intercept`: whether the model has an intercept.
 * - `solver`: `cholesky` factorises, for dense features with at least as many rows as columns; `lsqr` iterates, for
 *   all; `auto` takes the first where it can.
 * - `tol`, `max_iter`: of `lsqr`. The default of `tol` is smaller than scikit-learn's 1e-4, as an iteration more costs
 *   little here; `max_iter` null allows two for each feature, and a hundred.
 */
export class Ridge extends LinearRegressor {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: LinearFit) {
    super(fit);
  }

  /** Fits to rows of features and one number for each. Throws what `trainingData` and `readParameters` do. */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: RidgeParameters = {},
    options: FitOptions = {},
  ): Promise<Ridge> {
    const read = readParameters(MODEL, schema, parameters);
    const fit = { estimator: MODEL, parameters: read, given: parameters, features, target, options };
    return recordedFit(fit, async (recording) => {
      const { alpha, fit_intercept, tol, max_iter, solver } = read;
      const data = trainingData(MODEL, features, target, recording);
      const { rows, columns } = data.design;
      const direct = solver !== 'lsqr' && (rows >= columns || alpha === 0);
      const solution = await solveLeastSquares({ ...data, fitIntercept: fit_intercept, penalty: alpha }, direct, {
        tol,
        maxIterations: max_iter ?? 2 * columns + 100,
        signal: recording.signal,
      });
      warnUnlessConverged(MODEL, solution, 'Raise max_iter or alpha, or scale the features.', recording);
      return new Ridge({ ...solution, dualityGap: null });
    });
  }

  static fromJSON(json: unknown): Ridge {
    return new Ridge(readRegressor(MODEL, FORMAT, json));
  }
}

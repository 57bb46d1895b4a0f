import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { numberIn, readParameters, wholeNumber } from '../parameters';
import { recordedFit } from '../record/recorded';
import { solveLeastSquares } from './least-squares';
import { LinearRegressor, readRegressor, warnUnlessConverged, type LinearFit } from './linear-regressor';
import { trainingData } from './training-data';

const MODEL = 'LinearRegression';
const FORMAT = 'eider.linear_regression';

const schema = v.object({
  fit_intercept: v.optional(v.boolean(), true),
  tol: v.optional(numberIn(0, 1), 1e-10),
  max_iter: v.optional(v.nullable(wholeNumber(1)), null),
});
export type LinearRegressionParameters = v.InferInput<typeof schema>;

/**
 * Ordinary least squares, as scikit-learn's `LinearRegression`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.LinearRegression.html). Where columns depend on
 * each other, the shortest coefficients of all that fit best, as there.
 *
 * - `fit_intercept`: whether the model has an intercept.
 * - `tol`, `max_iter`: of LSQR, for sparse features; `max_iter` null allows two for each feature, and a hundred.
 *
 * Dense features are factorised. Sparse ones are solved by LSQR on columns scaled to equal length, without centring them
 * in memory: it gets to the least sum of squares where LSQR on the columns as they are, which scikit-learn uses, may end
 * before.
 */
export class LinearRegression extends LinearRegressor {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: LinearFit) {
    super(fit);
  }

  /** Fits to rows of features and one number for each. Throws what `trainingData` and `readParameters` do. */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: LinearRegressionParameters = {},
    options: FitOptions = {},
  ): Promise<LinearRegression> {
    const read = readParameters(MODEL, schema, parameters);
    const fit = { estimator: MODEL, parameters: read, given: parameters, features, target, options };
    return recordedFit(fit, async (recording) => {
      const { fit_intercept, tol, max_iter } = read;
      const data = trainingData(MODEL, features, target, recording);
      const { columns } = data.design;
      const solution = await solveLeastSquares({ ...data, fitIntercept: fit_intercept, penalty: 0 }, true, {
        tol,
        maxIterations: max_iter ?? 2 * columns + 100,
        signal: recording.signal,
      });
      warnUnlessConverged(MODEL, solution, 'Raise max_iter, or scale the features.', recording);
      return new LinearRegression({ ...solution, dualityGap: null });
    });
  }

  static fromJSON(json: unknown): LinearRegression {
    return new LinearRegression(readRegressor(MODEL, FORMAT, json));
  }
}

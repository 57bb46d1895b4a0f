import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { recordedFit } from '../record/recorded';
import { readParameters } from '../parameters';
import { coordinateDescentEntries } from './elastic-net';
import { fitElasticNet } from './elastic-net-fit';
import { LinearRegressor, readRegressor, type LinearFit } from './linear-regressor';
import { trainingData } from './training-data';

const MODEL = 'Lasso';
const FORMAT = 'eider.lasso';

const schema = v.object(coordinateDescentEntries);
export type LassoParameters = v.InferInput<typeof schema>;

/**
 * Least squares with a penalty on absolute coefficients (Tibshirani 1996, "Regression shrinkage and selection via the
 * lasso"), as scikit-learn's `Lasso`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.Lasso.html): minimises
 * `½ mean squared error + alpha ‖coef‖₁`; the intercept is free. Its parameters are those of {@link ElasticNet} without
 * `l1_ratio`.
 */
export class Lasso extends LinearRegressor {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: LinearFit) {
    super(fit);
  }

  /** Fits to rows of features and one number for each. Throws what `trainingData` and `readParameters` do. */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: LassoParameters = {},
    options: FitOptions = {},
  ): Promise<Lasso> {
    const read = { ...readParameters(MODEL, schema, parameters), l1_ratio: 1 };
    const fit = { estimator: MODEL, parameters: read, given: parameters, features, target, options };
    return recordedFit(fit, async (recording) => {
      return new Lasso(await fitElasticNet(MODEL, trainingData(MODEL, features, target, recording), read, recording));
    });
  }

  static fromJSON(json: unknown): Lasso {
    return new Lasso(readRegressor(MODEL, FORMAT, json));
  }
}

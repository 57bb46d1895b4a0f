import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { numberIn, oneOf, readParameters, wholeNumber } from '../parameters';
import { recordedFit } from '../record/recorded';
import { fitElasticNet } from './elastic-net-fit';
import { LinearRegressor, readRegressor, type LinearFit } from './linear-regressor';
import { trainingData } from './training-data';

const MODEL = 'ElasticNet';
const FORMAT = 'eider.elastic_net';

/** What Lasso and ElasticNet have in common. */
export const coordinateDescentEntries = {
  alpha: v.optional(numberIn(0, Infinity, { below: true }), 1),
  fit_intercept: v.optional(v.boolean(), true),
  max_iter: v.optional(wholeNumber(1), 1000),
  tol: v.optional(numberIn(0, 1), 1e-4),
  positive: v.optional(v.boolean(), false),
  selection: v.optional(oneOf(['cyclic', 'random']), 'cyclic'),
  random_state: v.optional(v.nullable(wholeNumber(0)), null),
};

const schema = v.object({ ...coordinateDescentEntries, l1_ratio: v.optional(numberIn(0, 1), 0.5) });
export type ElasticNetParameters = v.InferInput<typeof schema>;

/**
 * Least squares with a penalty on absolute and squared coefficients (Zou and Hastie 2005, "Regularization and variable
 * selection via the elastic net"), as scikit-learn's `ElasticNet`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.ElasticNet.html): minimises
 * `½ mean squared error + alpha (l1_ratio ‖coef‖₁ + ½ (1 − l1_ratio) ‖coef‖²)`; the intercept is free.
 *
 * - `alpha`, `l1_ratio`: how much penalty, and how much of it is on absolute values.
 * - `fit_intercept`: whether the model has an intercept; `positive`: whether coefficients are kept at 0 or more.
 * - `tol`: the duality gap to reach, as a share of the centred target's squares; `max_iter`: rounds at most.
 * - `selection`: coordinates one after the other (`cyclic`) or in random order (`random`, of seed `random_state`).
 */
export class ElasticNet extends LinearRegressor {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: LinearFit) {
    super(fit);
  }

  /** Fits to rows of features and one number for each. Throws what `trainingData` and `readParameters` do. */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: ElasticNetParameters = {},
    options: FitOptions = {},
  ): Promise<ElasticNet> {
    const read = readParameters(MODEL, schema, parameters);
    const fit = { estimator: MODEL, parameters: read, given: parameters, features, target, options };
    return recordedFit(fit, async (recording) => {
      return new ElasticNet(
        await fitElasticNet(MODEL, trainingData(MODEL, features, target, recording), read, recording),
      );
    });
  }

  static fromJSON(json: unknown): ElasticNet {
    return new ElasticNet(readRegressor(MODEL, FORMAT, json));
  }
}

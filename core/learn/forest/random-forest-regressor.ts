import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { readParameters } from '../parameters';
import { forestEntries, type ForestParameters } from './forest-parameters';
import { fitForestRegressor, ForestRegressor, readForestRegressor, type ForestRegressorFit } from './forest-regressor';
import { regressionCriterion, yesOrNo } from './tree-parameters';

const MODEL = 'RandomForestRegressor';
const FORMAT = 'eider.random_forest_regressor';

/** Parameters of {@link RandomForestRegressor}; unless told, 100 trees of all features, each on a bootstrap sample. */
export interface RandomForestRegressorParameters extends ForestParameters {
  /** What splits lower: the squared error, to which `friedman_mse` comes down as well, or half the Poisson deviance, of targets that are not negative. */
  readonly criterion?: 'squared_error' | 'friedman_mse' | 'poisson' | undefined;
}

const schema = v.object({
  ...forestEntries,
  criterion: v.optional(regressionCriterion, 'squared_error'),
  bootstrap: v.optional(yesOrNo, true),
});

/**
 * A random forest: trees, each on rows that are drawn with replacement and with features that are drawn for
 * each node, whose mean is the prediction (Breiman 2001). As scikit-learn's `RandomForestRegressor`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.ensemble.RandomForestRegressor.html); what is drawn differs from its.
 *
 * Values count as 32-bit floats, what a sparse matrix does not store as 0. Of equally good splits the one of the first
 * feature is taken, and of its lowest threshold, where scikit-learn draws one. Sample weights are how likely a row is
 * drawn, as in scikit-learn 1.9, or without `bootstrap` what it counts. Takes what `rankMatrix` says, and for each
 * thread about 100 bytes for each row, 40 for each value stored sparsely, and 80 for each node of a tree.
 */
export class RandomForestRegressor extends ForestRegressor {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: ForestRegressorFit) {
    super(fit);
  }

  /**
   * Fits to rows of features and a number for each. Throws `parameter_unknown`, `parameter_invalid`, `matrix_empty`,
   * `length_mismatch`, `target_invalid`, `features_invalid`, `weights_invalid` or `training_too_large`, and the signal's
   * reason when it is aborted.
   */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: RandomForestRegressorParameters = {},
    options: FitOptions = {},
  ): Promise<RandomForestRegressor> {
    const read = readParameters(MODEL, schema, { ...parameters });
    return new RandomForestRegressor(await fitForestRegressor(MODEL, false, features, target, read, options));
  }

  /** A model from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): RandomForestRegressor {
    return new RandomForestRegressor(readForestRegressor(MODEL, FORMAT, json));
  }
}

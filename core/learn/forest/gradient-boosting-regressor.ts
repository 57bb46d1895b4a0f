import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import { shapeOf, type FeatureMatrix } from '../matrix';
import { numberIn, oneOf, readParameters } from '../parameters';
import { boostTrees } from './boosting-fit';
import { boostingEntries, type GradientBoostingParameters } from './boosting-parameters';
import { GradientBoosting, readBoosting, type BoostingFit } from './gradient-boosting';
import { regressionLoss } from './regression-losses';
import { checkedWeights } from './training';

const MODEL = 'GradientBoostingRegressor';
const FORMAT = 'eider.gradient_boosting_regressor';

/** Parameters of {@link GradientBoostingRegressor}; `max_depth` is 3 unless told. */
export interface GradientBoostingRegressorParameters extends GradientBoostingParameters {
  readonly loss?: 'squared_error' | 'absolute_error' | 'huber' | 'quantile' | undefined;
  /** The quantile that the loss `quantile` predicts, or of the errors beyond which `huber` is linear: 0.9 unless told. */
  readonly alpha?: number | undefined;
}

const schema = v.object({
  ...boostingEntries,
  loss: v.optional(oneOf(['squared_error', 'absolute_error', 'huber', 'quantile']), 'squared_error'),
  alpha: v.optional(numberIn(0, 1, { above: true, below: true }), 0.9),
});

/**
 * Gradient boosting of regression trees (Friedman 2001), as scikit-learn's `GradientBoostingRegressor`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.ensemble.GradientBoostingRegressor.html): the same model
 * where no two splits are equally good, nothing is drawn and no rows are kept aside. Splits are looked for between all
 * values; the booster (`train`) takes quantiles, and is faster.
 *
 * Values count as 32-bit floats, what a sparse matrix does not store as 0. Takes what `rankMatrix` says, and about 130
 * bytes for each row, and 40 for each value stored sparsely. Grows in one thread.
 */
export class GradientBoostingRegressor extends GradientBoosting {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: BoostingFit) {
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
    parameters: GradientBoostingRegressorParameters = {},
    options: FitOptions = {},
  ): Promise<GradientBoostingRegressor> {
    const read = readParameters(MODEL, schema, { ...parameters });
    const weights = checkedWeights(MODEL, features, target, options);
    const loss = regressionLoss(read.loss, read.alpha);
    const task = { model: MODEL, features, target: Float64Array.from(target), weights, loss, stratify: false };
    return new GradientBoostingRegressor({
      ...(await boostTrees({ ...task, parameters: read }, options)),
      learningRate: read.learning_rate,
      featureCount: shapeOf(features).columns,
      featureNames: features.featureNames ?? null,
    });
  }

  /** One number for each row. Throws `features_mismatch` or `features_invalid`. */
  predict(features: FeatureMatrix): Float64Array {
    return this.rawPredictions(features);
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return this.storedBoosting();
  }

  /** A model from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): GradientBoostingRegressor {
    return new GradientBoostingRegressor(readBoosting(MODEL, FORMAT, {}, json));
  }
}

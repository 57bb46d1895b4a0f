import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { readParameters } from '../parameters';
import {
  fitForestClassifier,
  forestClassWeight,
  ForestClassifier,
  readForestClassifier,
  type ForestClassifierFit,
  type ForestClassifierParameters,
} from './forest-classifier';
import { forestEntries } from './forest-parameters';
import { classCriterion, maxFeatures, yesOrNo } from './tree-parameters';

const MODEL = 'ExtraTreesClassifier';
const FORMAT = 'eider.extra_trees_classifier';

/** Parameters of {@link ExtraTreesClassifier}; unless told, 100 trees of sqrt features, each on all rows. */
export type ExtraTreesClassifierParameters = ForestClassifierParameters;

const schema = v.object({
  ...forestEntries,
  criterion: v.optional(classCriterion, 'gini'),
  max_features: v.optional(maxFeatures, 'sqrt'),
  bootstrap: v.optional(yesOrNo, false),
  class_weight: v.optional(forestClassWeight, null),
});

/**
 * Extremely randomised trees for classes: for each feature of a node one threshold is drawn between its lowest and highest
 * value, and the best of these splits is taken; whose mean are the probabilities (Geurts, Ernst and Wehenkel 2006). As scikit-learn's
 * `ExtraTreesClassifier` (https://scikit-learn.org/stable/modules/generated/sklearn.ensemble.ExtraTreesClassifier.html);
 * what is drawn differs from its.
 *
 * Values count as 32-bit floats, what a sparse matrix does not store as 0. Of equally good splits the one of the first
 * feature is taken, and of its lowest threshold, where scikit-learn draws one. Sample weights are how likely a row is
 * drawn, as in scikit-learn 1.9, or without `bootstrap` what it counts. Takes what `rankMatrix` says, and for each
 * thread about 100 bytes for each row, 40 for each value stored sparsely, and 80 for each node of a tree.
 */
export class ExtraTreesClassifier extends ForestClassifier {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: ForestClassifierFit) {
    super(fit);
  }

  /**
   * Fits to rows of features and the class of each, a number. Throws `classes_invalid` for one class,
   * `parameter_unknown`, `parameter_invalid`, `matrix_empty`, `length_mismatch`, `target_invalid`, `features_invalid`,
   * `weights_invalid` or `training_too_large`, and the signal's reason when it is aborted.
   */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: ExtraTreesClassifierParameters = {},
    options: FitOptions = {},
  ): Promise<ExtraTreesClassifier> {
    const read = readParameters(MODEL, schema, { ...parameters });
    return new ExtraTreesClassifier(await fitForestClassifier(MODEL, true, features, target, read, options));
  }

  /** A model from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): ExtraTreesClassifier {
    return new ExtraTreesClassifier(readForestClassifier(MODEL, FORMAT, json));
  }
}

import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { readParameters } from '../parameters';
import { depthOf, leafCountOf, type DecisionTree } from './decision-tree';
import { readEnsemble, type EnsembleFit } from './ensemble';
import { fitForestRegressor } from './forest-regressor';
import { TreeRegressor } from './regressor';
import { oneTree } from './single-tree';
import { regressionCriterion, splitter, treeEntries, type TreeParameters } from './tree-parameters';

const MODEL = 'DecisionTreeRegressor';
const FORMAT = 'eider.decision_tree_regressor';

/** Parameters of {@link DecisionTreeRegressor}. */
export interface DecisionTreeRegressorParameters extends TreeParameters {
  /** What splits lower: the squared error, to which `friedman_mse` comes down as well, or half the Poisson deviance, of targets that are not negative. */
  readonly criterion?: 'squared_error' | 'friedman_mse' | 'poisson' | undefined;
  /** Whether every threshold of a feature is looked at, or one that is drawn at random. */
  readonly splitter?: 'best' | 'random' | undefined;
}

const schema = v.object({
  ...treeEntries,
  criterion: v.optional(regressionCriterion, 'squared_error'),
  splitter,
});

/**
 * A regression tree (Breiman, Friedman, Olshen and Stone 1984), as scikit-learn's `DecisionTreeRegressor`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.tree.DecisionTreeRegressor.html): the same tree where no two
 * splits are equally good. Of those that are, the one of the first feature is taken, and of its lowest threshold, where
 * scikit-learn draws one.
 *
 * Values count as 32-bit floats, what a sparse matrix does not store as 0. Takes what `rankMatrix` says, and about 100
 * bytes for each row, 40 for each value stored sparsely, and 80 for each node.
 */
export class DecisionTreeRegressor extends TreeRegressor {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: EnsembleFit) {
    super(fit);
  }

  /** The tree itself. */
  get tree(): DecisionTree {
    return oneTree(this.trees);
  }

  /** Number of splits from the root to the lowest leaf. */
  get depth(): number {
    return depthOf(this.tree);
  }

  get leafCount(): number {
    return leafCountOf(this.tree);
  }

  /**
   * Fits to rows of features and a number for each. Throws `parameter_unknown`, `parameter_invalid`, `matrix_empty`,
   * `length_mismatch`, `target_invalid`, `features_invalid`, `weights_invalid` or `training_too_large`, and the signal's
   * reason when it is aborted.
   */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: DecisionTreeRegressorParameters = {},
    options: FitOptions = {},
  ): Promise<DecisionTreeRegressor> {
    const { splitter: way, ...read } = readParameters(MODEL, schema, { ...parameters });
    const forest = { ...read, n_estimators: 1, bootstrap: false, oob_score: false, max_samples: null, n_jobs: 1 };
    return new DecisionTreeRegressor(
      await fitForestRegressor(MODEL, way === 'random', features, target, forest, options),
    );
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return this.storedTrees();
  }

  /** A model from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): DecisionTreeRegressor {
    return new DecisionTreeRegressor(readEnsemble(MODEL, FORMAT, {}, json));
  }
}

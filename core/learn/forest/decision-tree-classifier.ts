import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { readParameters } from '../parameters';
import { classWeightSchema } from '../linear/class-labels';
import { TreeClassifier, type ClassifierFit } from './classifier';
import { depthOf, leafCountOf, type DecisionTree } from './decision-tree';
import { readEnsemble } from './ensemble';
import { fitForestClassifier } from './forest-classifier';
import { oneTree } from './single-tree';
import { classCriterion, splitter, treeEntries, type TreeParameters } from './tree-parameters';

const MODEL = 'DecisionTreeClassifier';
const FORMAT = 'eider.decision_tree_classifier';

/** Parameters of {@link DecisionTreeClassifier}. */
export interface DecisionTreeClassifierParameters extends TreeParameters {
  /** What splits lower: Gini's index, or entropy, which `log_loss` is another name for. */
  readonly criterion?: 'gini' | 'entropy' | 'log_loss' | undefined;
  /** Whether every threshold of a feature is looked at, or one that is drawn at random. */
  readonly splitter?: 'best' | 'random' | undefined;
  /** Weights of classes; `balanced` gives all the same. */
  readonly class_weight?: 'balanced' | Readonly<Record<string, number>> | null | undefined;
}

const schema = v.object({
  ...treeEntries,
  criterion: v.optional(classCriterion, 'gini'),
  splitter,
  class_weight: v.optional(classWeightSchema, null),
});

/**
 * A classification tree (Breiman, Friedman, Olshen and Stone 1984), as scikit-learn's `DecisionTreeClassifier`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.tree.DecisionTreeClassifier.html): the same tree where no two
 * splits are equally good. Of those that are, the one of the first feature is taken, and of its lowest threshold, where
 * scikit-learn draws one.
 *
 * Values count as 32-bit floats, what a sparse matrix does not store as 0. Takes what `rankMatrix` says, and about 100
 * bytes for each row, 40 for each value stored sparsely, and for each node 72 and 8 for each class.
 */
export class DecisionTreeClassifier extends TreeClassifier {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: ClassifierFit) {
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
   * Fits to rows of features and the class of each, a number. Throws `classes_invalid` for one class,
   * `parameter_unknown`, `parameter_invalid`, `matrix_empty`, `length_mismatch`, `target_invalid`, `features_invalid`,
   * `weights_invalid` or `training_too_large`, and the signal's reason when it is aborted.
   */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: DecisionTreeClassifierParameters = {},
    options: FitOptions = {},
  ): Promise<DecisionTreeClassifier> {
    const { splitter: way, ...read } = readParameters(MODEL, schema, { ...parameters });
    const forest = { ...read, n_estimators: 1, bootstrap: false, oob_score: false, max_samples: null, n_jobs: 1 };
    return new DecisionTreeClassifier(
      await fitForestClassifier(MODEL, way === 'random', features, target, forest, options),
    );
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return { ...this.storedTrees(), classes: [...this.classes] };
  }

  /** A model from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): DecisionTreeClassifier {
    const stored = readEnsemble(MODEL, FORMAT, { classes: v.array(v.number()) }, json);
    return new DecisionTreeClassifier({ ...stored, classes: Float64Array.from(stored.classes) });
  }
}

import type { DenseMatrix, FeatureMatrix } from '../matrix';
import { Ensemble, type EnsembleFit } from './ensemble';
import { walkTrees } from './walk';

/** How likely each class is: rows × classes, in the order of `classes`. */
export type ClassProbabilities = DenseMatrix & { readonly data: Float64Array<ArrayBuffer> };

export interface ClassifierFit extends EnsembleFit {
  readonly classes: Float64Array;
}

/** A model that predicts classes by the mean of the shares that they have in its trees' leaves. */
export abstract class TreeClassifier extends Ensemble implements ClassifierFit {
  /** The classes, ascending. */
  readonly classes: Float64Array;

  protected constructor(fit: ClassifierFit) {
    super(fit);
    this.classes = fit.classes;
  }

  /** How likely each class is, by the trees' mean. Throws `features_mismatch` or `features_invalid`. */
  predictProba(features: FeatureMatrix): ClassProbabilities {
    const rows = this.checked(features);
    const { trees } = this;
    const groups = this.classes.length;
    const data = new Float64Array(rows * groups);
    walkTrees(trees, features, (number, first, count, leaves) => {
      const values = trees[number]?.values ?? new Float64Array(0);
      for (let row = 0; row < count; row += 1) {
        const from = (leaves[row] ?? 0) * groups;
        const to = (first + row) * groups;
        for (let group = 0; group < groups; group += 1) {
          data[to + group] = (data[to + group] ?? 0) + (values[from + group] ?? 0);
        }
      }
    });
    for (let at = 0; at < data.length; at += 1) data[at] = (data[at] ?? 0) / trees.length;
    return { kind: 'dense', shape: [rows, groups], data };
  }

  /** The likeliest class of each row, of equally likely ones the lowest. Throws what `predictProba` does. */
  predict(features: FeatureMatrix): Float64Array {
    return likeliest(this.predictProba(features).data, this.classes);
  }
}

/** The class of the highest number in each row of rows × classes. */
export function likeliest(scores: Float64Array, classes: Float64Array): Float64Array {
  const groups = classes.length;
  const labels = new Float64Array(scores.length / groups);
  for (let row = 0; row < labels.length; row += 1) {
    let best = 0;
    for (let group = 1; group < groups; group += 1) {
      if ((scores[row * groups + group] ?? 0) > (scores[row * groups + best] ?? 0)) best = group;
    }
    labels[row] = classes[best] ?? NaN;
  }
  return labels;
}

import type { FeatureMatrix } from '../matrix';
import { Ensemble } from './ensemble';
import { walkTrees } from './walk';

/** A model that predicts the mean of what its trees predict. */
export abstract class TreeRegressor extends Ensemble {
  /**
   * One number for each row. Throws `features_mismatch` when there are not as many features as in training, and
   * `features_invalid` for NaN or an infinite value.
   */
  predict(features: FeatureMatrix): Float64Array {
    const predictions = new Float64Array(this.checked(features));
    const { trees } = this;
    walkTrees(trees, features, (number, first, count, leaves) => {
      const values = trees[number]?.values ?? new Float64Array(0);
      for (let row = 0; row < count; row += 1) {
        predictions[first + row] = (predictions[first + row] ?? 0) + (values[leaves[row] ?? 0] ?? 0);
      }
    });
    for (let row = 0; row < predictions.length; row += 1) predictions[row] = (predictions[row] ?? 0) / trees.length;
    return predictions;
  }
}

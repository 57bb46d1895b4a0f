import { checkFinite, checkTrainingData, checkWeights, type Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { designOf, type Design } from './design';

/** What a linear model is fitted to, checked. */
export interface TrainingData {
  readonly design: Design;
  readonly target: Float64Array;
  /** One for each row; null for ones. */
  readonly weights: Float64Array | null;
}

/**
 * Throws `matrix_empty`, `matrix_invalid`, `length_mismatch`, `target_invalid`, `features_invalid` or `weights_invalid`
 * for data that no linear model can be fitted to.
 */
export function trainingData(
  model: string,
  features: FeatureMatrix,
  target: Target,
  { sampleWeight }: FitOptions,
): TrainingData {
  checkTrainingData(model, features, target);
  const design = designOf(features);
  checkFinite(model, features);
  if (sampleWeight !== undefined) checkWeights(model, sampleWeight, design.rows);
  return {
    design,
    target: target instanceof Float64Array ? target : Float64Array.from(target),
    weights: sampleWeight === undefined ? null : Float64Array.from(sampleWeight),
  };
}

import type { ModelObjective } from './link';
import type { DocumentObject } from './model-document';
import type { RegressionTree } from './tree';

/** How XGBoost takes a column: number, whole number, number again, indicator, category. */
export type FeatureType = 'q' | 'int' | 'float' | 'i' | 'c';

/** Everything a trained model is, under the names of XGBoost's model format. Not changed after it was made. */
export interface BoosterModel {
  readonly trees: readonly RegressionTree[];
  /** For each tree the output (class or target) it adds to: `tree_info`. */
  readonly treeOutputs: Int32Array;
  /** First tree of each iteration, and the number of trees at the end: `iteration_indptr`. */
  readonly iterationStarts: Int32Array;
  /** Trees that are grown for each output in one iteration: 1, or more for a boosted forest. */
  readonly numParallelTree: number;
  /** What DART multiplies the leaves of each tree with; null for plain trees. */
  readonly treeWeights: Float32Array | null;
  readonly objective: ModelObjective;
  /** Prediction before the first tree, as a prediction and not as a margin: one for all outputs, or one for each. */
  readonly baseScore: Float32Array;
  /** Whether XGBoost, training on, may estimate the base score: `boost_from_average`, false where one was given. */
  readonly boostFromAverage: boolean;
  readonly numFeature: number;
  /** Number of classes of a multi-class objective, else 0. */
  readonly numClass: number;
  /** Number of targets; 1 unless several columns are predicted at once. */
  readonly numTarget: number;
  readonly featureNames: readonly string[] | null;
  readonly featureTypes: readonly FeatureType[] | null;
  /** What the categories of a data frame were, as XGBoost 3.1 and later keep it; handed through unchanged. */
  readonly categories: DocumentObject | null;
  /** Texts that go with the model, such as `best_iteration`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** XGBoost's version whose form the model is written in; null takes the oldest that can hold it. */
  readonly version: readonly [number, number, number] | null;
}

/** How many margins a row has. */
export function outputsOf({ numClass, numTarget }: BoosterModel): number {
  return Math.max(1, numClass, numTarget);
}

/** The name of a feature: its own, or `f` and its number. */
export function nameOf({ featureNames }: BoosterModel, feature: number): string {
  return featureNames?.[feature] ?? `f${feature}`;
}

/** Starts of the iterations of a model that has as many trees in each. */
export function iterationStarts(trees: number, treesOfIteration: number): Int32Array {
  return Int32Array.from({ length: Math.ceil(trees / treesOfIteration) + 1 }, (_, at) =>
    Math.min(trees, at * treesOfIteration),
  );
}

import { CRITERION_ENTROPY, CRITERION_GINI, CRITERION_POISSON, CRITERION_SQUARED_ERROR } from '../kernels/tree-job';
import type { ReadTreeParameters } from './tree-parameters';

/** How trees grow, in the numbers that the kernels take. */
export interface TreeRules {
  readonly criterion: number;
  /** Whether thresholds are drawn at random. */
  readonly atRandom: boolean;
  /** 0 for a regression. */
  readonly classes: number;
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minWeightFraction: number;
  /** Features that are drawn for each node. */
  readonly maxFeatures: number;
  /** 0 for any number. */
  readonly maxLeaves: number;
  readonly minImpurityDecrease: number;
}

const CRITERIA = {
  squared_error: CRITERION_SQUARED_ERROR,
  friedman_mse: CRITERION_SQUARED_ERROR,
  poisson: CRITERION_POISSON,
  gini: CRITERION_GINI,
  entropy: CRITERION_ENTROPY,
  log_loss: CRITERION_ENTROPY,
} as const;
export type CriterionName = keyof typeof CRITERIA;

const UNLIMITED = 2 ** 31 - 1;

export function treeRules(
  criterion: CriterionName,
  parameters: ReadTreeParameters,
  data: { readonly rows: number; readonly columns: number; readonly classes: number; readonly atRandom: boolean },
): TreeRules {
  const { min_samples_split: minSplit, min_samples_leaf: minLeaf } = parameters;
  const minSamplesLeaf = minLeaf >= 1 ? minLeaf : Math.ceil(minLeaf * data.rows);
  const atLeast = minSplit > 1 ? minSplit : Math.max(2, Math.ceil(minSplit * data.rows));
  return {
    criterion: CRITERIA[criterion],
    atRandom: data.atRandom,
    classes: data.classes,
    maxDepth: Math.min(UNLIMITED, parameters.max_depth ?? UNLIMITED),
    minSamplesSplit: Math.min(UNLIMITED, Math.max(atLeast, 2 * minSamplesLeaf)),
    minSamplesLeaf: Math.min(UNLIMITED, minSamplesLeaf),
    minWeightFraction: parameters.min_weight_fraction_leaf,
    maxFeatures: featuresToDraw(parameters.max_features, data.columns),
    maxLeaves: parameters.max_leaf_nodes ?? 0,
    minImpurityDecrease: parameters.min_impurity_decrease,
  };
}

function featuresToDraw(given: ReadTreeParameters['max_features'], columns: number): number {
  if (given === null) return columns;
  if (given === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(columns)));
  if (given === 'log2') return Math.max(1, Math.floor(Math.log2(columns)));
  return given <= 1 ? Math.max(1, Math.floor(given * columns)) : Math.min(columns, given);
}

import * as v from 'valibot';
import { numberIn, wholeNumber } from '../parameters';

/** Parameters that every tree has, by the names of scikit-learn. */
export interface TreeParameters {
  /** Most splits between the root and a leaf; null for any number. */
  readonly max_depth?: number | null | undefined;
  /** Rows that a node has at least if it is split: a number from 2 on, or a share of all rows, up to 1. */
  readonly min_samples_split?: number | undefined;
  /** Rows that each side of a split has at least: a number from 1 on, or a share of all rows, below 1. */
  readonly min_samples_leaf?: number | undefined;
  /** Weight that each side of a split has at least, as a share of that of all rows, 0 to 0.5. */
  readonly min_weight_fraction_leaf?: number | undefined;
  /**
   * Features that are drawn for each node: a share up to 1 (1 is all of them), a number from 2 on, `sqrt` or `log2` of all,
   * or null for all.
   */
  readonly max_features?: number | 'sqrt' | 'log2' | null | undefined;
  /** Most leaves, whose nodes are then split in the order of what it improves; null for any number. */
  readonly max_leaf_nodes?: number | null | undefined;
  /** What a split lowers the impurity by at least, weighted by the node's share of all rows. */
  readonly min_impurity_decrease?: number | undefined;
  /** Seed of everything random; 0 unless told. */
  readonly random_state?: number | undefined;
}

const isShareOrCount = (least: number, ofShare: (share: number) => boolean, what: string) =>
  v.pipe(
    v.number(),
    v.check((value) => (value > 0 && ofShare(value)) || (Number.isSafeInteger(value) && value >= least)),
    v.description(what),
  );

/** A share of 0 to 1, or a whole number from 2 on. */
export const shareOrCount = isShareOrCount(2, (share) => share <= 1, 'a share up to 1, or a whole number of 2 or more');

export const maxFeatures = v.pipe(
  v.nullable(v.union([v.picklist(['sqrt', 'log2']), shareOrCount])),
  v.description('a share up to 1, a whole number of 2 or more, sqrt, log2, or null for all'),
);
export const seed = v.optional(v.pipe(v.number(), v.finite(), v.description('a number, the seed')), 0);
export const yesOrNo = v.pipe(v.boolean(), v.description('true or false'));

/** A whole number, or null. */
export const wholeNumberOrNull = (least: number) =>
  v.pipe(v.nullable(wholeNumber(least)), v.description(`a whole number of ${least} or more, or null`));

export const treeEntries = {
  max_depth: v.optional(wholeNumberOrNull(1), null),
  min_samples_split: v.optional(shareOrCount, 2),
  min_samples_leaf: v.optional(
    isShareOrCount(1, (share) => share < 1, 'a share below 1, or a whole number of 1 or more'),
    1,
  ),
  min_weight_fraction_leaf: v.optional(numberIn(0, 0.5), 0),
  max_features: v.optional(maxFeatures, null),
  max_leaf_nodes: v.optional(wholeNumberOrNull(2), null),
  min_impurity_decrease: v.optional(numberIn(0, Infinity), 0),
  random_state: seed,
};

export type ReadTreeParameters = v.InferOutput<v.ObjectSchema<typeof treeEntries, undefined>>;

export const regressionCriterion = v.pipe(
  v.picklist(['squared_error', 'friedman_mse', 'poisson']),
  v.description('one of squared_error, friedman_mse, poisson'),
);
export const classCriterion = v.pipe(
  v.picklist(['gini', 'entropy', 'log_loss']),
  v.description('one of gini, entropy, log_loss'),
);

export const splitter = v.optional(
  v.pipe(v.picklist(['best', 'random']), v.description('one of best, random')),
  'best',
);

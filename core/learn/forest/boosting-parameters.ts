import * as v from 'valibot';
import { numberIn, oneOf, wholeNumber } from '../parameters';
import { treeEntries, wholeNumberOrNull, type TreeParameters } from './tree-parameters';

/** Parameters of gradient boosting, by the names of scikit-learn. */
export interface GradientBoostingParameters extends TreeParameters {
  /** Number of stages: 100 unless told. */
  readonly n_estimators?: number | undefined;
  /** What every tree's predictions are multiplied by: 0.1 unless told. */
  readonly learning_rate?: number | undefined;
  /** Share of the rows that are drawn for each stage, without replacement: all unless told. */
  readonly subsample?: number | undefined;
  /** What trees are grown by; both come down to the squared error of the gradients. */
  readonly criterion?: 'friedman_mse' | 'squared_error' | undefined;
  /** `zero` to begin from 0; unless told, from the constant that is best for all rows. */
  readonly init?: 'zero' | null | undefined;
  /** Ends when the loss on rows kept aside has not become lower by `tol` for so many stages; null for never. */
  readonly n_iter_no_change?: number | null | undefined;
  /** Share of the rows that are kept aside for `n_iter_no_change`: 0.1 unless told. */
  readonly validation_fraction?: number | undefined;
  /** See `n_iter_no_change`: 1e-4 unless told. */
  readonly tol?: number | undefined;
}

export const boostingEntries = {
  ...treeEntries,
  max_depth: v.optional(wholeNumberOrNull(1), 3),
  n_estimators: v.optional(wholeNumber(1), 100),
  learning_rate: v.optional(numberIn(0, Infinity, { below: true }), 0.1),
  subsample: v.optional(numberIn(0, 1, { above: true }), 1),
  criterion: v.optional(oneOf(['friedman_mse', 'squared_error']), 'friedman_mse'),
  init: v.optional(v.pipe(v.nullable(v.literal('zero')), v.description('zero, or null')), null),
  n_iter_no_change: v.optional(wholeNumberOrNull(1), null),
  validation_fraction: v.optional(numberIn(0, 1, { above: true, below: true }), 0.1),
  tol: v.optional(numberIn(0, Infinity), 1e-4),
};

export type ReadBoostingParameters = v.InferOutput<v.ObjectSchema<typeof boostingEntries, undefined>>;

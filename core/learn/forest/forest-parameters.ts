import * as v from 'valibot';
import { wholeNumber } from '../parameters';
import { shareOrCount, treeEntries, wholeNumberOrNull, yesOrNo, type TreeParameters } from './tree-parameters';

/** Parameters of forests, by the names of scikit-learn. */
export interface ForestParameters extends TreeParameters {
  /** Number of trees. */
  readonly n_estimators?: number | undefined;
  /** Whether each tree has rows of its own, drawn with replacement, or all. */
  readonly bootstrap?: boolean | undefined;
  /** Whether the rows that a tree was not grown on tell how good the forest is; for `bootstrap` only. */
  readonly oob_score?: boolean | undefined;
  /** Rows that are drawn for each tree: a share of them (of their weight where they have any), a number from 2 on, or null for as many as there are. */
  readonly max_samples?: number | null | undefined;
  /** Threads, −1 for all processors; unless told, as many as pay. The forest does not depend on it. */
  readonly n_jobs?: number | null | undefined;
}

export const forestEntries = {
  ...treeEntries,
  n_estimators: v.optional(wholeNumber(1), 100),
  oob_score: v.optional(yesOrNo, false),
  max_samples: v.optional(
    v.pipe(v.nullable(shareOrCount), v.description('a share up to 1, a whole number of 2 or more, or null')),
    null,
  ),
  n_jobs: v.optional(
    v.pipe(
      wholeNumberOrNull(-Number.MAX_SAFE_INTEGER),
      v.check((threads) => threads !== 0),
      v.description('a number of threads, -1 for all processors, or null'),
    ),
    null,
  ),
};

export type ReadForestParameters = v.InferOutput<v.ObjectSchema<typeof forestEntries, undefined>> & {
  readonly bootstrap: boolean;
};

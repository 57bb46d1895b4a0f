import * as v from 'valibot';
import { EiderError } from '../../errors';
import { wholeNumber } from '../parameters';

/** `n_splits`, `shuffle` and `random_state` as the k-fold splitters have them. */
export const foldEntries = {
  n_splits: v.optional(wholeNumber(2), 5),
  shuffle: v.optional(v.pipe(v.boolean(), v.description('true or false')), false),
  random_state: v.optional(v.pipe(v.number(), v.description('a number, the seed')), 0),
};

/** Throws `folds_empty` when there are fewer rows (or groups) than folds, so that one would have nothing to test. */
export function checkEnough(splitter: string, folds: number, what: string, found: number): void {
  if (found >= folds) return;
  throw new EiderError({
    code: 'folds_empty',
    message: `${splitter} cannot make ${folds} folds of ${found} ${what}: some would be empty.`,
    remedy: `Give at least ${folds} ${what}, or ask for fewer folds.`,
  });
}

/** Something that a splitter needs for each row. Throws `length_mismatch` when it is missing or of another length. */
export function needed<Values extends { readonly length: number }>(
  splitter: string,
  what: string,
  values: Values | undefined,
  rows: number,
): Values {
  if (values?.length === rows) return values;
  const given = values === undefined ? `no ${what}` : `${what} of the length ${values.length}`;
  throw new EiderError({
    code: 'length_mismatch',
    message: `${splitter} was given ${rows} rows and ${given}.`,
    remedy: `Pass ${what} with one value for each row.`,
  });
}

import * as v from 'valibot';
import { EiderError } from '../../errors';
import { readParameters, wholeNumber } from '../parameters';
import { foldEntries } from './checks';
import type { Fold, Splitter } from './fold';

export interface TimeSeriesSplitParameters {
  /** How many folds, 2 or more; 5 unless told. */
  readonly n_splits?: number | undefined;
  /** At most so many rows to train on, the latest; all unless told. */
  readonly max_train_size?: number | null | undefined;
  /** Rows to test on in each fold; rows / (n_splits + 1), rounded down, unless told. */
  readonly test_size?: number | null | undefined;
  /** Rows left out between training and test; 0 unless told. */
  readonly gap?: number | undefined;
}

const schema = v.object({
  n_splits: foldEntries.n_splits,
  max_train_size: v.optional(v.nullable(wholeNumber(1)), null),
  test_size: v.optional(v.nullable(wholeNumber(1)), null),
  gap: v.optional(wholeNumber(0), 0),
});

/**
 * Folds for rows in order of time: each tests on rows that come after all it trains on, and each trains on what the one
 * before has tested too. The same folds as scikit-learn's `TimeSeriesSplit`. Sort the rows by time before.
 */
export class TimeSeriesSplit implements Splitter {
  readonly #parameters: v.InferOutput<typeof schema>;

  /** Throws `parameter_unknown` or `parameter_invalid`. */
  constructor(parameters: TimeSeriesSplitParameters = {}) {
    this.#parameters = readParameters('TimeSeriesSplit', schema, { ...parameters });
  }

  /** Throws `folds_empty` when there are too few rows for the first fold to train on one. */
  split(rows: number): Iterable<Fold> {
    const { n_splits, gap, max_train_size } = this.#parameters;
    const size = this.#parameters.test_size ?? Math.floor(rows / (n_splits + 1));
    if (size < 1 || rows - gap - size * n_splits < 1) {
      throw new EiderError({
        code: 'folds_empty',
        message: `TimeSeriesSplit cannot make ${n_splits} folds of ${rows} rows with a test_size of ${Math.max(size, 1)} and a gap of ${gap}.`,
        remedy: 'Ask for fewer folds, a smaller test_size or a smaller gap.',
      });
    }
    return forwardFolds(rows, n_splits, size, gap, max_train_size ?? rows);
  }
}

function* forwardFolds(rows: number, folds: number, size: number, gap: number, longest: number): Generator<Fold> {
  for (let from = rows - folds * size; from < rows; from += size) {
    const trainEnd = from - gap;
    yield { train: range(Math.max(0, trainEnd - longest), trainEnd), test: range(from, from + size) };
  }
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, at) => from + at);
}

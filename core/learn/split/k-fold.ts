import * as v from 'valibot';
import { readParameters } from '../parameters';
import { createRandom, type Random } from '../random';
import { checkEnough, foldEntries } from './checks';
import { foldsOf, type Fold, type Splitter } from './fold';

export interface KFoldParameters {
  /** How many folds, 2 or more; 5 unless told. */
  readonly n_splits?: number | undefined;
  /** Whether rows go to the folds in random order rather than in blocks as they stand; not unless told. */
  readonly shuffle?: boolean | undefined;
  /** Seed of the random order; 0 unless told. */
  readonly random_state?: number | undefined;
}

/**
 * Every row is tested once, in one of `n_splits` folds of equal size (the first ones have one row more), as in
 * scikit-learn's `KFold`. Unshuffled folds are the same as there; a random order is drawn from Eider's own generator
 * (`random.ts`), not NumPy's, and is the same on every machine for the same seed.
 */
export class KFold implements Splitter {
  readonly #folds: number;
  readonly #seed: number | null;

  /** Throws `parameter_unknown` or `parameter_invalid`. */
  constructor(parameters: KFoldParameters = {}) {
    const { n_splits, shuffle, random_state } = readParameters('KFold', v.object(foldEntries), { ...parameters });
    this.#folds = n_splits;
    this.#seed = shuffle ? random_state : null;
  }

  /** Throws `folds_empty` when there are fewer rows than folds. */
  split(rows: number): Iterable<Fold> {
    checkEnough('KFold', this.#folds, 'rows', rows);
    return foldsOf(blockFolds(rows, this.#folds, this.#seed === null ? null : createRandom(this.#seed)), this.#folds);
  }
}

/** The fold in which each row is tested: blocks of rows, in random order where there is a generator. */
export function blockFolds(rows: number, folds: number, random: Random | null): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  random?.shuffle(order);
  const testFold = new Int32Array(rows);
  const size = Math.floor(rows / folds);
  const larger = rows % folds;
  let at = 0;
  for (let fold = 0; fold < folds; fold += 1) {
    const end = at + size + (fold < larger ? 1 : 0);
    for (; at < end; at += 1) testFold[order[at] ?? 0] = fold;
  }
  return testFold;
}

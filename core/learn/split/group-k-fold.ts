import * as v from 'valibot';
import { readParameters } from '../parameters';
import { createRandom } from '../random';
import { blockFolds, type KFoldParameters } from './k-fold';
import { checkEnough, foldEntries, needed } from './checks';
import { foldsOf, type Fold, type Splitter } from './fold';

/**
 * Folds in which no group is both trained on and tested, such as the rides of one taxi, as scikit-learn's `GroupKFold`:
 * without `shuffle` the largest group goes first, always to the fold with the fewest rows so far; with it, groups are
 * dealt in a random order of Eider's own generator, in equal numbers.
 */
export class GroupKFold implements Splitter {
  readonly #folds: number;
  readonly #seed: number | null;

  /** Throws `parameter_unknown` or `parameter_invalid`. */
  constructor(parameters: KFoldParameters = {}) {
    const read = readParameters('GroupKFold', v.object(foldEntries), { ...parameters });
    this.#folds = read.n_splits;
    this.#seed = read.shuffle ? read.random_state : null;
  }

  /** `groups` has a number or text for the group of each row. Throws `folds_empty` or `length_mismatch`. */
  split(rows: number, _target?: ArrayLike<number>, groups?: readonly string[] | ArrayLike<number>): Iterable<Fold> {
    const given: ArrayLike<string | number> = needed('GroupKFold', 'groups', groups, rows);
    const numberOf = new Map(uniqueGroups(given).map((group, at) => [group, at]));
    checkEnough('GroupKFold', this.#folds, 'groups', numberOf.size);
    const groupOf = Int32Array.from(given, (group) => numberOf.get(group) ?? 0);
    const foldOf =
      this.#seed === null
        ? lightestFolds(groupOf, numberOf.size, this.#folds)
        : blockFolds(numberOf.size, this.#folds, createRandom(this.#seed));
    return foldsOf(
      groupOf.map((group) => foldOf[group] ?? 0),
      this.#folds,
    );
  }
}

/** The groups that occur, ascending. */
function uniqueGroups(groups: ArrayLike<string | number>): readonly (string | number)[] {
  return [...new Set(Array.from(groups))].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}

function lightestFolds(groupOf: Int32Array, groups: number, folds: number): Int32Array {
  const sizes = new Int32Array(groups);
  for (const group of groupOf) sizes[group] = (sizes[group] ?? 0) + 1;
  // the largest first; of equals the last, as there
  const order = Array.from({ length: groups }, (_, at) => groups - 1 - at).sort(
    (left, right) => (sizes[right] ?? 0) - (sizes[left] ?? 0),
  );
  const foldOf = new Int32Array(groups);
  const rows = new Float64Array(folds);
  for (const group of order) {
    const lightest = rows.indexOf(Math.min(...rows));
    foldOf[group] = lightest;
    rows[lightest] = (rows[lightest] ?? 0) + (sizes[group] ?? 0);
  }
  return foldOf;
}

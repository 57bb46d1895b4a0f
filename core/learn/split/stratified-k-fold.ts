import * as v from 'valibot';
import { EiderError } from '../../errors';
import { readParameters } from '../parameters';
import { createRandom, type Random } from '../random';
import { checkEnough, foldEntries, needed } from './checks';
import { foldsOf, type Fold, type Splitter } from './fold';
import type { KFoldParameters } from './k-fold';

/**
 * Folds that each have about the same share of every class, as scikit-learn's `StratifiedKFold`; without `shuffle` the
 * folds are the same as there, with it they are drawn from Eider's own generator. A class with fewer rows than folds is
 * refused, where scikit-learn warns: some folds would lack it.
 */
export class StratifiedKFold implements Splitter {
  readonly #folds: number;
  readonly #seed: number | null;

  /** Throws `parameter_unknown` or `parameter_invalid`. */
  constructor(parameters: KFoldParameters = {}) {
    const read = readParameters('StratifiedKFold', v.object(foldEntries), { ...parameters });
    this.#folds = read.n_splits;
    this.#seed = read.shuffle ? read.random_state : null;
  }

  /** `target` has the class of each row. Throws `folds_empty`, `class_too_small` or `length_mismatch`. */
  split(rows: number, target?: ArrayLike<number>): Iterable<Fold> {
    checkEnough('StratifiedKFold', this.#folds, 'rows', rows);
    const classes = needed('StratifiedKFold', 'target', target, rows);
    checkClassSizes('StratifiedKFold', classes, this.#folds, 'folds');
    const random = this.#seed === null ? null : createRandom(this.#seed);
    return foldsOf(stratifiedFolds(classes, this.#folds, random), this.#folds);
  }
}

/**
 * The fold in which each row is tested. Were the rows sorted by class and dealt to the folds in turn, each fold would get
 * so many of a class; the rows of that class are given out in these numbers, in their order or in a random one. Classes
 * count in the order in which they first occur.
 */
export function stratifiedFolds(classes: ArrayLike<number>, folds: number, random: Random | null): Int32Array {
  const testFold = new Int32Array(classes.length);
  let dealt = 0;
  for (const rows of rowsOfClasses(classes).values()) {
    const share = new Int32Array(folds);
    for (let at = 0; at < rows.length; at += 1) share[(dealt + at) % folds] = (share[(dealt + at) % folds] ?? 0) + 1;
    dealt += rows.length;
    const foldOf = new Int32Array(rows.length);
    let at = 0;
    for (const [fold, count] of share.entries()) foldOf.fill(fold, at, (at += count));
    random?.shuffle(foldOf);
    for (const [place, row] of rows.entries()) testFold[row] = foldOf[place] ?? 0;
  }
  return testFold;
}

/** The rows of each class, classes in the order in which they first occur. */
export function rowsOfClasses(classes: ArrayLike<number>): ReadonlyMap<number, readonly number[]> {
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < classes.length; row += 1) {
    const label = classes[row] ?? NaN;
    const rows = rowsOf.get(label);
    if (rows === undefined) rowsOf.set(label, [row]);
    else rows.push(row);
  }
  return rowsOf;
}

/** Throws `class_too_small`, naming the class, when one has fewer rows than there are parts that each need one. */
export function checkClassSizes(splitter: string, classes: ArrayLike<number>, least: number, parts: string): void {
  for (const [label, rows] of rowsOfClasses(classes)) {
    if (rows.length >= least) continue;
    throw new EiderError({
      code: 'class_too_small',
      message: `${splitter} cannot divide class ${label}, which has ${rows.length} row${rows.length === 1 ? '' : 's'}, into ${least} ${parts}.`,
      remedy: 'Leave the class out, join it with another, or split without regard to classes.',
    });
  }
}

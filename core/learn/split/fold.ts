/** Rows to train on and rows to test on, each ascending unless a split shuffles them. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Divides rows into folds; every `KFold` and the like is one, and so may be an object of your own. */
export interface Splitter {
  /**
   * The folds of so many rows, made one at a time. `target` and `groups` have one value for each row, for those who
   * need them.
   */
  split(rows: number, target?: ArrayLike<number>, groups?: readonly string[] | ArrayLike<number>): Iterable<Fold>;
}

/** Folds from the number of the fold in which each row is tested; 4 bytes for each row and fold, one fold at a time. */
export function* foldsOf(testFold: Int32Array, folds: number): Generator<Fold> {
  for (let fold = 0; fold < folds; fold += 1) {
    let tested = 0;
    for (let row = 0; row < testFold.length; row += 1) if (testFold[row] === fold) tested += 1;
    const test = new Int32Array(tested);
    const train = new Int32Array(testFold.length - tested);
    let [testAt, trainAt] = [0, 0];
    for (let row = 0; row < testFold.length; row += 1) {
      if (testFold[row] === fold) test[testAt++] = row;
      else train[trainAt++] = row;
    }
    yield { train, test };
  }
}

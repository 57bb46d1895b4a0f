import * as v from 'valibot';
import { EiderError } from '../../errors';
import type { Target } from '../checks';
import { numberIn, readParameters } from '../parameters';
import { createRandom, type Random } from '../random';
import { needed } from './checks';
import type { Fold } from './fold';
import { rowCount, rowsOf, targetOf, type Samples } from './samples';
import { checkClassSizes, rowsOfClasses } from './stratified-k-fold';

export interface TrainTestParameters {
  /** Rows to test on: a share below 1, rounded up, or a number of rows. A quarter, or what `train_size` leaves, unless told. */
  readonly test_size?: number | null | undefined;
  /** Rows to train on: a share below 1, rounded down, or a number of rows. All others unless told. */
  readonly train_size?: number | null | undefined;
  /** Whether rows are drawn at random, as they are unless told; if not, the last ones are tested. */
  readonly shuffle?: boolean | undefined;
  /** The class of each row, to have the same share of every class in both parts. */
  readonly stratify?: ArrayLike<number> | null | undefined;
  /** Seed of the random order; 0 unless told. */
  readonly random_state?: number | undefined;
}

/** Both parts of some rows and their target, with the numbers of the rows for whatever else goes with them. */
export interface TrainTest<X extends Samples, Y extends Target> extends Fold {
  readonly XTrain: X;
  readonly XTest: X;
  readonly yTrain: Y;
  readonly yTest: Y;
}

const size = v.optional(v.nullable(numberIn(0, Infinity, { above: true })), null);
const schema = v.object({
  test_size: size,
  train_size: size,
  shuffle: v.optional(v.pipe(v.boolean(), v.description('true or false')), true),
  stratify: v.optional(
    v.nullable(
      v.pipe(
        v.custom<ArrayLike<number>>((value) => Array.isArray(value) || ArrayBuffer.isView(value)),
        v.description('an array with the class of each row'),
      ),
    ),
    null,
  ),
  random_state: v.optional(v.pipe(v.number(), v.description('a number, the seed')), 0),
});

/**
 * Divides rows into a part to train on and a part to test on, with the sizes of scikit-learn's `train_test_split`. Which
 * rows is drawn from Eider's own generator, not NumPy's: the same on every machine for the same `random_state`, other than
 * scikit-learn's. Takes a number of rows, for their numbers alone, or features (a matrix or columns) with their target.
 * Throws `parameter_unknown`, `parameter_invalid`, `folds_empty`, `class_too_small` or `length_mismatch`.
 *
 *     const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { test_size: 0.2, random_state: 42 });
 *     const { train, test } = trainTestSplit(y.length, { shuffle: false });
 */
export function trainTestSplit(rows: number, parameters?: TrainTestParameters): Fold;
export function trainTestSplit<X extends Samples, Y extends Target>(
  X: X,
  y: Y,
  parameters?: TrainTestParameters,
): TrainTest<X, Y>;
export function trainTestSplit(
  data: number | Samples,
  second: Target | TrainTestParameters = {},
  third: TrainTestParameters = {},
): Fold | TrainTest<Samples, Target> {
  if (typeof data === 'number') return divide(data, isTarget(second) ? third : second);
  const rows = rowCount(data);
  const y = needed('trainTestSplit', 'target', isTarget(second) ? second : undefined, rows);
  const { train, test } = divide(rows, third);
  return {
    XTrain: rowsOf(data, train),
    XTest: rowsOf(data, test),
    yTrain: targetOf(y, train),
    yTest: targetOf(y, test),
    train,
    test,
  };
}

function isTarget(value: Target | TrainTestParameters): value is Target {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function divide(rows: number, parameters: TrainTestParameters): Fold {
  const read = readParameters('trainTestSplit', schema, { ...parameters });
  const [train, test] = sizes(rows, read.train_size, read.test_size);
  if (!read.shuffle) {
    if (read.stratify !== null) {
      throw new EiderError({
        code: 'parameter_invalid',
        message: 'trainTestSplit was given classes to stratify by and shuffle: false.',
        remedy: 'Leave out one of them: the last rows have the classes they have.',
      });
    }
    const inOrder = Int32Array.from({ length: rows }, (_, row) => row);
    return { train: inOrder.slice(0, train), test: inOrder.slice(train, train + test) };
  }
  const random = createRandom(read.random_state);
  if (read.stratify !== null) {
    return stratified(needed('trainTestSplit', 'stratify', read.stratify, rows), train, test, random);
  }
  const order = random.shuffle(Int32Array.from({ length: rows }, (_, row) => row));
  return { train: order.slice(test, test + train), test: order.slice(0, test) };
}

/** How many rows are trained on and tested on. */
function sizes(rows: number, trainSize: number | null, testSize: number | null): [train: number, test: number] {
  const given = (share: number | null, round: (value: number) => number) =>
    share === null ? null : share < 1 ? round(share * rows) : share;
  const train = given(trainSize, Math.floor);
  const test = given(testSize, Math.ceil) ?? (train === null ? Math.ceil(0.25 * rows) : rows - train);
  const rest = train ?? rows - test;
  const shares = trainSize !== null && testSize !== null && trainSize < 1 && testSize < 1 ? trainSize + testSize : 0;
  const isPossible = Number.isInteger(rest) && Number.isInteger(test) && shares <= 1;
  if (isPossible && rest >= 1 && test >= 1 && rest + test <= rows) return [rest, test];
  throw new EiderError({
    code: 'folds_empty',
    message: `trainTestSplit cannot make ${rest} rows to train on and ${test} to test on of ${rows} rows.`,
    remedy: 'Choose train_size and test_size so that both parts have rows and together no more than there are.',
  });
}

function stratified(classes: ArrayLike<number>, train: number, test: number, random: Random): Fold {
  checkClassSizes('trainTestSplit', classes, 2, 'parts');
  const rows = [...rowsOfClasses(classes).values()].map((of) => random.shuffle([...of]));
  if (Math.min(train, test) < rows.length) {
    throw new EiderError({
      code: 'folds_empty',
      message: `trainTestSplit cannot have ${rows.length} classes among ${train} rows to train on and ${test} to test on.`,
      remedy: 'Make the smaller part larger, or split without stratify.',
    });
  }
  const counts = rows.map((of) => of.length);
  const trained = apportion(counts, train, random);
  const tested = apportion(
    counts.map((count, at) => count - (trained[at] ?? 0)),
    test,
    random,
  );
  const part = (from: readonly number[], counted: readonly number[]) =>
    random.shuffle(Int32Array.from(rows.flatMap((of, at) => of.slice(from[at], (from[at] ?? 0) + (counted[at] ?? 0)))));
  return {
    train: part(
      counts.map(() => 0),
      trained,
    ),
    test: part(trained, tested),
  };
}

/**
 * Divides `total` in proportion to counts: each gets its whole part, and the rows left over go to the largest remainders,
 * to equal ones at random.
 */
function apportion(counts: readonly number[], total: number, random: Random): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (all === 0 ? 0 : (count * total) / all));
  const whole = exact.map(Math.floor);
  const left = total - whole.reduce((sum, count) => sum + count, 0);
  const remainder = (at: number) => (exact[at] ?? 0) - (whole[at] ?? 0);
  const order = random.shuffle(counts.map((_, at) => at)).sort((one, other) => remainder(other) - remainder(one));
  for (const at of order.slice(0, left)) whole[at] = (whole[at] ?? 0) + 1;
  return whole;
}

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { EiderError } from '../../errors';
import { columnsOf } from '../../../test/support/feature-columns';
import { sparseMatrix } from '../encode/csr';
import type { DenseMatrix } from '../matrix';
import { GroupKFold } from './group-k-fold';
import { KFold } from './k-fold';
import { StratifiedKFold } from './stratified-k-fold';
import { TimeSeriesSplit } from './time-series-split';
import { trainTestSplit, type TrainTestParameters } from './train-test-split';

const kinds = { KFold, StratifiedKFold, GroupKFold, TimeSeriesSplit };
const numbers = v.array(v.number());
const parametersSchema = v.record(v.string(), v.number());
const fixtureSchema = v.object({
  sizes: v.array(
    v.object({
      rows: v.number(),
      parameters: parametersSchema,
      sizes: v.union([v.literal('refused'), v.tuple([v.number(), v.number()])]),
    }),
  ),
  cases: v.array(
    v.object({
      splitter: v.picklist(['KFold', 'StratifiedKFold', 'GroupKFold', 'TimeSeriesSplit']),
      rows: v.number(),
      y: v.nullable(numbers),
      groups: v.nullable(v.union([numbers, v.array(v.string())])),
      parameters: parametersSchema,
      folds: v.union([v.literal('refused'), v.array(v.tuple([numbers, numbers]))]),
    }),
  ),
});
const fixtureFile = new URL('fixtures/splits.json', import.meta.url);
const fixture = v.parse(fixtureSchema, JSON.parse(readFileSync(fixtureFile, 'utf8')));

function failure(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof EiderError) return `${error.problem.code}: ${error.problem.message}`;
    throw error;
  }
  return 'none';
}

const ascending = (values: Iterable<number>) => [...values].sort((left, right) => left - right);
const upTo = (rows: number) => Array.from({ length: rows }, (_, row) => row);

describe('splitters', () => {
  it.each(
    fixture.cases.map((of) => [`${of.splitter} of ${of.rows} rows ${JSON.stringify(of.parameters)}`, of] as const),
  )('make the folds of scikit-learn: %s', (_, { splitter, rows, y, groups, parameters, folds }) => {
    const split = () =>
      Array.from(
        new kinds[splitter](parameters).split(rows, y ?? undefined, groups ?? undefined),
        ({ train, test }) => [[...train], [...test]],
      );
    if (folds === 'refused') expect(split).toThrow(EiderError);
    else expect(split()).toEqual(folds);
  });

  it('test every row once, and train on all others, shuffled or not', () => {
    const labelled = fc
      .record({ n_splits: fc.integer({ min: 2, max: 5 }), classes: fc.integer({ min: 1, max: 3 }), more: fc.nat(9) })
      .chain(({ n_splits, classes, more }) => {
        // enough of each class for every fold
        const least = upTo(classes).flatMap((label) => upTo(n_splits).map(() => label));
        const rest = fc.array(fc.nat(classes - 1), { minLength: more, maxLength: more });
        const parameters = fc.record({
          n_splits: fc.constant(n_splits),
          shuffle: fc.boolean(),
          random_state: fc.nat(),
        });
        return fc.tuple(
          parameters,
          rest.map((labels) => [...least, ...labels]),
        );
      });
    fc.assert(
      fc.property(labelled, ([parameters, labels]) => {
        const groups = labels.map((label, row) => label + 3 * (row % 5));
        for (const splitter of [new KFold(parameters), new StratifiedKFold(parameters), new GroupKFold(parameters)]) {
          const folds = [...splitter.split(labels.length, labels, groups)];
          expect(folds).toHaveLength(parameters.n_splits);
          expect(ascending(folds.flatMap(({ test }) => [...test]))).toEqual(upTo(labels.length));
          for (const { train, test } of folds) {
            expect(test.length).toBeGreaterThan(0);
            expect(ascending([...train, ...test])).toEqual(upTo(labels.length));
          }
        }
        for (const { train, test } of new StratifiedKFold(parameters).split(labels.length, labels)) {
          const count = (rows: Int32Array, label: number) => [...rows].filter((row) => labels[row] === label).length;
          for (const label of new Set(labels)) {
            const share = (count(train, label) + count(test, label)) / parameters.n_splits;
            expect(Math.abs(count(test, label) - share)).toBeLessThan(1);
          }
        }
        for (const { train, test } of new GroupKFold(parameters).split(labels.length, labels, groups)) {
          const tested = new Set([...test].map((row) => groups[row]));
          expect([...train].filter((row) => tested.has(groups[row]))).toEqual([]);
        }
      }),
    );
  });

  it('shuffle by their seed', () => {
    const tests = (random_state: number) =>
      Array.from(new KFold({ shuffle: true, random_state }).split(50), ({ test }) => [...test]);
    expect(tests(1)).toEqual(tests(1));
    expect(tests(1)).not.toEqual(tests(2));
  });

  it('say why they cannot split', () => {
    expect(failure(() => new KFold().split(4))).toBe(
      'folds_empty: KFold cannot make 5 folds of 4 rows: some would be empty.',
    );
    expect(failure(() => new StratifiedKFold({ n_splits: 2 }).split(4, [0, 0, 0, 7]))).toBe(
      'class_too_small: StratifiedKFold cannot divide class 7, which has 1 row, into 2 folds.',
    );
    expect(failure(() => new StratifiedKFold().split(9))).toContain('9 rows and no target');
    expect(failure(() => new GroupKFold().split(9, undefined, ['a']))).toContain('groups of the length 1');
    expect(failure(() => new GroupKFold({ n_splits: 3 }).split(4, [], [1, 1, 2, 2]))).toContain('3 folds of 2 groups');
    expect(failure(() => new TimeSeriesSplit({ gap: 20 }).split(10))).toContain('folds_empty: TimeSeriesSplit');
    expect(failure(() => new KFold({ n_splits: 1 }))).toContain('parameter_invalid: n_splits of KFold is 1.');
  });
});

describe('trainTestSplit', () => {
  it.each(fixture.sizes.map((of) => [of.rows, JSON.stringify(of.parameters), of] as const))(
    'makes parts of %i rows as large as scikit-learn does: %s',
    (_, __, { rows, parameters, sizes }) => {
      const split = () => trainTestSplit(rows, parameters);
      if (sizes === 'refused') {
        expect(split).toThrow(EiderError);
        return;
      }
      const { train, test } = split();
      expect([train.length, test.length]).toEqual(sizes);
      expect(new Set([...train, ...test]).size).toBe(sizes[0] + sizes[1]);
    },
  );

  it('takes rows of matrices, columns and targets alike', () => {
    const y = Int32Array.from(upTo(10));
    const dense: DenseMatrix = { kind: 'dense', shape: [10, 1], data: Float64Array.from(y), featureNames: ['n'] };
    const sparse = sparseMatrix({
      rows: 10,
      columns: 1,
      indptr: Int32Array.from(upTo(11)),
      indices: new Int32Array(10),
      values: Float64Array.from(y),
      featureNames: null,
    });
    const columns = columnsOf({ kind: [...y].map(String), n: [...y] });
    const ofDense = trainTestSplit(dense, y, { test_size: 3 });
    expect([...ofDense.XTest.data]).toEqual([...ofDense.yTest]);
    expect([...ofDense.yTest]).toEqual([...ofDense.test]);
    expect(ofDense.yTrain).toBeInstanceOf(Int32Array);
    expect(ofDense.XTrain.shape).toEqual([7, 1]);
    const ofSparse = trainTestSplit(sparse, y);
    expect([...ofSparse.XTrain.values]).toEqual([...ofSparse.yTrain]);
    const ofColumns = trainTestSplit(columns, [...y]);
    const { kind, n } = ofColumns.XTest;
    expect(n?.kind === 'numeric' && [...n.values]).toEqual(ofColumns.yTest);
    expect(kind?.kind === 'categorical' && [...kind.codes].map((code) => Number(kind.categories[code]))).toEqual(
      ofColumns.yTest,
    );
  });

  it('draws by its seed, or takes the last rows when it does not shuffle', () => {
    expect(trainTestSplit(50, { random_state: 1 })).toEqual(trainTestSplit(50, { random_state: 1 }));
    expect(trainTestSplit(50, { random_state: 1 })).not.toEqual(trainTestSplit(50, { random_state: 2 }));
    const { train, test } = trainTestSplit(5, { shuffle: false, test_size: 2 });
    expect([...train, ...test]).toEqual(upTo(5));
  });

  it('keeps the share of every class', () => {
    const sizes = fc.array(fc.integer({ min: 4, max: 20 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.nat(), (counts, random_state) => {
        const labels = counts.flatMap((count, label) => upTo(count).map(() => label));
        const { train, test } = trainTestSplit(labels.length, { test_size: 0.4, stratify: labels, random_state });
        expect(ascending([...train, ...test])).toEqual(upTo(labels.length));
        for (const [label, count] of counts.entries()) {
          const tested = [...test].filter((row) => labels[row] === label).length;
          expect(Math.abs(tested - (count * test.length) / labels.length)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('says what stands in the way', () => {
    const split = (parameters: TrainTestParameters) => failure(() => trainTestSplit(4, parameters));
    expect(split({ stratify: [0, 0, 1, 2] })).toContain('class_too_small: trainTestSplit cannot divide class 1');
    expect(split({ stratify: [0, 0, 1, 1], test_size: 1 })).toContain('cannot have 2 classes among 3 rows');
    expect(split({ stratify: [0, 0, 1, 1], shuffle: false })).toContain('shuffle: false');
    expect(split({ stratify: [0, 1] })).toContain('length_mismatch');
    expect(split({ test_size: 1.5 })).toContain('folds_empty');
    const dense: DenseMatrix = { kind: 'dense', shape: [2, 1], data: Float64Array.of(1, 2) };
    expect(failure(() => trainTestSplit(dense, [1]))).toContain('target of the length 1');
  });
});

import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import { EiderError } from '../../errors';
import { toDense } from '../encode/csr';
import { asDoubles } from '../encode/numbers';
import type { DenseMatrix } from '../matrix';
import { isModel } from '../models';
import { DecisionTreeClassifier } from './decision-tree-classifier';
import { DecisionTreeRegressor } from './decision-tree-regressor';
import { ExtraTreesClassifier } from './extra-trees-classifier';
import { ExtraTreesRegressor } from './extra-trees-regressor';
import { classesOf, COLUMNS, ROWS, samples } from './fixtures/rows';
import { GradientBoostingClassifier } from './gradient-boosting-classifier';
import { GradientBoostingRegressor } from './gradient-boosting-regressor';
import { RandomForestClassifier } from './random-forest-classifier';
import { RandomForestRegressor } from './random-forest-regressor';

const { dense, sparse, y, sparseY } = samples(ROWS, 1, true);
const storedSchema = v.looseObject({ trees: v.looseObject({ left: v.string() }) });
const labels = classesOf(y, [4, 5]);
const filled: DenseMatrix = { kind: 'dense', shape: [ROWS, COLUMNS], data: Float64Array.from(toDense(sparse)) };

afterEach(() => {
  delete process.env['EIDER_KERNELS'];
});

async function codeOf(fit: Promise<unknown>): Promise<{ code: string; message: string }> {
  const fault = await fit.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(fault instanceof EiderError)) throw new Error(`No EiderError but ${String(fault)}`);
  return { code: fault.problem.code, message: fault.message };
}

function thrownBy(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (fault) {
    if (fault instanceof EiderError) return fault.problem.code;
    throw fault;
  }
}

describe('a forest', () => {
  it.each([
    ['RandomForestRegressor', RandomForestRegressor, {}],
    ['ExtraTreesRegressor', ExtraTreesRegressor, { bootstrap: true }],
  ] as const)('is the same by any number of threads and either kind of kernels: %s', async (_, kind, more) => {
    const parameters = { n_estimators: 5, max_features: 2, random_state: 3, oob_score: true, ...more };
    const one = await kind.fit(sparse, sparseY, { ...parameters, n_jobs: 1 });
    const three = await kind.fit(sparse, sparseY, { ...parameters, n_jobs: 3 });
    expect(three.toJSON()).toEqual(one.toJSON());
    expect(three.oobPrediction).toEqual(one.oobPrediction);
    process.env['EIDER_KERNELS'] = 'plain';
    const plain = await kind.fit(sparse, sparseY, { ...parameters, n_jobs: 1 });
    expect(plain.toJSON()).toEqual(one.toJSON());
  });

  it('has the first trees of a larger one of the same seed, and others of another seed', async () => {
    const small = await RandomForestRegressor.fit(dense, y, { n_estimators: 2, random_state: 4 });
    const large = await RandomForestRegressor.fit(dense, y, { n_estimators: 4, random_state: 4 });
    const other = await RandomForestRegressor.fit(dense, y, { n_estimators: 2, random_state: 5 });
    expect(large.trees.slice(0, 2)).toEqual(small.trees);
    expect(other.trees).not.toEqual(small.trees);
    expect(small.trees[0]).not.toEqual(small.trees[1]);
  });

  it('is the same on a sparse matrix and on the dense one of the same values', async () => {
    const parameters = { max_depth: 5, min_samples_leaf: 5, random_state: 1, n_estimators: 4 };
    const one = await RandomForestRegressor.fit(sparse, sparseY, parameters);
    const other = await RandomForestRegressor.fit(filled, sparseY, parameters);
    expect([...one.predict(filled)].map((value) => value.toFixed(9))).toEqual(
      [...other.predict(sparse)].map((value) => value.toFixed(9)),
    );
  });

  it('predicts, by each tree, the value of the leaf that apply names', async () => {
    const forest = await ExtraTreesRegressor.fit(dense, y, { n_estimators: 3 });
    const { shape, data } = forest.apply(dense);
    expect(shape).toEqual([ROWS, 3]);
    const means = Array.from({ length: ROWS }, (_, row) => {
      return (
        forest.trees.reduce((sum, tree, number) => sum + (tree.values[data[row * 3 + number] ?? -1] ?? NaN), 0) / 3
      );
    });
    expect([...forest.predict(dense)]).toEqual(means);
  });

  it('tells rows without an out-of-bag prediction apart, and warns of them', async () => {
    const warnings: string[] = [];
    const onWarning = (warning: string) => void warnings.push(warning);
    const forest = await RandomForestRegressor.fit(dense, y, { n_estimators: 2, oob_score: true }, { onWarning });
    const missed = forest.oobPrediction?.filter((value) => Number.isNaN(value)).length ?? 0;
    expect(missed).toBeGreaterThan(0);
    expect(warnings).toEqual([expect.stringContaining(`on ${missed} of the rows`)]);
    expect(forest.oobScore).toBeGreaterThan(0);
  });

  it('gives rows without weight no say', async () => {
    const sampleWeight = Float64Array.from(y, (_, row) => (row < 150 ? 1 : 0));
    const wrong = y.map((value, row) => (row < 150 ? value : 1000));
    const forest = await RandomForestRegressor.fit(dense, wrong, { n_estimators: 5 }, { sampleWeight });
    expect(Math.max(...forest.predict(dense))).toBeLessThan(100);
  });

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    const fit = RandomForestRegressor.fit(dense, y, { n_estimators: 100_000, n_jobs: 1 }, { signal: stop.signal });
    setTimeout(() => {
      stop.abort(new Error('enough'));
    }, 100);
    await expect(fit).rejects.toThrow('enough');
  });

  it('says how far it has got', async () => {
    const fractions: number[] = [];
    await RandomForestRegressor.fit(dense, y, { n_estimators: 4 }, { onProgress: (to) => fractions.push(to) });
    expect(fractions).toEqual([0.25, 0.5, 0.75, 1]);
  });
});

describe('a tree', () => {
  it('parts values half-way between neighbours, and of equally good features takes the first', async () => {
    const features: DenseMatrix = { kind: 'dense', shape: [4, 2], data: Float64Array.of(0, 0, 1, 1, 4, 4, 5, 5) };
    const { tree, depth, leafCount } = await DecisionTreeRegressor.fit(features, [1, 1, 8, 8]);
    expect([...tree.features]).toEqual([0, -1, -1]);
    expect(tree.thresholds[0]).toBe(2.5);
    expect([...tree.values]).toEqual([4.5, 1, 8]);
    expect([depth, leafCount]).toEqual([1, 2]);
  });

  it('reproduces its training rows when nothing holds it back', async () => {
    const model = await DecisionTreeClassifier.fit(dense, labels);
    expect(model.predict(dense)).toEqual(labels);
    expect([...model.classes]).toEqual([-1, 2, 7]);
  });

  it('takes arrays of every type of number', async () => {
    const wide = Float64Array.from(asDoubles(dense.data), (value) => Math.round(value * 100));
    const whole: DenseMatrix = { ...dense, data: BigInt64Array.from(wide, (value) => BigInt(value)) };
    const small: DenseMatrix = { ...dense, data: Int8Array.from(wide) };
    const one = await DecisionTreeRegressor.fit(whole, y, { max_depth: 4 });
    const other = await DecisionTreeRegressor.fit(small, y, { max_depth: 4 });
    expect(one.toJSON()).toEqual(other.toJSON());
    expect(one.predict(small)).toEqual(other.predict(whole));
  });

  it('ranks more distinct values than two bytes tell apart', async () => {
    const rows = 70_000;
    const data = Float32Array.from({ length: rows }, (_, row) => row);
    const step = Float64Array.from({ length: rows }, (_, row) => (row < 68_123 ? 0 : 1));
    const { tree } = await DecisionTreeRegressor.fit({ kind: 'dense', shape: [rows, 1], data }, step);
    expect(tree.thresholds[0]).toBe(68_122.5);
    expect(tree.features.length).toBe(3);
  });
});

describe('stored models', () => {
  const fits = [
    ['DecisionTreeRegressor', DecisionTreeRegressor, () => DecisionTreeRegressor.fit(dense, y)],
    ['DecisionTreeClassifier', DecisionTreeClassifier, () => DecisionTreeClassifier.fit(dense, labels)],
    ['RandomForestRegressor', RandomForestRegressor, () => RandomForestRegressor.fit(dense, y, { n_estimators: 3 })],
    [
      'RandomForestClassifier',
      RandomForestClassifier,
      () => RandomForestClassifier.fit(dense, labels, { n_estimators: 3, oob_score: true }),
    ],
    ['ExtraTreesRegressor', ExtraTreesRegressor, () => ExtraTreesRegressor.fit(sparse, y, { n_estimators: 3 })],
    ['ExtraTreesClassifier', ExtraTreesClassifier, () => ExtraTreesClassifier.fit(dense, labels, { n_estimators: 3 })],
    [
      'GradientBoostingRegressor',
      GradientBoostingRegressor,
      () => GradientBoostingRegressor.fit(dense, y, { n_estimators: 3 }),
    ],
    [
      'GradientBoostingClassifier',
      GradientBoostingClassifier,
      () => GradientBoostingClassifier.fit(dense, labels, { n_estimators: 3 }),
    ],
  ] as const;

  it.each(fits)('predict the same when read again: %s', async (_, kind, fit) => {
    const model = await fit();
    const again = kind.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(again.predict(dense)).toEqual(model.predict(dense));
    expect(again.featureImportances).toEqual(model.featureImportances);
    expect(again.toJSON()).toEqual(model.toJSON());
    expect(isModel(again)).toBe(true);
  });

  it('are refused when their nodes lead nowhere', async () => {
    const model = await DecisionTreeRegressor.fit(dense, y, { max_depth: 1 });
    const stored = v.parse(storedSchema, JSON.parse(JSON.stringify(model)));
    stored.trees.left = Buffer.from(Int32Array.of(0, -1, -1).buffer).toString('base64');
    expect(thrownBy(() => DecisionTreeRegressor.fromJSON(stored))).toBe('model_damaged');
    stored.trees.left = 'AAAA';
    expect(thrownBy(() => DecisionTreeRegressor.fromJSON(stored))).toBe('model_damaged');
    expect(thrownBy(() => RandomForestRegressor.fromJSON(model.toJSON()))).toBe('model_damaged');
  });
});

describe('what cannot be learnt from is named', () => {
  const withValue = (value: number): DenseMatrix => {
    const data = Float64Array.from(dense.data, Number);
    data[5 * COLUMNS + 2] = value;
    return { ...dense, data, featureNames: ['a', 'b', 'distance', 'd', 'e', 'f'] };
  };

  it('a missing value, an infinite one, and one too large, with their column', async () => {
    for (const value of [NaN, Infinity, 1e300]) {
      const { code, message } = await codeOf(RandomForestRegressor.fit(withValue(value), y));
      expect(code).toBe('features_invalid');
      expect(message).toContain('column distance');
    }
  });

  it('one class, no rows, negative counts and another number of targets', async () => {
    const empty: DenseMatrix = { kind: 'dense', shape: [0, 3], data: new Float64Array(0) };
    expect(
      (
        await codeOf(
          RandomForestClassifier.fit(
            dense,
            y.map(() => 1),
          ),
        )
      ).code,
    ).toBe('classes_invalid');
    expect(
      (
        await codeOf(
          GradientBoostingClassifier.fit(
            dense,
            y.map(() => 1),
          ),
        )
      ).code,
    ).toBe('classes_invalid');
    expect((await codeOf(ExtraTreesRegressor.fit(empty, []))).code).toBe('matrix_empty');
    expect((await codeOf(DecisionTreeRegressor.fit(dense, [1, 2]))).code).toBe('length_mismatch');
    const negative = DecisionTreeRegressor.fit(
      dense,
      y.map((of) => -of),
      { criterion: 'poisson' },
    );
    expect((await codeOf(negative)).code).toBe('target_invalid');
  });

  it('parameters out of their range, unknown, or at odds with each other', async () => {
    const fits = [
      RandomForestRegressor.fit(dense, y, { n_estimators: 0 }),
      RandomForestRegressor.fit(dense, y, { max_features: 0 }),
      RandomForestRegressor.fit(dense, y, { bootstrap: false, oob_score: true }),
      RandomForestRegressor.fit(dense, y, { n_jobs: 0 }),
      DecisionTreeRegressor.fit(dense, y, { min_samples_split: 1.5 }),
      GradientBoostingRegressor.fit(dense, y, { subsample: 0 }),
      GradientBoostingClassifier.fit(dense, labels, { loss: 'exponential' }),
      DecisionTreeClassifier.fit(dense, labels, { class_weight: { 5: 1 } }),
    ];
    const codes = await Promise.all(fits.map(async (fit) => (await codeOf(fit)).code));
    expect(new Set(codes)).toEqual(new Set(['parameter_invalid']));
    const misspelt = { n_estimators: 3, max_deph: 3 };
    expect((await codeOf(RandomForestRegressor.fit(dense, y, misspelt))).code).toBe('parameter_unknown');
  });

  it('rows of another number of features, when predicting', async () => {
    const model = await DecisionTreeRegressor.fit(dense, y);
    const narrow: DenseMatrix = { kind: 'dense', shape: [1, 2], data: Float64Array.of(1, 2) };
    expect(thrownBy(() => model.predict(narrow))).toBe('features_mismatch');
  });
});

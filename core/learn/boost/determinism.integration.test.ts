import { afterEach, describe, expect, it, vi } from 'vitest';
import { sparseMatrix } from '../encode/csr';
import type { BoosterParameters } from './booster-parameters';
import { DMatrix } from './dmatrix';
import { dataSet, uniform, type DataSet } from './test-support';
import { train } from './train';

afterEach(() => vi.unstubAllEnvs());

/** Trains on a matrix of its own, so that nothing is left from another training. */
async function modelOf(parameters: BoosterParameters, makeMatrix: () => DMatrix, kernels = 'wasm'): Promise<string> {
  vi.stubEnv('EIDER_KERNELS', kernels);
  const { booster } = await train(parameters, makeMatrix(), { rounds: 4 });
  return booster.toText();
}

const many = (name: DataSet, objective: string, rows: number) => () => dataSet(name, objective, 0, rows);

const wide = () => {
  const data = Float32Array.from({ length: 3000 * 25 }, (_, at) => uniform(at, 400));
  const label = Float32Array.from({ length: 3000 }, (_, row) => uniform(row, 401) + (data[row * 25 + 7] ?? 0));
  return new DMatrix({ kind: 'dense', shape: [3000, 25], data }, { label });
};

const cases: readonly (readonly [string, BoosterParameters, () => DMatrix])[] = [
  ['deep trees', { max_depth: 9, subsample: 0.7 }, many('numbers', 'reg:squarederror', 3000)],
  [
    'few columns for each tree, level and node',
    { max_depth: 8, colsample_bytree: 0.9, colsample_bylevel: 0.8, colsample_bynode: 0.6 },
    many('numbers with holes', 'reg:squarederror', 3000),
  ],
  // enough for every thread to have its own part of a node
  ['many rows', { max_depth: 5, max_bin: 20 }, many('rounded with holes', 'reg:squarederror', 70_000)],
  [
    'classes',
    { objective: 'multi:softprob', num_class: 4, max_depth: 7, subsample: 0.5, colsample_bynode: 0.5 },
    many('numbers', 'multi:softprob', 2000),
  ],
  ['sparse rows', { max_depth: 8, colsample_bynode: 0.3 }, many('words', 'reg:squarederror', 2000)],
  ['one-hot columns', { max_depth: 9, subsample: 0.8 }, many('trips', 'reg:squarederror', 4000)],
  ['categories', { max_depth: 7, colsample_bylevel: 0.7 }, many('many categories', 'reg:squarederror', 3000)],
  ['counts', { objective: 'count:poisson', max_depth: 7 }, many('numbers', 'count:poisson', 2000)],
  ['absolute errors', { objective: 'reg:absoluteerror', subsample: 0.6 }, many('numbers', '', 2000)],
  [
    'leaves by their gain',
    { grow_policy: 'lossguide', max_leaves: 60, max_depth: 0, colsample_bynode: 0.7 },
    many('numbers', 'reg:squarederror', 3000),
  ],
  ['a limit on leaves', { max_leaves: 40, max_depth: 12 }, many('numbers', 'reg:squarederror', 3000)],
  // so that threads share the search for the split of a node
  ['more bins than one thread looks through', { max_bin: 2000, max_depth: 4 }, wide],
  ['a forest', { num_parallel_tree: 3, subsample: 0.5 }, many('numbers', 'reg:squarederror', 1500)],
];

describe('the same seed gives the same model', () => {
  it.each(cases)('with %s, on any number of threads and with either kernels', async (_, parameters, makeMatrix) => {
    const expected = await modelOf({ ...parameters, seed: 7, nthread: 1 }, makeMatrix);
    expect(await modelOf({ ...parameters, seed: 7, nthread: 2 }, makeMatrix)).toBe(expected);
    expect(await modelOf({ ...parameters, seed: 7, nthread: 3 }, makeMatrix)).toBe(expected);
    expect(await modelOf({ ...parameters, seed: 7, nthread: 1 }, makeMatrix, 'plain')).toBe(expected);
    expect(await modelOf({ ...parameters, seed: 7, nthread: 3 }, makeMatrix, 'plain')).toBe(expected);
  });

  it.each(cases.filter(([, { subsample, colsample_bynode: byNode }]) => (subsample ?? byNode) !== undefined))(
    'and another seed another one, with %s',
    async (_, parameters, makeMatrix) => {
      const one = await modelOf({ ...parameters, seed: 7, nthread: 1 }, makeMatrix);
      expect(await modelOf({ ...parameters, seed: 8, nthread: 1 }, makeMatrix)).not.toBe(one);
    },
  );

  it.each(['rounded with holes', 'many categories'] as const)(
    'whether what is missing is not stored or NaN: %s',
    async (name) => {
      const parameters: BoosterParameters = { max_bin: 50, max_depth: 8, subsample: 0.7, colsample_bynode: 0.8 };
      const dense = () => dataSet(name, 'reg:squarederror', 0, 2000);
      const sparse = () => dataSet(name, 'reg:squarederror', 0, 2000, { asSparse: true });
      expect(sparse().features.kind).toBe('sparse');
      expect(await modelOf(parameters, sparse)).toBe(await modelOf(parameters, dense));
    },
  );

  it.each([
    ['in bundles and out of them', 200, () => dataSet('words', 'reg:squarederror', 0, 1500)],
    ['of more columns than tasks are handed out at once', 3000, () => ofManyColumns(3000)],
  ] as const)('in rows of which only a few are stored, %s', async (_, columns, makeMatrix) => {
    const parameters: BoosterParameters = { max_depth: 8, colsample_bytree: 0.5 };
    const dense = () => {
      const { features, rows, label } = makeMatrix();
      if (features.kind !== 'sparse' || label === null) throw new Error('unexpected');
      const data = new Float32Array(rows * columns).fill(NaN);
      for (let row = 0; row < rows; row += 1) {
        for (let at = features.indptr[row] ?? 0; at < (features.indptr[row + 1] ?? 0); at += 1) {
          data[row * columns + (features.indices[at] ?? 0)] = features.values[at] ?? 0;
        }
      }
      return new DMatrix({ kind: 'dense', shape: [rows, columns], data }, { label });
    };
    expect(await modelOf(parameters, dense)).toBe(await modelOf(parameters, makeMatrix));
  });
});

/** Sparse rows with a number in each of ten columns. */
function ofManyColumns(columns: number): DMatrix {
  const rows = 500;
  const step = columns / 10;
  const indices = Int32Array.from({ length: rows * 10 }, (_, at) => {
    return (at % 10) * step + Math.floor(uniform(at, 410) * step);
  });
  const values = Float64Array.from(indices, (_, at) => Math.floor(uniform(at, 411) * 5));
  const label = Float32Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let at = row * 10; at < row * 10 + 10; at += 1) sum += ((indices[at] ?? 0) % 7) * (values[at] ?? 0);
    return sum;
  });
  const indptr = Int32Array.from({ length: rows + 1 }, (_, row) => row * 10);
  return new DMatrix(sparseMatrix({ rows, columns, indptr, indices, values, featureNames: null }), { label });
}

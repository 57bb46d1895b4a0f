import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BoosterParameters } from './booster-parameters';
import { DMatrix } from './dmatrix';
import { dataSet, type DataSet } from './test-support';
import { train } from './train';

afterEach(() => vi.unstubAllEnvs());

/** Trains on a matrix of its own, so that nothing is left from another training. */
async function modelOf(parameters: BoosterParameters, makeMatrix: () => DMatrix, kernels = 'wasm'): Promise<string> {
  vi.stubEnv('EIDER_KERNELS', kernels);
  const { booster } = await train(parameters, makeMatrix(), { rounds: 4 });
  return booster.toText();
}

const many = (name: DataSet, objective: string, rows: number) => () => dataSet(name, objective, 0, rows);

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

  it('in rows of which only a few are stored, in bundles and out of them', async () => {
    const parameters: BoosterParameters = { max_depth: 8, colsample_bytree: 0.5 };
    const dense = () => {
      const { features, label } = dataSet('words', 'reg:squarederror', 0, 1500);
      if (features.kind !== 'sparse' || label === null) throw new Error('unexpected');
      const data = new Float32Array(1500 * 200).fill(NaN);
      for (let row = 0; row < 1500; row += 1) {
        for (let at = features.indptr[row] ?? 0; at < (features.indptr[row + 1] ?? 0); at += 1) {
          data[row * 200 + (features.indices[at] ?? 0)] = features.values[at] ?? 0;
        }
      }
      return new DMatrix({ kind: 'dense', shape: [1500, 200], data }, { label });
    };
    expect(await modelOf(parameters, dense)).toBe(await modelOf(parameters, many('words', 'reg:squarederror', 1500)));
  });
});

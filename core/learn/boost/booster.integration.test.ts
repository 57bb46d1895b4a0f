import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  floatsOf,
  integersOf,
  largestDifference,
  matrixOf,
  xgboostCases,
  type XGBoostCase,
} from '../../../test/support/xgboost-cases';
import { toDense } from '../encode/csr';
import type { DenseMatrix } from '../matrix';
import { Booster } from './booster';

/*
 * Against small models of real XGBoost, stored with what it says about them (scripts/make-booster-fixture.py). Models of
 * every kind, trained while the test runs, are in interchange.integration.test.ts.
 */

const folder = path.join(import.meta.dirname, 'fixtures');
const fixtures = readdirSync(folder).map((file) =>
  v.parse(xgboostCases, JSON.parse(readFileSync(path.join(folder, file), 'utf8'))),
);
const cases = fixtures.flatMap(({ versions, cases: some }) =>
  some.map((stored) => ({ title: `${stored.name} of ${versions['xgboost'] ?? ''}`, stored })),
);

function caseOf(name: string): XGBoostCase {
  const found = cases.find(({ stored }) => stored.name === name);
  if (found === undefined) throw new Error(`There is no fixture of ${name}`);
  return found.stored;
}

const withCode = (code: string): unknown => {
  const problem: unknown = expect.objectContaining({ code });
  return expect.objectContaining({ problem });
};

describe.each(cases)('a model of XGBoost: $title', ({ stored }) => {
  const booster = Booster.load(stored.json);
  const features = matrixOf(stored);

  it('predicts the same margins to the last bit, and the same predictions', () => {
    expect(booster.predict(features, { outputMargin: true })).toEqual(floatsOf(stored.margins));
    expect(largestDifference(booster.predict(features), floatsOf(stored.predictions))).toBeLessThan(1e-6);
    const iterations = { outputMargin: true, iterationRange: [2, 5] } as const;
    expect(booster.predict(features, iterations)).toEqual(floatsOf(stored.later));
    const baseMargin = Float32Array.from(floatsOf(stored.margins), (_, at) => at / 100);
    expect(booster.predict(features, { outputMargin: true, baseMargin })).toEqual(floatsOf(stored.onMargin));
  });

  it('finds the same leaves', () => {
    expect(booster.predictLeaf(features)).toEqual(integersOf(stored.leaves));
  });

  it('tells apart what each feature contributes as XGBoost does', () => {
    const contributions = booster.predictContributions(features);
    expect(largestDifference(contributions, floatsOf(stored.contributions))).toBeLessThan(1e-5);
  });

  it('finds features as important as XGBoost does', () => {
    for (const kind of ['weight', 'gain', 'cover', 'total_gain', 'total_cover'] as const) {
      expect(Object.fromEntries(booster.importance(kind)), kind).toEqual(stored.importance[kind]);
    }
    expect(booster.featureImportances().reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  });

  it('is dumped in the same words', () => {
    expect(booster.dump()).toEqual(stored.text);
    expect(booster.dump({ withStats: true })).toEqual(stored.textWithStats);
    expect(booster.dump({ withStats: true, format: 'json' })).toEqual(stored.jsonWithStats);
  });

  // no case for DART: from 3.4 on XGBoost writes its weights in another place, and reads the old one too
  if (stored.name !== 'dart') {
    it('is written as XGBoost writes it, byte for byte', () => {
      expect(booster.toText()).toBe(stored.json);
      expect(Buffer.from(booster.toUBJSON()).equals(bytesOf(stored.ubjson))).toBe(true);
      expect(Booster.load(bytesOf(stored.ubjson)).toText()).toBe(stored.json);
      expect(booster.slice(1, 4).toText()).toBe(stored.slice);
    });
  }

  it('is the same after it was stored in either form', () => {
    for (const again of [Booster.load(booster.toText()), Booster.fromUBJSON(booster.toUBJSON())]) {
      expect(again.predict(features)).toEqual(booster.predict(features));
      expect(again.toText()).toBe(booster.toText());
      expect(again.bestIteration).toBe(4);
      expect(again.bestScore).toBe(0.25);
    }
    expect(Booster.fromJSON(booster.toJSON()).toText()).toBe(booster.toText());
  });

  it('has parts that add up: contributions to margins, slices to the whole', () => {
    const { outputs } = booster;
    const margins = booster.predict(features, { outputMargin: true });
    const contributions = booster.predictContributions(features);
    const width = contributions.length / margins.length;
    const sums = margins.map((_, at) =>
      contributions.subarray(at * width, (at + 1) * width).reduce((sum, value) => sum + value, 0),
    );
    expect(largestDifference(sums, margins)).toBeLessThan(1e-4);
    const first = booster.slice(0, 2).predict(features, { outputMargin: true });
    const both = booster.slice(2).predict(features, { outputMargin: true, baseMargin: first });
    expect(both).toEqual(margins);
    expect(booster.predictLeaf(features).length).toBe((booster.model.trees.length * margins.length) / outputs);
  });
});

describe('a booster', () => {
  it('takes a dense matrix with NaN for a sparse one, and numbers of any type', () => {
    const stored = caseOf('binary:logistic sparse');
    const booster = Booster.load(stored.json);
    const sparse = matrixOf(stored);
    if (sparse.kind !== 'sparse') throw new Error('not sparse');
    const data = new Float64Array(sparse.rows * sparse.columns).fill(NaN);
    for (let row = 0; row < sparse.rows; row += 1) {
      for (let at = sparse.indptr[row] ?? 0; at < (sparse.indptr[row + 1] ?? 0); at += 1) {
        data[row * sparse.columns + (sparse.indices[at] ?? 0)] = sparse.values[at] ?? 0;
      }
    }
    const shape = [sparse.rows, sparse.columns];
    expect(booster.predict({ kind: 'dense', shape, data })).toEqual(booster.predict(sparse));
    const whole = toDense(sparse).map(Math.round);
    const rounded: DenseMatrix = { kind: 'dense', shape, data: whole };
    const small: DenseMatrix = { kind: 'dense', shape, data: Int8Array.from(whole) };
    const large: DenseMatrix = { kind: 'dense', shape, data: BigInt64Array.from(whole, BigInt) };
    expect(booster.predict(small)).toEqual(booster.predict(rounded));
    expect(booster.predict(large)).toEqual(booster.predict(rounded));
  });

  it('predicts the same for a row whatever rows come with it', () => {
    for (const { stored } of cases) {
      const booster = Booster.load(stored.json);
      const features = matrixOf(stored);
      if (features.kind === 'sparse') continue;
      const [, columns = 0] = features.shape;
      const all = booster.predict(features);
      for (const rows of [1, 7, 9]) {
        const data = features.data.slice(0, rows * columns);
        const some = booster.predict({ kind: 'dense', shape: [rows, columns], data });
        expect(some).toEqual(all.slice(0, rows * booster.outputs));
      }
    }
  });

  it('refuses other columns, other names, infinite values and iterations it has not, by name', () => {
    const booster = Booster.load(caseOf('reg:squarederror categorical').json);
    const row = (values: readonly number[], featureNames?: readonly string[]): DenseMatrix => ({
      kind: 'dense',
      shape: [1, values.length],
      data: Float64Array.from(values),
      ...(featureNames === undefined ? {} : { featureNames }),
    });
    expect(() => booster.predict(row([1, 2]))).toThrow(withCode('features_mismatch'));
    const names = ['number', 'small', 'whole', 'kind', 'flag'];
    expect(() => booster.predict(row([1, 2, 3, 0, 1], names))).toThrow('Column 3 is kind');
    expect(() => booster.predict(row([1, 2, Infinity, 0, 1]))).toThrow(withCode('features_invalid'));
    expect(() => booster.predict(row([1, 2, Infinity, 0, 1]))).toThrow('column f2, row 0');
    expect(() => booster.predict(row([1, 2, 3, 0, 1]), { iterationRange: [0, 7] })).toThrow(
      withCode('parameter_invalid'),
    );
    expect(() => booster.predict(row([1, 2, 3, 0, 1]), { baseMargin: [1, 2] })).toThrow(withCode('length_mismatch'));
  });

  it('sends unknown, negative and too large categories left, as XGBoost does', () => {
    const stored = caseOf('reg:squarederror categorical');
    const booster = Booster.load(stored.json);
    const data = Float64Array.from([-1, 6.9, 7, 1e6, 2 ** 24, 1e30].flatMap((kind) => [1, 0.001, 3, 1, kind]));
    const predicted = booster.predict({ kind: 'dense', shape: [6, 5], data });
    const [negative, fraction, seven, many, limit, huge] = predicted;
    expect([seven, many, limit, huge]).toEqual([negative, negative, negative, negative]);
    const six = booster.predict({ kind: 'dense', shape: [1, 5], data: Float64Array.of(1, 0.001, 3, 1, 6) });
    expect(fraction).toBe(six[0]);
  });

  it("keeps the parameters it was trained with, through XGBoost's own form", () => {
    const booster = Booster.load(caseOf('dart').json);
    expect(booster.parameters).toEqual({});
    const parameters = { objective: 'reg:squarederror', eta: 0.1, max_depth: 4 };
    const stored = Booster.load(booster.withParameters(parameters).toUBJSON());
    expect(stored.parameters).toEqual(parameters);
    expect(stored.bestIteration).toBe(4);
    expect(booster.withAttributes({ eider_parameters: 'not JSON' }).parameters).toEqual({});
  });

  it('is written for old versions of XGBoost when it can be, and for 3.1 when its outputs differ in base score', () => {
    const { model } = Booster.load(caseOf('multi:softprob categorical').json);
    const plain = new Booster({ ...model, version: null, baseScore: Float32Array.of(0.5) });
    expect(plain.toText()).toContain('"base_score":"5E-1"');
    expect(plain.toText()).toContain('"version":[2,1,0]');
    const differing = new Booster({ ...model, version: null, baseScore: Float32Array.of(0.5, 0, 2) });
    expect(differing.toText()).toContain('"base_score":"[5E-1,0E0,2E0]"');
    expect(differing.toText()).toContain('"version":[3,1,0]');
  });
});

describe('what is no model of trees', () => {
  const { json, ubjson } = caseOf('reg:squarederror categorical');
  const changed = (from: string | RegExp, to: string) => {
    const text = json.replace(from, to);
    expect(text).not.toBe(json);
    return () => Booster.load(text);
  };

  it('is refused with a reason and a remedy when it is of another kind', () => {
    expect(changed(/"name":"gbtree"/, '"name":"gblinear"')).toThrow('gblinear');
    expect(changed(/"name":"gbtree"/, '"name":"gblinear"')).toThrow(withCode('model_unknown'));
    expect(changed('reg:squarederror', 'reg:mine')).toThrow('reg:mine');
    expect(changed('reg:squarederror', 'reg:mine')).toThrow(withCode('model_unknown'));
    expect(changed(/"size_leaf_vector":"[01]"\}\}/, '"size_leaf_vector":"3"}}')).toThrow(withCode('model_unknown'));
  });

  it('is refused when damaged, whatever is missing', () => {
    for (const text of ['', '{', '[]', 'null', 'binf', json.slice(0, 2000), '{"format":"eider.dict_vectorizer"}']) {
      expect(() => Booster.load(text), text.slice(0, 40)).toThrow(withCode('model_damaged'));
    }
    const bytes = bytesOf(ubjson);
    for (const end of [2, 9, 200, 1000, bytes.length - 1]) {
      expect(() => Booster.load(bytes.slice(0, end)), String(end)).toThrow(withCode('model_damaged'));
    }
    expect(() => Booster.load(Uint8Array.from([...bytes, 1]))).toThrow(withCode('model_damaged'));
  });

  it('is refused when its trees are none', () => {
    const damaged = withCode('model_damaged');
    expect(changed(/"left_children":\[\d+/, '"left_children":[0')).toThrow(damaged);
    expect(changed(/"left_children":\[\d+/, '"left_children":[900')).toThrow(damaged);
    expect(changed(/"left_children":\[\d+/, '"left_children":[1.5')).toThrow(damaged);
    expect(changed(/"split_indices":\[\d+/, '"split_indices":[5')).toThrow(damaged);
    expect(changed(/"split_conditions":\[[^,]+,/, '"split_conditions":[')).toThrow(damaged);
    expect(changed(/"sum_hessian":\[[^,]+/, '"sum_hessian":[null')).toThrow(damaged);
    expect(changed(/"categories_sizes":\[\d+/, '"categories_sizes":[1000')).toThrow(damaged);
    expect(changed(/"categories":\[\d+/, '"categories":[-1')).toThrow(damaged);
    expect(changed(/"categories":\[\d+/, '"categories":[2147483647')).toThrow(damaged);
    expect(changed('"num_feature":"5","num_target"', '"num_feature":"9999999999","num_target"')).toThrow(damaged);
    expect(changed(/"tree_info":\[0/, '"tree_info":[1')).toThrow(damaged);
    expect(changed('"num_feature":"5","num_target"', '"num_feature":"6","num_target"')).toThrow(damaged);
    expect(changed(/"base_score":"[^"]+"/, '"base_score":"none"')).toThrow(damaged);
  });
});

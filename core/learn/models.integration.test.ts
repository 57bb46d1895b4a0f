import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { xgboostCases } from '../../test/support/xgboost-cases';
import { Booster } from './boost/booster';
import { DictVectorizer } from './encode/dict-vectorizer';
import { MinMaxScaler } from './encode/min-max-scaler';
import { OneHotEncoder } from './encode/one-hot-encoder';
import { OrdinalEncoder } from './encode/ordinal-encoder';
import { StandardScaler } from './encode/standard-scaler';
import { TargetEncoder } from './encode/target-encoder';
import { ElasticNet } from './linear/elastic-net';
import { Lasso } from './linear/lasso';
import { LinearRegression } from './linear/linear-regression';
import { LinearSVC } from './linear/linear-svc';
import { LinearSVR } from './linear/linear-svr';
import { LogisticRegression } from './linear/logistic-regression';
import { Ridge } from './linear/ridge';
import type { FeatureMatrix } from './matrix';
import { isModel, readModel, writeModel } from './models';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'eider-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

const withCode = (code: string): unknown => {
  const problem: unknown = expect.objectContaining({ code });
  return expect.objectContaining({ problem });
};

describe('stored models', () => {
  const vectorizer = DictVectorizer.fit({ n: { kind: 'numeric', values: Float64Array.of(1) } });

  it('come back as they were', async () => {
    const file = path.join(folder, 'output_0.model.json');
    await writeModel(file, vectorizer);
    const read = await readModel(file);
    expect(isModel(read)).toBe(true);
    expect(read).toEqual(vectorizer);
  });

  it("are XGBoost's own file when they are a booster", async () => {
    const fixture = path.join(import.meta.dirname, 'boost', 'fixtures', 'xgboost-3.4.json');
    const { cases } = v.parse(xgboostCases, JSON.parse(await readFile(fixture, 'utf8')));
    for (const { json } of cases) {
      const booster = Booster.load(json);
      const file = path.join(folder, 'output_1.model.json');
      await writeModel(file, booster);
      expect(Booster.load(await readFile(file)).toText()).toBe(booster.toText());
      const read = await readModel(file);
      expect(isModel(read)).toBe(true);
      expect(read).toBeInstanceOf(Booster);
      expect(read instanceof Booster && read.toText()).toBe(booster.toText());
    }
    const linear = path.join(folder, 'linear.model.json');
    await writeFile(
      linear,
      '{"learner":{"gradient_booster":{"name":"gblinear"},"objective":{"name":"reg:squarederror"}}}',
    );
    await expect(readModel(linear)).rejects.toThrow(withCode('model_unknown'));
    await expect(readModel(linear)).rejects.toMatchObject({ problem: { file: linear } });
  });

  it('come back as the kind of model they are', async () => {
    const columns = { n: { kind: 'numeric', values: Float64Array.of(1, 2.5) } } as const;
    const matrix = { kind: 'dense', shape: [2, 1], data: Float64Array.of(1, 2.5) } as const;
    const encoders = [
      OneHotEncoder.fit(columns),
      OrdinalEncoder.fit(columns),
      TargetEncoder.fit(columns, [0.5, 1]),
      StandardScaler.fit(matrix),
      MinMaxScaler.fit(matrix),
    ];
    const file = path.join(folder, 'output_1.model.json');
    for (const encoder of encoders) {
      expect(isModel(encoder)).toBe(true);
      await writeModel(file, encoder);
      const read = await readModel(file);
      expect(read).toBeInstanceOf(encoder.constructor);
      expect(read.toJSON()).toEqual(encoder.toJSON());
    }
  });

  it.each([LinearRegression, Ridge, Lasso, ElasticNet, LinearSVR, LinearSVC, LogisticRegression])(
    'come back as what they were: %o',
    async (Model) => {
      const features: FeatureMatrix = { kind: 'dense', shape: [4, 1], data: Float64Array.of(1, 2, 3, 5) };
      const model = await Model.fit(features, [0, 0, 1, 1], { tol: 0.01 });
      const file = path.join(folder, 'linear.model.json');
      await writeModel(file, model);
      const read = await readModel(file);
      expect(read).toBeInstanceOf(Model);
      expect(read).toEqual(model);
    },
  );

  it('are told from what only looks like one', () => {
    expect(isModel(vectorizer)).toBe(true);
    expect(isModel(vectorizer.toJSON())).toBe(false);
    expect(isModel(null)).toBe(false);
  });

  it('are refused, by name, when damaged or of another format', async () => {
    const file = path.join(folder, 'damaged.model.json');
    await writeFile(file, '{"format":"eider.dict_vectorizer","ver');
    await expect(readModel(file)).rejects.toThrow(withCode('model_damaged'));
    await expect(readModel(file)).rejects.toThrow(file);
    await writeFile(file, '{"format":"another"}');
    await expect(readModel(file)).rejects.toThrow(withCode('model_unknown'));
  });
});

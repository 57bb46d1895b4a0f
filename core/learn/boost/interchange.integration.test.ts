import { readFile, rm, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oldestAndNewestPython, pythonWith, withReason } from '../../../test/support/python';
import {
  askXGBoost,
  bytesOf,
  floatsOf,
  integersOf,
  largestDifference,
  matrixOf,
  xgboostCases,
  xgboostPredictions,
  type XGBoostCase,
} from '../../../test/support/xgboost-cases';
import { Booster } from './booster';

/*
 * Models of real XGBoost go in and out: every objective that is read, on dense features with missing values, categories and
 * sparse features, and what is special (DART, boosted forests, pruned and deep trees, several targets, data frames).
 * scripts/make-booster-fixture.py trains them and is asked again about what we have written.
 */

const xgboost = process.platform === 'darwin' ? 'xgboost' : 'xgboost-cpu';
const old = await pythonWith('xgboost==1.7.6', 'numpy<2', 'scipy');
const pythons = [
  { title: withReason('XGBoost 1.7.6', old), command: 'command' in old ? old.command : null },
  ...(await oldestAndNewestPython([xgboost, 'pandas', 'scipy'])),
];

describe.each(pythons)('models of $title', { timeout: 240_000 }, ({ command }) => {
  let folder = '';
  let version = '';
  let cases: readonly XGBoostCase[] = [];

  beforeAll(async () => {
    if (command === null) return;
    folder = await mkdtemp(path.join(os.tmpdir(), 'eider-boost-'));
    await askXGBoost(command, 'train', folder);
    const trained = v.parse(xgboostCases, JSON.parse(await readFile(path.join(folder, 'cases.json'), 'utf8')));
    cases = trained.cases;
    version = trained.versions['xgboost'] ?? '';
  }, 240_000);
  afterAll(() => (folder === '' ? undefined : rm(folder, { recursive: true })));

  it('predict here what they predict there', ({ skip }) => {
    skip(command === null);
    expect(cases.length).toBeGreaterThan(50);
    for (const stored of cases) {
      const { name } = stored;
      const features = matrixOf(stored);
      for (const booster of [Booster.load(stored.json), Booster.load(bytesOf(stored.ubjson))]) {
        expect(
          largestDifference(booster.predict(features, { outputMargin: true }), floatsOf(stored.margins)),
          name,
        ).toBe(0);
        const predicted = floatsOf(stored.predictions);
        const most = predicted.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
        expect(largestDifference(booster.predict(features), predicted) / most, name).toBeLessThan(1e-6);
        expect(largestDifference(booster.predictLeaf(features), integersOf(stored.leaves)), name).toBe(0);
        const part = booster.predict(features, { outputMargin: true, iterationRange: [2, 5] });
        expect(largestDifference(part, floatsOf(stored.later)), name).toBe(0);
      }
    }
  });

  it('say the same about their features', ({ skip }) => {
    skip(command === null);
    for (const stored of cases) {
      const { name } = stored;
      const booster = Booster.load(stored.json);
      const contributions = floatsOf(stored.contributions);
      const most = contributions.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const difference = largestDifference(booster.predictContributions(matrixOf(stored)), contributions);
      expect(difference, name).toBeLessThanOrEqual(most * 1e-6);
      for (const kind of ['weight', 'gain', 'cover', 'total_gain', 'total_cover'] as const) {
        expect(Object.fromEntries(booster.importance(kind)), `${name}, ${kind}`).toEqual(stored.importance[kind]);
      }
      expect(booster.dump(), name).toEqual(stored.text);
      expect(booster.dump({ withStats: true }), name).toEqual(stored.textWithStats);
      expect(booster.dump({ withStats: true, format: 'json' }), name).toEqual(stored.jsonWithStats);
    }
  });

  it('are written here byte for byte as there', ({ skip }) => {
    skip(command === null);
    for (const stored of cases) {
      // DART's weights have moved in 3.4, which still reads the old place
      if (stored.name === 'dart' && Number(version.split('.')[0]) >= 3) continue;
      const booster = Booster.load(stored.json);
      expect(booster.toText(), stored.name).toBe(stored.json);
      expect(booster.slice(1, 4).toText(), stored.name).toBe(stored.slice);
      expect(Buffer.from(booster.toUBJSON()).equals(bytesOf(stored.ubjson)), stored.name).toBe(true);
    }
  });

  it('predict there, written here as new models, what they predicted before', async ({ skip }) => {
    if (command === null) return skip();
    for (const stored of cases) {
      const booster = new Booster({ ...Booster.load(stored.json).model, version: null });
      const file = path.join(folder, stored.name.replaceAll(':', '-'));
      await writeFile(`${file}.json`, booster.toText());
      await writeFile(`${file}.ubj`, booster.toUBJSON());
    }
    await askXGBoost(command, 'predict', folder);
    const text = await readFile(path.join(folder, 'predicted.json'), 'utf8');
    const answers = v.parse(xgboostPredictions, JSON.parse(text));
    for (const { name, margins, predictions } of cases) {
      expect(answers[name]?.json, name).toEqual({ margins, predictions });
      expect(answers[name]?.ubj, name).toEqual({ margins, predictions });
    }
  });
});

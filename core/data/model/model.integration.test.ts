import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, xgboostCases, type XGBoostCase } from '../../../test/support/xgboost-cases';
import { Booster } from '../../learn/boost/booster';
import { OneHotEncoder } from '../../learn/encode/one-hot-encoder';
import { StandardScaler } from '../../learn/encode/standard-scaler';
import { TargetEncoder } from '../../learn/encode/target-encoder';
import { LogisticRegression } from '../../learn/linear/logistic-regression';
import { RandomForestRegressor } from '../../learn/forest/random-forest-regressor';
import { Ridge } from '../../learn/linear/ridge';
import { writeModel, type Model } from '../../learn/models';
import type { DataMethod, DataRequests } from '../../protocol/data';
import { boosterImportances } from '../../protocol/model';
import { openDataServer, type DataServer } from '../server';
import { containing } from '../test-matchers';
import { createTestProject, type TestProject } from '../test-support';

const folder = path.join(import.meta.dirname, '../../learn/boost/fixtures');
const cases = ['xgboost-1.7.json', 'xgboost-3.4.json'].flatMap((file) => {
  const { cases: all } = v.parse(xgboostCases, JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
  return all.map((stored) => ({ title: `${stored.name} of ${file}`, stored }));
});

let project: TestProject;
let server: DataServer;
beforeAll(async () => {
  project = await createTestProject();
  server = await openDataServer({ tempDirectory: path.join(project.root, 'spill') });
});
afterAll(async () => {
  await server.close();
  await project.dispose();
});

async function ask<M extends DataMethod>(
  method: M,
  block: string,
  more: object = {},
  signal = new AbortController().signal,
): Promise<DataRequests[M]['result']> {
  const params = { project: project.root, pipeline: 'p', block, run: null, index: 0, ...more };
  // SAFETY: the server's answers are typed by the method
  return await server.answer(method, params, signal);
}

function store(name: string, model: Model): Promise<unknown> {
  return project.storeFile('model', name, 'output_0.model.json', (file) => writeModel(file, model));
}

function caseOf(name: string): XGBoostCase {
  const found = cases.findLast(({ stored }) => stored.name === name);
  if (found === undefined) throw new Error(`There is no fixture of ${name}`);
  return found.stored;
}

async function factsOf(block: string): Promise<Record<string, string>> {
  const summary = await ask('model', block);
  return Object.fromEntries((summary?.facts ?? []).map(({ label, value }) => [label, value]));
}

describe.each(cases)('a model of XGBoost that is looked at: $title', ({ stored }) => {
  beforeAll(() =>
    project.storeFile('model', 'booster', 'output_0.ubj', (file) => writeFile(file, bytesOf(stored.ubjson))),
  );

  it('has the importances that XGBoost gives', async () => {
    for (const kind of boosterImportances) {
      const { bars, rest } = await ask('importances', 'booster', { kind, most: 100 });
      expect(Object.fromEntries(bars.map(({ feature, value }) => [feature, value]))).toEqual(stored.importance[kind]);
      expect(bars.map(({ value }) => value)).toEqual(bars.map(({ value }) => value).sort((a, b) => b - a));
      expect(rest.features).toBe(0);
    }
  });

  it('has the trees that XGBoost prints', async () => {
    const { trees } = (await ask('model', 'booster')) ?? {};
    expect(trees?.count).toBe(stored.textWithStats.length);
    for (const [tree, text] of stored.textWithStats.entries()) {
      expect((await ask('tree_text', 'booster', { tree })).text).toBe(text);
      const drawn = await ask('tree', 'booster', { tree, root: 0, levels: 8 });
      const printed = text.split('\n').filter((line) => line !== '');
      expect(drawn.shown).toHaveLength(printed.length);
      for (const line of printed) {
        const node = drawn.shown.find((shown) => shown.node === parseInt(line));
        expect(node?.kind).toBe(line.includes('leaf=') ? 'leaf' : 'split');
        const ways = /yes=(\d+),no=(\d+)(?:,missing=(\d+))?/.exec(line);
        if (ways === null) continue;
        const [, yes, no, missing = no] = ways;
        const below = drawn.shown.filter(({ parent }) => parent === node?.node);
        expect(below.map((child) => [child.node, child.answer])).toEqual([
          [Number(yes), { yes: true, missing: missing === yes }],
          [Number(no), { yes: false, missing: missing === no }],
        ]);
      }
    }
  });
});

describe('a booster that is looked at', () => {
  it('says what it is and what it was trained with', async () => {
    const booster = Booster.load(caseOf('multi:softprob categorical').json).withParameters({ eta: 0.1, max_depth: 3 });
    await store('multi', booster);
    expect(await ask('model', 'multi')).toMatchObject({
      title: 'Booster',
      importances: boosterImportances,
      trees: { outputs: booster.outputs, rounds: booster.iterations, count: booster.model.trees.length },
      tables: [
        {
          title: 'Parameters',
          left: 0,
          rows: [
            ['eta', '0.1'],
            ['max_depth', '3'],
          ],
        },
      ],
    });
    expect(await factsOf('multi')).toMatchObject({
      ...{ Objective: 'multi:softprob', Classes: String(booster.outputs), Categorical: 'kind' },
      ...{ 'Best iteration': '4 (from 0)', 'Best score': '0.25', note: 'as it was' },
    });
  });

  it('sums up what is not among the most important', async () => {
    const stored = caseOf('reg:squarederror categorical');
    await store('some', Booster.load(stored.json));
    const all = await ask('importances', 'some', { kind: 'total_gain', most: 100 });
    const { bars, rest } = await ask('importances', 'some', { kind: 'total_gain', most: 1 });
    expect(bars).toEqual(all.bars.slice(0, 1));
    const others = all.bars.slice(1).reduce((sum, { value }) => sum + value, 0);
    expect(rest.features).toBe(all.bars.length - 1);
    expect(rest.value).toBeCloseTo(others, 3);
    const { weight = {}, total_gain: gains = {} } = stored.importance;
    const [first = ''] = Object.keys(gains).sort(
      (a, b) => (stored.importance.gain?.[b] ?? 0) - (stored.importance.gain?.[a] ?? 0),
    );
    const sum = (of: Record<string, number>) =>
      Object.entries(of).reduce((all, [name, value]) => all + (name === first ? 0 : value), 0);
    const averaged = await ask('importances', 'some', { kind: 'gain', most: 1 });
    expect(averaged.bars[0]?.feature).toBe(first);
    expect(averaged.rest.value).toBeCloseTo(sum(gains) / sum(weight), 3);
  });

  it('goes on from any node of a tree, and says where one came from', async () => {
    await store('deep', Booster.load(caseOf('reg:squarederror categorical').json));
    const whole = await ask('tree', 'deep', { tree: 0, root: 0, levels: 8 });
    const top = await ask('tree', 'deep', { tree: 0, root: 0, levels: 1 });
    expect(top.shown).toHaveLength(3);
    const next = top.shown.find((node) => node.kind === 'split' && node.hidden > 0);
    if (next?.kind !== 'split') throw new Error('The tree has one level only');
    const part = await ask('tree', 'deep', { tree: 0, root: next.node, levels: 8 });
    expect(part.shown).toHaveLength(next.hidden + 1);
    const [root] = whole.shown;
    if (root?.kind !== 'split') throw new Error('The tree has no split');
    const answer = next.answer?.yes === true ? 'yes' : 'no';
    expect(part.path).toEqual([{ node: 0, text: `${root.feature} ${root.test}: ${answer}` }]);
    expect(part).toMatchObject({ nodes: whole.shown.length, path: [{ node: 0 }] });
  });

  it('names categories as the data frame did', async () => {
    const { model } = Booster.load(caseOf('reg:squarederror categorical').json);
    const names = ['Astoria', 'Bronx', 'Bronx Süd', 'Harlem', 'Inwood', 'Jamaica', 'Kips Bay', 'Midtown'];
    const bytes = names.map((name) => new TextEncoder().encode(name));
    let end = 0;
    const offsets = Int32Array.from([0, ...bytes.map(({ length }) => (end += length))]);
    const none = { offsets: new Int32Array(), values: new Int8Array() };
    const named = { offsets, values: Int8Array.from(Buffer.concat(bytes)) };
    const categories = {
      enc: [none, none, none, none, named],
      feature_segments: Int32Array.of(0, 0, 0, 0, 0, names.length),
      sorted_idx: Int32Array.from(names.keys()),
    };
    await store('named', new Booster({ ...model, categories, version: [3, 1, 0] }));
    const tests: string[] = [];
    for (const tree of model.trees.keys()) {
      const { shown } = await ask('tree', 'named', { tree, root: 0, levels: 8 });
      for (const node of shown) if (node.kind === 'split' && node.feature === 'kind') tests.push(node.test);
    }
    expect(tests.length).toBeGreaterThan(0);
    for (const test of tests) {
      const asked = test.replace(/^is (one of )?/, '').split(', ');
      expect(names).toEqual(expect.arrayContaining(asked));
    }
  });

  it('says which trees there are when one is not', async () => {
    await store('deep', Booster.load(caseOf('dart').json));
    await expect(ask('tree', 'deep', { tree: 1000, root: 0, levels: 3 })).rejects.toMatchObject({
      problem: { code: 'tree_missing', remedy: containing('numbered 0 to') },
    });
    await expect(ask('tree', 'deep', { tree: 0, root: 1000, levels: 3 })).rejects.toMatchObject({
      problem: { code: 'tree_missing' },
    });
  });

  it('is given up when it is not asked for any more', async () => {
    await store('deep', Booster.load(caseOf('dart').json));
    await expect(ask('model', 'deep', {}, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is read again when its file has changed, and missed when it is gone', async () => {
    const booster = Booster.load(caseOf('reg:squarederror categorical').json);
    await store('changing', booster);
    expect((await factsOf('changing'))['Rounds']).toBe(String(booster.iterations));
    await store('changing', booster.slice(0, 2));
    expect((await factsOf('changing'))['Rounds']).toBe('2');
    const located = await store('changing', booster);
    // SAFETY: what storeFile gives
    await rm((located as { file: string }).file);
    await expect(ask('model', 'changing')).rejects.toMatchObject({ problem: { code: 'output_missing' } });
  });
});

describe('another model that is looked at', () => {
  it('shows the coefficients of a linear model, the greatest first', async () => {
    const features = {
      kind: 'dense',
      shape: [6, 2],
      data: Float64Array.of(0, 1, 1, 1, 2, 0, 3, 0, 4, 2, 5, 1),
    } as const;
    const target = Float64Array.from({ length: 6 }, (_, row) => 3 + 0.5 * row - 2 * (features.data[2 * row + 1] ?? 0));
    await store('ridge', await Ridge.fit(features, target, { alpha: 1e-9 }));
    const summary = await ask('model', 'ridge');
    expect(summary).toMatchObject({ title: 'Ridge', importances: [], trees: null });
    const [table] = summary?.tables ?? [];
    expect(table?.rows.map(([name]) => name)).toEqual(['x1', 'x0']);
    expect(table?.rows[0]?.[1]).toBeCloseTo(-2, 5);
    expect(Number((await factsOf('ridge'))['Intercept'])).toBeCloseTo(3, 4);
  });

  it('shows a column of coefficients for each of several classes', async () => {
    const data = Float64Array.from({ length: 30 }, (_, row) => row);
    const target = Float64Array.from({ length: 30 }, (_, row) => Math.floor(row / 10));
    await store('classes', await LogisticRegression.fit({ kind: 'dense', shape: [30, 1], data }, target));
    const summary = await ask('model', 'classes');
    expect(summary).toMatchObject({ title: 'LogisticRegression', tables: [{ headers: ['Feature', '0', '1', '2'] }] });
  });

  it('shows how much the features of a forest count', async () => {
    const data = Float64Array.from({ length: 120 }, (_, at) => (at % 3 === 2 ? 1 : ((at * 37) % 50) / 4));
    const target = Float64Array.from({ length: 40 }, (_, row) => 3 * (data[3 * row + 1] ?? 0));
    const features = { kind: 'dense', shape: [40, 3], data, featureNames: ['hour', 'miles', 'same'] } as const;
    const forest = await RandomForestRegressor.fit(features, target, { n_estimators: 5, random_state: 1 });
    await store('forest', forest);
    expect(await ask('model', 'forest')).toMatchObject({ title: 'RandomForestRegressor', importances: ['impurity'] });
    expect(await factsOf('forest')).toMatchObject({ Trees: '5', Features: '3' });
    const { bars, unused } = await ask('importances', 'forest', { kind: 'impurity', most: 10 });
    expect(bars[0]).toMatchObject({ feature: 'miles', value: forest.featureImportances[1] });
    expect(unused).toBe(1);
    await expect(ask('importances', 'forest', { kind: 'gain', most: 10 })).rejects.toMatchObject({
      problem: { code: 'importance_unknown' },
    });
  });

  it('shows statistics, categories and encodings', async () => {
    const columns = {
      zone: { kind: 'categorical', codes: Int32Array.of(0, 1, 0, 1), categories: ['a', 'b'] },
    } as const;
    await store('scaler', StandardScaler.fit({ kind: 'dense', shape: [2, 1], data: Float64Array.of(1, 3) }));
    expect((await ask('model', 'scaler'))?.tables[0]?.rows).toEqual([['x0', 2, 1, 1]]);
    await store('one_hot', OneHotEncoder.fit(columns));
    expect(await ask('model', 'one_hot')).toMatchObject({
      title: 'OneHotEncoder',
      tables: [
        {
          rows: [
            ['zone', 0, 'a'],
            ['zone', 1, 'b'],
          ],
        },
      ],
    });
    await store('target', TargetEncoder.fit(columns, Float64Array.of(1, 4, 2, 5.5), { smooth: 0 }));
    expect((await ask('model', 'target'))?.tables[0]?.rows).toEqual([
      ['zone', 'a', 1.5],
      ['zone', 'b', 4.75],
    ]);
  });

  it('sends the beginning of a long table, and says how much is left', async () => {
    const names = Array.from({ length: 3000 }, (_, at) => `zone ${at}`);
    const codes = Int32Array.from(names.keys());
    await store('long', OneHotEncoder.fit({ zone: { kind: 'categorical', codes, categories: names } }));
    const [table] = (await ask('model', 'long'))?.tables ?? [];
    expect([table?.rows.length, table?.left]).toEqual([500, 2500]);
  });

  it('leaves to the text preview what it does not understand, and has no trees of it', async () => {
    const learner = { gradient_booster: { name: 'gblinear' }, objective: { name: 'reg:squarederror' } };
    await project.storeFile('model', 'unknown', 'output_0.model.json', (file) =>
      writeFile(file, JSON.stringify({ learner })),
    );
    expect(await ask('model', 'unknown')).toBeNull();
    await expect(ask('tree', 'unknown', { tree: 0, root: 0, levels: 3 })).rejects.toMatchObject({
      problem: { code: 'model_not_booster' },
    });
    await project.storeFile('model', 'pickle', 'output_0.pkl', (file) => writeFile(file, 'never read'));
    expect(await ask('model', 'pickle')).toBeNull();
    await project.storeFile('model', 'broken', 'output_0.model.json', (file) => writeFile(file, '{"format'));
    await expect(ask('model', 'broken')).rejects.toMatchObject({ problem: { code: 'model_damaged' } });
  });
});

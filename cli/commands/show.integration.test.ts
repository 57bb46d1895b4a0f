import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestProject, type TestProject } from '../../core/data/test-support';
import { Booster } from '../../core/learn/boost/booster';
import { OneHotEncoder } from '../../core/learn/encode/one-hot-encoder';
import { writeModel } from '../../core/learn/models';
import { xgboostCases } from '../../test/support/xgboost-cases';
import { exitCodes } from '../exit-codes';
import { runCommandLine } from '../program';
import { fakeTerminal } from '../testing';

const fixture = path.join(import.meta.dirname, '../../core/learn/boost/fixtures/xgboost-3.4.json');
const { cases } = v.parse(xgboostCases, JSON.parse(readFileSync(fixture, 'utf8')));
const booster = Booster.load(cases.find(({ name }) => name === 'reg:squarederror categorical')?.json ?? '');

let project: TestProject;
beforeAll(async () => {
  project = await createTestProject();
  await mkdir(path.join(project.root, 'pipelines/p'), { recursive: true });
  await writeFile(path.join(project.root, 'metadata.yaml'), 'project_type: standalone\n');
  const blocks = ['train', 'encode', 'rows'].map((uuid) => ({ uuid, type: 'custom', language: 'typescript' }));
  await writeFile(path.join(project.root, 'pipelines/p/metadata.yaml'), JSON.stringify({ type: 'python', blocks }));
  await project.storeFile('model', 'train', 'output_0.model.json', (file) => writeModel(file, booster));
  const zones = { kind: 'categorical', codes: Int32Array.of(0, 1, 2), categories: ['a', 'b', 'c'] } as const;
  await project.storeFile('model', 'encode', 'output_0.model.json', (file) =>
    writeModel(file, OneHotEncoder.fit({ zone: zones })),
  );
  await project.storeTable('SELECT 1 AS n', { name: 'rows' });
});
afterAll(() => project.dispose());

async function show(...args: string[]) {
  const terminal = fakeTerminal({ cwd: project.root });
  const code = await runCommandLine(['show', ...args], terminal);
  return { code, out: terminal.output(), err: terminal.errors() };
}

describe('eider show of a model', () => {
  it('says what a booster is, and draws its importances as bars', async () => {
    const { code, out } = await show('p/train', '--limit', '2');
    expect(code).toBe(exitCodes.done);
    expect(out).toMatch(/^Objective +reg:squarederror$/m);
    expect(out).toMatch(new RegExp(`^Rounds +${booster.iterations}$`, 'm'));
    const [first = '', most = 0] = [...booster.importance('gain')].sort(([, a], [, b]) => b - a)[0] ?? [];
    const number = Number(most.toPrecision(6));
    expect(out).toMatch(new RegExp(`^Importance by gain\n${first} +${number} +█{20,}\n`, 'm'));
    expect(out).toContain('more features:');
    const { out: byWeight } = await show('p/train', '--importance', 'weight');
    const splits = booster.importance('weight').get(first) ?? 0;
    expect(byWeight).toMatch(new RegExp(`^Importance by weight\n(.+\n)*${first} +${splits} `, 'm'));
  });

  it('prints a tree with every question and leaf of it', async () => {
    const { out } = await show('p/train', '--tree', '1');
    const [dump = ''] = booster.dump().slice(1);
    expect(out.match(/^[│├└─ ]*(yes|no)(, missing)?: /gm)).toHaveLength(dump.trimEnd().split('\n').length - 1);
    expect(out.match(/ {2}gain .*, cover /g)).toHaveLength(dump.match(/yes=/g)?.length ?? 0);
    expect(out).not.toContain('Importance');
  });

  it('says which trees there are, and that other outputs have none', async () => {
    const beyond = await show('p/train', '--tree', '1000');
    expect(beyond.code).toBe(exitCodes.failed);
    expect(beyond.out).not.toContain('Tree 1000');
    expect(beyond.err).toContain('Its trees are numbered 0 to');
    expect(await show('p/encode', '--tree', '0')).toMatchObject({ code: exitCodes.failed });
    expect(await show('p/rows', '--tree', '0')).toMatchObject({ code: exitCodes.usage });
  });

  it('lists what an encoder has learnt', async () => {
    const { out } = await show('p/encode', '--limit', '2');
    expect(out).toMatch(/^OneHotEncoder\nColumns +1\nCategories +3$/m);
    expect(out).toMatch(/^zone +0 +a\nzone +1 +b\n… 1 more row$/m);
  });

  it('gives the same to programs', async () => {
    const { out } = await show('p/train', '--json', '--tree', '0');
    expect(JSON.parse(out)).toMatchObject({
      outputs: [
        {
          kind: 'model',
          model: { title: 'Booster', trees: { count: booster.model.trees.length } },
          importances: { kind: 'gain' },
          tree: { tree: 0, path: [] },
        },
      ],
    });
  });
});

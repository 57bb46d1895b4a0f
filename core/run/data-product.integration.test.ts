import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo, storedRows, storedText } from '../../test/support/run-demo';
import { projectFiles, tempFolder, writeFiles, type BlockSource } from '../../test/support/temp-project';
import { projectAt } from '../project/find-project';
import { readPipeline } from '../project/read-pipeline';
import { validateProject } from '../project/validate';
import { listRuns } from '../store/runs';
import { cleanStore } from './clean-up';

const build: BlockSource = {
  uuid: 'build',
  type: 'custom',
  language: 'typescript',
  source: `import { custom } from 'eider'; export default custom(() => ['a', { b: 2 }]);`,
};
const rows: BlockSource = { uuid: 'rows', type: 'data_loader', language: 'sql', source: 'SELECT 7 AS n' };
const use = (uuid: string, rest = {}): BlockSource => ({
  uuid,
  type: 'global_data_product',
  language: 'sql',
  source: '',
  fields: { configuration: { global_data_product: { uuid: 'training_set', ...rest } } },
});
const reads = (uuid: string, upstream: readonly string[]): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'typescript',
  upstream,
  source: `import { custom } from 'eider'; export default custom((given: Record<string, unknown[]>) => [{ build: given.build, rows: given.rows?.length ?? null }]);`,
});
const registry = (product: Readonly<Record<string, unknown>>) =>
  JSON.stringify({
    training_set: { object_type: 'pipeline', object_uuid: 'make', settings: { build: {}, rows: {} }, ...product },
  });

async function project(consumers: readonly BlockSource[], product = {}): Promise<string> {
  const root = await tempFolder();
  await writeFiles(root, {
    ...projectFiles({ make: [build, rows], demo: consumers }),
    'global_data_products.yaml': registry(product),
  });
  return root;
}
const runsOf = async (root: string) => (await listRuns(root, 'make')).length;

describe('a data product', () => {
  it('is made when it is first read, gives each of its blocks a list, and is not made again', async () => {
    const root = await project([
      use('set'),
      reads('reader', ['set']),
      { uuid: 'sql', language: 'sql', upstream: ['set'], source: 'SELECT n FROM "set".rows' },
    ]);
    const run = await runDemo(root);
    expect(run.finished).toMatchObject({ status: 'completed', executed: 3 });
    expect(JSON.parse(await storedText(root, 'reader'))).toEqual({ build: ['a', { b: 2 }], rows: 1 });
    expect(await storedRows(root, 'sql')).toEqual([[7]]);
    await runDemo(root);
    expect(await runsOf(root)).toBe(1);
  });

  it('is made once for two that ask at the same time, in one run or in two', async () => {
    const root = await project([use('one'), use('two'), reads('a', ['one']), reads('b', ['two'])], {
      outdated_after: { weeks: 1 },
    });
    const [first, second] = await Promise.all([runDemo(root), runDemo(root)]);
    expect([first.finished.status, second.finished.status]).toEqual(['completed', 'completed']);
    expect(await runsOf(root)).toBe(1);
  });

  it('is made again when it is outdated, and gives as many runs as are asked for, the newest first', async () => {
    const root = await project([use('set', { outdated_after: { seconds: 0 } }), reads('reader', ['set'])], {
      settings: { build: { partitions: 2 } },
    });
    await runDemo(root);
    await writeFile(path.join(root, 'custom/build.ts'), build.source.replace("'a'", "'newer'"));
    await runDemo(root);
    expect(await runsOf(root)).toBe(2);
    expect(JSON.parse(await storedText(root, 'reader'))).toEqual({
      build: ['newer', { b: 2 }, 'a', { b: 2 }],
      rows: null,
    });
  });

  it('that cannot be made fails the block that reads it', async () => {
    const root = await project([use('set'), reads('reader', ['set'])]);
    await writeFile(path.join(root, 'data_loaders/rows.sql'), 'SELECT nothing');
    const run = await runDemo(root);
    expect(run.block('set')).toMatchObject({ status: 'failed', failure: { code: 'data_product_failed' } });
    expect(run.block('reader').status).toBe('upstream_failed');
  });

  it('that a block does not name is told before the run, and fails the block', async () => {
    const root = await project([{ ...use('set'), fields: { configuration: {} } }]);
    const { problems } = await readPipeline(projectAt(root), 'demo');
    const message = 'Block set does not say which data product it reads.';
    expect(problems).toEqual([expect.objectContaining({ severity: 'warning', message, line: 6 })]);
    expect((await runDemo(root)).block('set').failure).toMatchObject({ code: 'data_product_missing', message });
  });

  it('that is not registered, or waits for itself, is refused', async () => {
    const unknown = await project([
      { ...use('set'), fields: { configuration: { global_data_product: { uuid: 'gone' } } } },
    ]);
    expect((await runDemo(unknown)).block('set').failure).toMatchObject({
      code: 'data_product_missing',
      remedy: expect.stringContaining('training_set') as string,
    });
    const inside = await project([use('set')]);
    await writeFiles(inside, projectFiles({ make: [build, use('again')], demo: [use('set')] }));
    expect((await runDemo(inside)).block('set').status).toBe('failed');
    const circular = await project([use('set')], { object_uuid: 'demo' });
    expect((await runDemo(circular)).block('set').failure).toMatchObject({ code: 'data_product_cycle' });
  });

  it('keeps what it gives, however often its pipeline runs besides', async () => {
    const root = await project([use('set'), reads('reader', ['set'])], {
      settings: { build: { partitions: 1 }, rows: {} },
    });
    await runDemo(root);
    for (let run = 0; run < 6; run += 1) await runDemo(root, { pipeline: 'make' });
    await runDemo(root);
    expect(JSON.parse(await storedText(root, 'reader'))).toEqual({ build: ['a', { b: 2 }], rows: 1 });
    expect(await runsOf(root)).toBe(7);
  });

  it('is not made again because old runs were cleaned away', async () => {
    const root = await project([use('set'), reads('reader', ['set'])]);
    await runDemo(root);
    await runDemo(root, { pipeline: 'make' });
    await cleanStore(root, { runs: 1, outputs: 1, days: null });
    await runDemo(root);
    expect(await runsOf(root)).toBe(2);
  });

  it.each([
    ['set: { object_uuid: make\n', 'yaml_syntax', 2],
    ['set: { object_uuid: make, outdated_after: { weeks: two }, settings: { rows: {} } }\n', 'field_type', 1],
    ['set: { object_uuid: make, outdated_after: { days: 1 }, settings: { rows: {} } }\n', 'field_unknown', 1],
    ['set: { object_uuid: make, settings: { rowz: {} } }\n', 'data_product_invalid', 1],
    ['set: { object_uuid: mak, settings: { rows: {} } }\n', 'data_product_invalid', 1],
    ['- set\n', 'field_type', 1],
  ])('that the registry does not define rightly is told by validating and by running: %s', async (text, code, line) => {
    const root = await project([use('set', { uuid: 'set' })]);
    await writeFiles(root, { 'global_data_products.yaml': text });
    expect(await validateProject(projectAt(root))).toMatchObject([{ code, line }]);
    expect((await runDemo(root)).block('set').failure).toMatchObject({ code, line });
  });

  it('of another project of the checkout is made there, and its outputs stay while they are read', async () => {
    const checkout = await tempFolder();
    const files = (folder: string, own: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(own).map(([name, text]) => [`${folder}/${name}`, text]));
    const from = use('set', { project: 'features' });
    const direct = { ...use('direct'), fields: { configuration: { global_data_product: { uuid: 'near' } } } };
    await writeFiles(checkout, {
      'settings.yaml': 'projects:\n  features:\n    path: unit_1\n  models:\n    path: unit_2\n',
      ...files('unit_1', { ...projectFiles({ make: [build, rows] }), 'global_data_products.yaml': registry({}) }),
      ...files('unit_2', {
        ...projectFiles({ demo: [from, direct, reads('reader', ['set']), reads('second', ['direct'])] }),
        'global_data_products.yaml': JSON.stringify({
          near: { object_uuid: 'make', project: 'features', repo_path: '/gone', settings: { rows: {} } },
        }),
      }),
    });
    const models = path.join(checkout, 'unit_2');
    expect((await runDemo(models)).finished.status).toBe('completed');
    expect(JSON.parse(await storedText(models, 'reader'))).toEqual({ build: ['a', { b: 2 }], rows: 1 });
    expect(JSON.parse(await storedText(models, 'second'))).toEqual({ rows: 1 });
    expect(await runsOf(path.join(checkout, 'unit_1'))).toBe(2);
    expect(await runsOf(models)).toBe(0);
  });

  it('that needs another which needs it is refused, whoever asks first', async () => {
    const root = await tempFolder();
    const other = (uuid: string): BlockSource => ({
      ...use(`needs_${uuid}`),
      fields: { configuration: { global_data_product: { uuid } } },
    });
    await writeFiles(root, {
      ...projectFiles({ pa: [other('b')], pb: [other('a')], demo: [other('a'), { ...other('b'), uuid: 'second' }] }),
      'global_data_products.yaml': JSON.stringify({ a: { object_uuid: 'pa' }, b: { object_uuid: 'pb' } }),
    });
    const runs = await Promise.all([runDemo(root), runDemo(root)]);
    for (const run of runs) {
      expect(run.finished.status).toBe('failed');
      expect(run.events).toContainEqual(
        expect.objectContaining({ failure: expect.objectContaining({ code: 'data_product_cycle' }) as unknown }),
      );
    }
  });
});

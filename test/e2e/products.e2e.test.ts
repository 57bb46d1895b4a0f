import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { listRuns } from '../../core/store/runs';
import { projectFiles, writeFiles, type BlockSource } from '../support/temp-project';
import { GraphView } from './graph-view';
import { PipelinesView } from './pipelines-view';
import { ProductsView } from './products-view';
import { inVSCode } from './suite';
import { TextEditor } from './text-editor';

const trips: BlockSource = {
  uuid: 'trips',
  type: 'data_loader',
  language: 'sql',
  source: 'SELECT i FROM range(7) t(i)\n',
};
const rides: BlockSource = {
  uuid: 'rides',
  language: 'sql',
  upstream: ['trips'],
  source: 'SELECT i * 2 AS twice FROM trips\n',
};
const set: BlockSource = {
  uuid: 'set',
  type: 'global_data_product',
  language: 'sql',
  source: '',
  fields: { configuration: { global_data_product: { uuid: 'training_set' } } },
};
const model: BlockSource = {
  uuid: 'model',
  language: 'sql',
  upstream: ['set'],
  source: 'SELECT count(*) AS n FROM "set".rides\n',
};

const registry = `# the products of this project
training_set:
  object_type: pipeline
  object_uuid: prepare
  outdated_after: {weeks: 1}
  settings: {rides: {partitions: 1}}
trained_model:
  object_type: pipeline
  object_uuid: train
  settings: {model: {partitions: 2}}
`;

function prepare(folder: string): Promise<void> {
  return writeFiles(folder, {
    ...projectFiles({ prepare: [trips, rides], train: [set, model] }),
    'global_data_products.yaml': registry,
  });
}

inVSCode('Data products', { workspace: null, prepare }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const products = () => new ProductsView(session().workbench);
  const graph = () => new GraphView(session().workbench);
  const editor = () => new TextEditor(session().workbench);

  it('leave blocks that have run as they are', async () => {
    await pipelines().openPipeline('prepare');
    await pipelines().runPipeline('prepare');
    await pipelines().block('rides', '7 rows').waitFor({ timeout: 60_000 });
    await expect.poll(() => pipelines().tooltip('rides'), { timeout: 30_000 }).toContain('Up to date, made');
    expect(await pipelines().description('rides').textContent()).toBe('SQL · 7 rows');
  });

  it('mark a block that was edited, and those below it, and say why', async () => {
    const { workbench } = session();
    await workbench.openFile('data_loaders/trips.sql');
    await editor().retype(1, 'SELECT i FROM range(9) t(i)');
    await editor().save();
    await pipelines().block('trips', 'SQL · out of date · 7 rows').waitFor({ timeout: 30_000 });
    await pipelines().block('rides', 'out of date').waitFor();
    expect(await pipelines().tooltip('rides')).toContain('trips would run first');
  });

  it('mark them in the graph too', async () => {
    await pipelines().showGraph('prepare');
    await graph().block('trips').and(graph().document.locator('[data-freshness="out of date"]')).waitFor();
    expect(await graph().block('trips').getAttribute('aria-label')).toContain('Out of date: its code has changed.');
    await graph().block('trips').getByText('out of date').waitFor();
  });

  it('are listed with their freshness, the blocks they give and those that read them', async () => {
    await products().show();
    await expect
      .poll(() => products().description('training_set').textContent(), { timeout: 30_000 })
      .toBe('outdated · never made · from prepare');
    await products().expand('training_set');
    await expect.poll(() => products().description('rides').textContent()).toBe('gives · newest run');
    await expect.poll(() => products().description('set').textContent()).toBe('read in train');
    await products().expand('trained_model');
    await products().row('No block reads it yet').waitFor();
  });

  it('lead to the blocks and to their place in the registry', async () => {
    const { workbench } = session();
    await products().select('rides');
    await workbench.activeTab('rides.sql').waitFor();
    await products().act('trained_model', 'Open in global_data_products.yaml');
    await workbench.activeTab('global_data_products.yaml').waitFor();
    await editor().position(7, 1).waitFor();
  });

  it('are made from the view, which every other place sees', async () => {
    const { folder } = session();
    await products().act('training_set', 'Make Data Product');
    await expect
      .poll(() => products().description('training_set').textContent(), { timeout: 60_000 })
      .toMatch(/^up to date · made \d\d:\d\d:\d\d · from prepare$/);
    await pipelines()
      .block('rides', /^SQL · 9 rows$/)
      .waitFor();
    await pipelines().showGraph('prepare');
    await graph().block('trips').and(graph().document.locator('[data-freshness=""]')).waitFor();
    const [newest] = await listRuns(folder, 'prepare');
    const log = path.join(folder, '.eider', 'runs', 'prepare', newest?.run ?? '', 'events.jsonl');
    expect(await readFile(log, 'utf8')).toContain('"trigger":"data product training_set"');
  });

  it('are up to date where they are read', async () => {
    await pipelines().openPipeline('train');
    await pipelines().block('set', 'up to date').waitFor({ timeout: 30_000 });
  });

  it('are offered by the palette with the reason why each would be made', async () => {
    const { workbench } = session();
    const { quickInput } = workbench;
    await workbench.runCommand('Eider: Make Data Product');
    await quickInput.row('trained_model').waitFor({ timeout: 30_000 });
    await quickInput.widget.getByText('Outdated: it has never been made.').waitFor();
    await quickInput.pick('trained_model');
    await expect
      .poll(() => products().description('trained_model').textContent(), { timeout: 60_000 })
      .toContain('up to date');
  });

  it('follow their registry when it is edited', async () => {
    const { workbench } = session();
    await workbench.openFile('global_data_products.yaml');
    await editor().retype(5, 'outdated_after: {seconds: 0}');
    await editor().save();
    await expect
      .poll(() => products().description('training_set').textContent(), { timeout: 30_000 })
      .toContain('outdated');
    await pipelines().block('set', 'outdated').waitFor({ timeout: 30_000 });
  });
});

/** Leaves of the sample what neither is a data product nor reads one. */
async function withoutProducts(folder: string): Promise<void> {
  const made = [
    'global_data_products.yaml',
    'pipelines/predict',
    'pipelines/sklearn_training',
    'pipelines/xgboost_training',
  ];
  for (const file of made) await rm(path.join(folder, file), { recursive: true });
}

inVSCode('A project without data products', { prepare: withoutProducts }, (session) => {
  const products = () => new ProductsView(session().workbench);

  it('says what a data product is and how to get one', async () => {
    await products().show();
    await products().welcome.getByText('No data products yet').waitFor();
  });

  it('begins its registry with a button, and lists the product once it is saved', async () => {
    const { workbench, folder } = session();
    await products().pressWelcome('Open global_data_products.yaml');
    await workbench.activeTab('global_data_products.yaml').waitFor();
    await workbench.page.locator('.view-lines').getByText('object_uuid: data_preparation').waitFor();
    await new TextEditor(workbench).save();
    await products().row('training_set').waitFor({ timeout: 30_000 });
    expect(await readFile(path.join(folder, 'global_data_products.yaml'), 'utf8')).toContain('outdated_after');
    await expect
      .poll(() => products().description('training_set').textContent(), { timeout: 30_000 })
      .toBe('outdated · never made · from data_preparation');
    await products().expand('training_set');
    await products().row('build').waitFor();
  });
});

import { chmod, cp } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contentsOf } from '../../../test/support/folder-contents';
import { barePython, pythonWith, withReason } from '../../../test/support/python';
import { tempFolder, writeFiles } from '../../../test/support/temp-project';
import { fixtureFolder } from '../../../test/support/fixture';
import { adoptionSchema, type Adoption, type FoundPlace } from '../../protocol/adoption';
import { parse } from 'valibot';
import { lookAround } from './look';

const python = await barePython();
const withProtobuf = await pythonWith('protobuf'); // its module is google.protobuf

/** What is found, with places as they are read: below the fixture, with a line. */
async function look(name: string): Promise<{ found: Adoption; at: (place: FoundPlace) => string }> {
  const folder = fixtureFolder(name);
  const found = await lookAround(folder, { python: null });
  const at = ({ file, line }: FoundPlace) => `${path.relative(folder, file).replaceAll('\\', '/')}:${line}`;
  return { found, at };
}

describe('a checkout that is shaped like the course', () => {
  it('has its projects, the one without a metadata.yaml among them, and says which are listed only', async () => {
    const { found, at } = await look('mage-course');
    expect(found.projects.map(({ name }) => name)).toEqual(['unit_0_start', 'unit_3_watch']);
    expect(found.absent.map(({ name, place }) => [name, at(place)])).toEqual([
      ['unit_1_preparation', 'mlops/settings.yaml:3'],
      ['unit_2_training', 'mlops/settings.yaml:4'],
    ]);
    expect(parse(adoptionSchema, JSON.parse(JSON.stringify(found)))).toEqual(found);
  });

  it('has pipelines without problems, and blocks whose named files are elsewhere', async () => {
    const [, unit] = (await look('mage-course')).found.projects;
    expect(unit?.problems).toEqual([]);
    expect(unit?.pipelines.map(({ uuid, blocks, charts, reason }) => [uuid, blocks, charts, reason])).toEqual([
      ['automatic_retraining', 3, 0, null],
      ['data_preparation', 3, 3, null],
      ['predict', 3, 0, null],
      ['regression_training', 2, 0, null],
      ['sklearn_training', 5, 0, null],
    ]);
    expect(unit?.fallbacks.map(({ block, used }) => [block, used])).toEqual([
      ['ingest', 'data_loaders/ingest.py'],
      ['prepare', 'transformers/prepare.py'],
      ['load_models', 'custom/load_models.py'],
      ['hyperparameter_tuning/sklearn', 'transformers/hyperparameter_tuning/sklearn.py'],
    ]);
    expect(unit?.unused).toEqual([]);
  });

  it('has triggers that are active in their files, products, an interaction and a dashboard', async () => {
    const [, unit] = (await look('mage-course')).found.projects;
    expect(unit?.triggers.map(({ name, kind, interval, active }) => [name, kind, interval, active])).toEqual([
      ['Retrain models hourly', 'time', '@hourly', true],
      ['Real-time predictions', 'api', null, true],
    ]);
    expect(unit?.products.map(({ name }) => name)).toEqual(['training_set', 'regression']);
    expect(unit?.interactions.map(({ name }) => name)).toEqual(['playground']);
    expect(unit?.dashboards.map(({ name }) => name)).toEqual(['presenters/overview/dashboard']);
    expect(unit?.findings.map(({ feature, stops }) => [feature, stops])).toEqual([['Alerts', false]]);
  });

  it('needs packages that its blocks and the modules of its root import, and others that are required', async () => {
    const { found, at } = await look('mage-course');
    expect(
      found.projects[1]?.packages.map(({ name, required, place, installed }) => [name, required, at(place), installed]),
    ).toEqual([
      ['numpy', null, 'mlops/utils/trips.py:3', null],
      ['pandas', 'pandas', 'mlops/unit_3_watch/data_loaders/ingest.py:1', null],
      ['scikit-learn', 'scikit-learn', 'mlops/unit_3_watch/data_exporters/build.py:1', null],
      ['pyarrow', 'pyarrow', 'mlops/requirements.txt:3', null],
      ['mlflow', 'mlflow==2.12.1', 'mlops/requirements.txt:5', null],
    ]);
  });

  it('is as it was when it has been looked at, even where nothing may be written', async () => {
    const folder = path.join(await tempFolder(), 'mage-course');
    await cp(fixtureFolder('mage-course'), folder, { recursive: true });
    const before = await contentsOf(folder);
    const places = [folder, ...Object.keys(before).map((name) => path.join(folder, name))];
    onTestFinished(async () => {
      for (const place of places) await chmod(place, 0o755);
    });
    for (const place of places.toReversed()) await chmod(place, 0o555);
    await lookAround(folder, { python: 'command' in python ? { chosen: python.command } : null });
    expect(await contentsOf(folder)).toEqual(before);
  });
});

it('finds unused files and dashboards in a project below a hidden folder, and dashboards in a hidden folder', async () => {
  const folder = path.join(await tempFolder(), '.worktrees', 'shop');
  await writeFiles(folder, {
    'metadata.yaml': 'project_type: standalone\n',
    'pipelines/p/metadata.yaml': 'name: p\nuuid: p\ntype: python\nblocks: []\n',
    'custom/more/forgotten.py': '',
    'custom/.hidden/a.py': '',
    'custom/__pycache__/b.py': '',
    '.presenters/overview/block_layout.yaml': '',
  });
  const { projects } = await lookAround(folder, { python: null });
  expect(projects[0]?.unused.map(({ file }) => path.relative(folder, file))).toEqual(['custom/more/forgotten.py']);
  expect(projects[0]?.dashboards.map(({ name }) => name)).toEqual(['.presenters/overview']);
});

it('looks on where a requirements.txt cannot be read', async () => {
  const folder = await tempFolder();
  await writeFiles(folder, {
    'metadata.yaml': 'project_type: standalone\n',
    'pipelines/p/metadata.yaml':
      'name: p\nuuid: p\ntype: python\nblocks:\n- {uuid: a, name: a, type: custom, language: python}\n',
    'custom/a.py': 'import pandas\n',
    'requirements.txt': '-r .\n-r nowhere.txt\npandas<3\n',
  });
  const { projects } = await lookAround(folder, { python: null });
  expect(projects[0]?.packages.map(({ name, required }) => [name, required])).toEqual([['pandas', 'pandas<3']]);
});

it('counts no lines of a requirements.txt that name no package, or one of other machines only', async () => {
  const folder = await tempFolder();
  await writeFiles(folder, {
    'metadata.yaml': 'project_type: standalone\n',
    'pipelines/p/metadata.yaml': 'name: p\nuuid: p\ntype: python\nblocks: []\n',
    'requirements.txt': [
      'pywin32>=300; sys_platform == "win32"',
      'local/package',
      'built-1.0-py3-none-any.whl',
      'git+https://example.org/package.git',
      'plain==1.0 \\',
      '    --hash=sha256:00',
      'other>=2 # why',
    ].join('\n'),
  });
  const { projects } = await lookAround(folder, { python: null });
  expect(projects[0]?.packages.map(({ name, required }) => [name, required])).toEqual([
    ['plain', 'plain==1.0'],
    ['other', 'other>=2'],
  ]);
});

it.skipIf('unavailable' in withProtobuf)(
  withReason('finds a required package whose module has another name', withProtobuf),
  async () => {
    const folder = await tempFolder();
    await writeFiles(folder, {
      'metadata.yaml': 'project_type: standalone\n',
      'pipelines/p/metadata.yaml': 'name: p\nuuid: p\ntype: python\nblocks: []\n',
      'requirements.txt': 'protobuf\nprotobuf-that-is-none\n',
    });
    const chosen = 'command' in withProtobuf ? withProtobuf.command : null;
    const { projects } = await lookAround(folder, { python: { chosen } });
    expect(projects[0]?.packages.map(({ name, installed }) => [name, installed])).toEqual([
      ['protobuf', true],
      ['protobuf-that-is-none', false],
    ]);
  },
);

it('names each feature that is not there, what of the project uses it, and where', async () => {
  const { found, at } = await look('mage-unsupported');
  const [project] = found.projects;
  expect(project?.findings.map(({ feature, stops, place }) => [feature, stops, at(place)])).toEqual([
    ['Remote storage of outputs', false, 'metadata.yaml:2'],
    ['Global hooks', false, 'metadata.yaml:4'],
    ['Pipelines of type pyspark', true, 'pipelines/big/metadata.yaml:1'],
    ['Pipelines of type streaming', true, 'pipelines/clicks/metadata.yaml:4'],
    ['Blocks that do not run', true, 'pipelines/mixed/metadata.yaml:7'],
    ['Blocks that do not run', true, 'pipelines/mixed/metadata.yaml:11'],
    ['Blocks that do not run', true, 'pipelines/mixed/metadata.yaml:15'],
    ['Remote executors', false, 'pipelines/mixed/metadata.yaml:2'],
    ['Remote executors', false, 'pipelines/mixed/metadata.yaml:18'],
    ['Triggers by events', false, 'pipelines/mixed/triggers.yaml:2'],
    ['Pipelines of type integration', true, 'pipelines/orders/metadata.yaml:1'],
    ['Module mage_ai.io.snowflake', true, 'custom/fine.py:6'],
  ]);
  expect(project?.pipelines.find(({ uuid }) => uuid === 'clicks')?.reason).toContain('waits for messages without end');
  expect(project?.unused.map(at)).toEqual(['custom/forgotten.py:1']);
  expect(project?.packages.map(({ name, required, optional }) => [name, required, optional])).toEqual([
    ['polars', 'polars==1.2.0', false],
    ['scikit-learn', null, false],
    ['ujson', null, true],
  ]);
});

describe.skipIf('unavailable' in python)(withReason('an interpreter', python), { timeout: 60_000 }, () => {
  it('says which packages it lacks, and is only then taken for asked', async () => {
    const chosen = 'command' in python ? python.command : '';
    const { projects } = await lookAround(fixtureFolder('mage-course'), { python: { chosen } });
    expect(projects[1]?.interpreter).toMatchObject({ state: 'found', command: chosen });
    expect(projects[1]?.packages.map(({ name, installed }) => [name, installed])).toEqual([
      ['numpy', false],
      ['pandas', false],
      ['scikit-learn', false],
      ['pyarrow', false],
      ['mlflow', false],
    ]);
  });
});

it('tells of an interpreter that cannot be started, and the rest all the same', async () => {
  const { projects } = await lookAround(fixtureFolder('mage-course'), { python: { chosen: '/nowhere/python' } });
  expect(projects[1]?.interpreter).toMatchObject({ state: 'missing', failure: { code: 'python_missing' } });
  expect(projects[1]?.packages).toHaveLength(5);
});

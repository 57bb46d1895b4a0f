import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPipeline, createProject } from './create';
import { createBlock, planBlock, type NewBlock } from './create-block';
import { deleteBlock, usesOfBlockFile } from './delete-block';
import { findProject, projectAt } from './find-project';
import { pipelineFile, readPipeline } from './read-pipeline';
import { temporaryFolder, temporaryProject } from './test-support';
import type { Project } from './types';

const code = (expected: string) => ({ problem: { code: expected } });
const text = (project: Project, ...names: string[]) => readFile(path.join(project.root, ...names), 'utf8');
const sql = (name: string, ...upstream: string[]): NewBlock => ({
  name,
  type: 'transformer',
  language: 'sql',
  template: 'empty',
  upstream,
});

describe('createProject', () => {
  it('makes a project that is found and reads without a problem', async () => {
    const folder = await temporaryFolder();
    const project = await createProject(folder, 'taxi');
    expect(project).toEqual({ root: path.join(folder, 'taxi'), name: 'taxi' });
    expect(await findProject(project.root)).toEqual(project);
    expect((await readdir(project.root)).sort()).toEqual(['.gitignore', 'metadata.yaml', 'pipelines', 'tsconfig.json']);
    expect(await text(project, '.gitignore')).toBe('.eider/\n');
  });

  it('leaves what a folder holds already', async () => {
    const folder = await temporaryFolder({ 'old/.gitignore': 'data', 'old/tsconfig.json': '{}', 'old/notes.md': '' });
    const project = await createProject(folder, 'old');
    expect(await text(project, '.gitignore')).toBe('data\n.eider/\n');
    expect(await text(project, 'tsconfig.json')).toBe('{}');
  });

  it('refuses a project that exists and a name that is no folder', async () => {
    const folder = await temporaryFolder({ 'old/pipelines/': '' });
    await expect(createProject(folder, 'old')).rejects.toMatchObject(code('exists'));
    for (const name of ['', '..', 'a/b', 'a:b', 'NUL', 'end.']) {
      await expect(createProject(folder, name)).rejects.toMatchObject(code('name_invalid'));
    }
  });
});

describe('createPipeline', () => {
  it('makes an empty pipeline named after its cleaned name', async () => {
    const project = await temporaryProject();
    expect(await createPipeline(project, '2024 Taxi/Trips')).toBe('letter_2024_taxi_trips');
    const { pipeline, problems } = await readPipeline(project, 'letter_2024_taxi_trips');
    expect(problems).toEqual([]);
    expect(pipeline).toMatchObject({ name: '2024 Taxi/Trips', type: 'python', blocks: [] });
  });

  it('refuses a pipeline that exists and a name without letters', async () => {
    const project = await temporaryProject({ 'pipelines/taxi/metadata.yaml': '' });
    await expect(createPipeline(project, 'Taxi')).rejects.toMatchObject(code('exists'));
    await expect(createPipeline(project, ' ?! ')).rejects.toMatchObject(code('name_invalid'));
  });
});

describe('createBlock', () => {
  const withPipeline = async (extra: Record<string, string> = {}) => {
    const project = await temporaryProject(extra);
    await createPipeline(project, 'taxi');
    return project;
  };

  it('writes the file and the entry, and the pipeline reads without an error', async () => {
    const project = await withPipeline();
    const load = { ...sql('Load Trips'), type: 'data_loader', template: 'load_parquet' } as const;
    expect((await createBlock(project, 'taxi', load)).entry.uuid).toBe('load_trips');
    await createBlock(project, 'taxi', { ...sql('sub/prepare', 'load_trips'), language: 'typescript' });
    await createBlock(project, 'taxi', { ...sql('trips'), type: 'global_data_product', language: 'python' });
    const { pipeline, problems } = await readPipeline(project, 'taxi');
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(pipeline?.blocks.map(({ uuid, upstream }) => [uuid, upstream])).toEqual([
      ['load_trips', []],
      ['sub/prepare', ['load_trips']],
      ['trips', []],
    ]);
    expect(await text(project, 'data_loaders', 'load_trips.sql')).toContain('read_parquet');
    expect(await text(project, 'transformers', 'sub', 'prepare.ts')).toContain('(loadTrips: Table');
  });

  it('keeps all of several blocks that are made at the same time', async () => {
    const project = await withPipeline();
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => createBlock(project, 'taxi', sql(name))));
    const { pipeline } = await readPipeline(project, 'taxi');
    expect(pipeline?.blocks.map(({ uuid }) => uuid).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('never overwrites a file, and reuses one only when asked', async () => {
    const project = await withPipeline({ 'transformers/mine.sql': 'select 42' });
    await expect(createBlock(project, 'taxi', sql('mine'))).rejects.toMatchObject(code('exists'));
    expect((await readPipeline(project, 'taxi')).pipeline?.blocks).toEqual([]);
    expect(await createBlock(project, 'taxi', { ...sql('mine'), reuseFile: true })).toMatchObject({ contents: null });
    expect(await text(project, 'transformers', 'mine.sql')).toBe('select 42');
  });

  it('refuses a taken uuid, an unknown upstream, an unknown template and a broken pipeline, and writes nothing', async () => {
    const project = await withPipeline();
    await createBlock(project, 'taxi', sql('prepare'));
    await expect(createBlock(project, 'taxi', sql('Prepare'))).rejects.toMatchObject(code('uuid_duplicate'));
    await expect(createBlock(project, 'taxi', sql('b', 'prepar'))).rejects.toMatchObject({
      problem: { code: 'upstream_unknown', remedy: 'Did you mean prepare?' },
    });
    await expect(createBlock(project, 'taxi', { ...sql('b'), template: 'x' })).rejects.toMatchObject(
      code('template_unknown'),
    );
    await writeFile(pipelineFile(project, 'taxi'), 'blocks: [\n');
    await expect(createBlock(project, 'taxi', sql('b'))).rejects.toMatchObject(code('yaml_syntax'));
    await expect(createBlock(project, 'gone', sql('b'))).rejects.toMatchObject(code('pipeline_missing'));
    expect(await readdir(path.join(project.root, 'transformers'))).toEqual(['prepare.sql']);
  });

  it('can be planned on a text that is not saved yet', async () => {
    const project = await withPipeline();
    const unsaved = 'blocks:\n- { uuid: a, type: custom }\n';
    const plan = await planBlock(project, 'taxi', sql('b', 'a'), { text: unsaved });
    expect(plan).toMatchObject({ entry: { uuid: 'b', upstream: ['a'] }, contents: 'select *\nfrom "a"\n' });
  });
});

describe('deleteBlock', () => {
  const shared = async () => {
    const folder = await temporaryFolder({
      'settings.yaml': 'projects: { one: {}, two: {} }\n',
      'one/pipelines/p/metadata.yaml':
        'blocks:\n- { uuid: a, type: custom, language: sql }\n- { uuid: b, type: custom, language: sql, upstream_blocks: [a] }\n',
      'one/custom/a.sql': '',
      'one/custom/b.sql': '',
      'two/pipelines/q/metadata.yaml':
        'blocks:\n- { uuid: x, type: custom, configuration: { file_source: { path: one/custom/b.sql } } }\n',
    });
    return projectAt(path.join(folder, 'one'));
  };

  it('takes the block out of the pipeline and deletes its file only when asked', async () => {
    const project = await shared();
    const file = path.join(project.root, 'custom', 'a.sql');
    expect(await deleteBlock(project, 'p', 'a', { deleteFile: true })).toBe(file);
    expect(await readdir(path.dirname(file))).toEqual(['b.sql']);
    expect(await text(project, 'pipelines', 'p', 'metadata.yaml')).toBe(
      'blocks:\n- { uuid: b, type: custom, language: sql, upstream_blocks: [] }\n',
    );
    expect(await deleteBlock(project, 'p', 'b', { deleteFile: false })).toBeNull();
    expect(await readdir(path.dirname(file))).toEqual(['b.sql']);
  });

  it('keeps a file that another block uses, and says which', async () => {
    const project = await shared();
    const uses = await usesOfBlockFile(project, path.join(project.root, 'custom', 'b.sql'));
    expect(uses.map((use) => `${use.project.name}/${use.pipeline}/${use.block}`)).toEqual(['one/p/b', 'two/q/x']);
    const before = await text(project, 'pipelines', 'p', 'metadata.yaml');
    await expect(deleteBlock(project, 'p', 'b', { deleteFile: true })).rejects.toMatchObject({
      problem: { code: 'block_file_used', message: expect.stringContaining('q/x') as string },
    });
    expect(await text(project, 'pipelines', 'p', 'metadata.yaml')).toBe(before);
  });

  it('refuses a block that is not there', async () => {
    await expect(deleteBlock(await shared(), 'p', 'z', { deleteFile: true })).rejects.toMatchObject(
      code('block_unknown'),
    );
  });
});

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProject, findProjectsUnder } from './find-project';
import { temporaryFolder } from './test-support';

const below = (folder: string, project: { root: string }) => path.relative(folder, project.root).replaceAll('\\', '/');

describe('findProject', () => {
  it('finds the nearest project at or above a folder or a file', async () => {
    const folder = await temporaryFolder({
      'outer/metadata.yaml': 'project_type: main\n',
      'outer/pipelines/p/metadata.yaml': 'blocks: []\n',
      'outer/inner/pipelines/q/metadata.yaml': 'blocks: []\n',
      'outer/inner/transformers/sub/x.py': '',
    });
    expect(below(folder, await findProject(path.join(folder, 'outer/inner/transformers/sub/x.py')))).toBe(
      'outer/inner',
    );
    expect(below(folder, await findProject(path.join(folder, 'outer/pipelines/p')))).toBe('outer');
    expect((await findProject(path.join(folder, 'outer'))).name).toBe('outer');
  });

  it('prefers a real project above to a mere pipelines folder', async () => {
    const folder = await temporaryFolder({
      'p/metadata.yaml': 'project_type: standalone\n',
      'p/src/pipelines/code.py': '',
      'alone/pipelines/': '',
    });
    expect(below(folder, await findProject(path.join(folder, 'p/src')))).toBe('p');
    expect(below(folder, await findProject(path.join(folder, 'alone/pipelines')))).toBe('alone');
  });

  it('says what to do where there is no project', async () => {
    const folder = await temporaryFolder({ 'metadata.yaml': 'title: something else\n' });
    await expect(findProject(folder)).rejects.toMatchObject({
      problem: { code: 'project_not_found', remedy: expect.stringContaining('--project') as string },
    });
  });
});

describe('findProjectsUnder', () => {
  it('finds projects down to three levels, and none inside a project, a package or a dot folder', async () => {
    const pipeline = 'pipelines/p/metadata.yaml';
    const folder = await temporaryFolder({
      [`one/${pipeline}`]: '',
      [`one/nested/${pipeline}`]: '',
      [`a/b/deep/${pipeline}`]: '',
      [`a/b/c/too_deep/${pipeline}`]: '',
      [`node_modules/x/${pipeline}`]: '',
      [`.venv/x/${pipeline}`]: '',
      'python_package/pipelines/code.py': '',
    });
    const found = await findProjectsUnder(folder);
    expect(found.map((project) => below(folder, project))).toEqual(['a/b/deep', 'one']);
  });

  it('finds the projects that settings.yaml lists, leniently, and the folder itself only with pipelines of its own', async () => {
    const folder = await temporaryFolder({
      'metadata.yaml': 'project_type: main\n',
      'settings.yaml': 'projects:\n  unit_0:\n  unit_1:\n  third:\n    path: units/three\n',
      'unit_0/pipelines/': '',
      'units/three/pipelines/p/metadata.yaml': '',
    });
    expect((await findProjectsUnder(folder)).map((project) => below(folder, project))).toEqual([
      'unit_0',
      'units/three',
    ]);
  });

  it('stops when it is cancelled', async () => {
    const folder = await temporaryFolder();
    await expect(findProjectsUnder(folder, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

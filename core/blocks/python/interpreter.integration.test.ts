import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { barePython, withReason } from '../../../test/support/python';
import { findInterpreter } from './interpreter';
import { pythonCandidates } from './python-candidates';

const python = await barePython();
const command = 'command' in python ? python.command : '';
const VARIABLES = [
  'EIDER_PYTHON',
  'VIRTUAL_ENV',
  'UV_PROJECT_ENVIRONMENT',
  'CONDA_PREFIX',
  'CONDA_DEFAULT_ENV',
  'CONDA_EXE',
];

let top = '';
let project = '';

beforeEach(async () => {
  top = await realpath(await mkdtemp(path.join(tmpdir(), 'eider-interpreter-')));
  project = path.join(top, 'checkout', 'shop');
  await mkdir(project, { recursive: true });
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  for (const name of ['PYENV_ROOT', 'UV_PYTHON_INSTALL_DIR', 'MAMBA_ROOT_PREFIX'])
    vi.stubEnv(name, path.join(top, name));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(top, { recursive: true, force: true });
});

/** A folder that has a Python at its usual place, as environments have. */
async function environment(folder: string, target = command): Promise<string> {
  await mkdir(path.join(folder, 'bin'), { recursive: true });
  const file = path.join(folder, 'bin', 'python');
  await symlink(target, file);
  return file;
}
async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
const sources = async (root: string | null = null) =>
  (await pythonCandidates(project, root)).candidates.map(({ source }) => source);
const onPath = ['python3 on the path', 'python on the path'];

describe.skipIf(command === '')(withReason('the Python of a project', python), () => {
  it('is that of an environment in the project, then above it, then an active one, then what is on the path', async () => {
    await write(path.join(top, 'checkout', '.git', 'HEAD'), '');
    for (const folder of [
      path.join(project, '.venv'),
      path.join(project, 'venv'),
      path.join(top, 'checkout', '.venv'),
      path.join(top, '.venv'),
      path.join(top, 'active'),
      path.join(top, 'conda'),
      path.join(project, 'made-by-uv'),
    ])
      await environment(folder);
    vi.stubEnv('VIRTUAL_ENV', path.join(top, 'active'));
    vi.stubEnv('CONDA_PREFIX', path.join(top, 'conda'));
    vi.stubEnv('UV_PROJECT_ENVIRONMENT', 'made-by-uv');
    expect(await sources()).toEqual([
      '.venv of shop',
      'venv of shop',
      '.venv of checkout', // the one above the checkout is none of its business
      'active virtual environment',
      'active conda environment',
      'variable UV_PROJECT_ENVIRONMENT',
      ...onPath,
    ]);
    expect(await findInterpreter(project, null, null)).toMatchObject({
      command: path.join(project, '.venv', 'bin', 'python'),
      source: '.venv of shop',
      passed: [],
    });
  });

  it('may lie in the outer folder of several projects', async () => {
    await environment(path.join(top, 'checkout', '.venv'));
    expect(await sources()).toEqual(onPath);
    expect(await sources(path.join(top, 'checkout'))).toEqual(['.venv of checkout', ...onPath]);
  });

  it('is the conda environment that the project names, unless another than base is active', async () => {
    await write(path.join(project, 'environment.yml'), 'name: sales\ndependencies: [python=3.11]\n');
    const base = path.join(top, 'MAMBA_ROOT_PREFIX');
    await environment(base);
    await environment(path.join(base, 'envs', 'sales'));
    vi.stubEnv('CONDA_PREFIX', base);
    vi.stubEnv('CONDA_DEFAULT_ENV', 'base');
    const named = 'conda environment sales, of environment.yml';
    expect(await sources()).toEqual([named, 'active conda environment', ...onPath]);
    vi.stubEnv('CONDA_DEFAULT_ENV', 'other');
    expect(await sources()).toEqual(['active conda environment', named, ...onPath]);
    await environment(path.join(project, '.conda'));
    expect((await sources())[0]).toBe('.conda of shop');
  });

  it('is the newest installed one of the version that .python-version names', async () => {
    await write(path.join(project, '.python-version'), '# for everybody\n3.11\n');
    for (const version of ['3.11.2', '3.11.10', '3.12.1', '3.1.1']) {
      await environment(path.join(top, 'PYENV_ROOT', 'versions', version));
    }
    const { candidates } = await pythonCandidates(project, null);
    expect(candidates[0]).toEqual({
      command: [path.join(top, 'PYENV_ROOT', 'versions', '3.11.10', 'bin', 'python')],
      source: 'version 3.11, of .python-version',
    });
  });

  it('is not one of an environment that is broken, which is told', async () => {
    await environment(path.join(project, '.venv'), path.join(top, 'gone'));
    await write(path.join(project, 'venv', 'pyvenv.cfg'), 'home = /gone\n');
    const found = await findInterpreter(project, null, null);
    expect(found.source).toBe('python3 on the path');
    expect(path.isAbsolute(found.command)).toBe(true);
    expect(found.passed).toEqual([
      `The virtual environment ${path.join(project, '.venv')} is broken: its Python is gone.`,
      `The virtual environment ${path.join(project, 'venv')} is broken: its Python is gone.`,
    ]);
  });

  it('is not one that is too old; that one was chosen is an error that says who chose it', async () => {
    const old = path.join(project, '.venv', 'bin', 'python');
    await write(old, `#!/bin/sh\necho '{"major": 3, "minor": 8, "version": "3.8.1", "executable": "${old}"}'\n`);
    await chmod(old, 0o755);
    const found = await findInterpreter(project, null, null);
    expect(found.passed).toEqual([`${old} (.venv of shop) is Python 3.8.1, which is too old.`]);
    await expect(findInterpreter(project, null, old, 'setting eider.python')).rejects.toMatchObject({
      problem: {
        code: 'python_too_old',
        message: `${old} (setting eider.python) is Python 3.8.1; blocks need 3.9 or newer.`,
      },
    });
  });

  it('may be chosen as the folder of an environment, by the variable for all, and over everything that is found', async () => {
    await environment(path.join(project, '.venv'));
    const chosen = await environment(path.join(project, 'mine'));
    expect((await findInterpreter(project, null, 'mine')).command).toBe(chosen);
    vi.stubEnv('EIDER_PYTHON', chosen);
    expect(await findInterpreter(project, null, null)).toMatchObject({
      command: chosen,
      source: 'variable EIDER_PYTHON',
    });
    vi.stubEnv('EIDER_PYTHON', path.join(top, 'gone'));
    await expect(findInterpreter(project, null, null)).rejects.toMatchObject({
      problem: { code: 'python_missing', message: expect.stringContaining('variable EIDER_PYTHON') as string },
    });
  });

  it('is asked without what the project calls like a module of Python', async () => {
    await write(path.join(project, 'json.py'), 'raise SystemExit("not this one")\n');
    await environment(path.join(project, '.venv'));
    const { version } = await findInterpreter(project, null, null);
    expect(version).toBe(
      execFileSync(command, ['-c', 'import platform; print(platform.python_version())'], { encoding: 'utf8' }).trim(),
    );
  });
});

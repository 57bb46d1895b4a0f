import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { virtualPython } from '../../core/blocks/python/environment-folder';
import { expandPath } from './expand-path';

it.each([
  ['.venv/bin/python', '/work/shop/.venv/bin/python'],
  ['.venv', '/work/shop/.venv'],
  ['${workspaceFolder}/env/bin/python', '/work/shop/env/bin/python'],
  ['~/envs/a/bin/python', path.join(homedir(), 'envs/a/bin/python')],
  ['${userHome}/a/python', path.join(homedir(), 'a/python')],
  ['~other/python', '/work/shop/~other/python'],
  ['/usr/bin/python3', '/usr/bin/python3'],
  ['python3.12', 'python3.12'],
])('the setting %s is the interpreter %s', async (text, expected) => {
  expect(await expandPath(text, '/work/shop')).toBe(expected);
});

it('a mere name is an environment of the folder where there is one, else a program', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'eider-expand-'));
  try {
    const python = virtualPython(path.join(folder, 'venv'));
    await mkdir(path.dirname(python), { recursive: true });
    await writeFile(python, '');
    await mkdir(path.join(folder, 'python3')); // of modules, say
    expect(await expandPath('venv', folder)).toBe(path.join(folder, 'venv'));
    expect(await expandPath('python3', folder)).toBe('python3');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

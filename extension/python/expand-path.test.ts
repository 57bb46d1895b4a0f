import { homedir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
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
])('the setting %s is the interpreter %s', (text, expected) => {
  expect(expandPath(text, '/work/shop')).toBe(expected);
});

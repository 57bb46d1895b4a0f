import { expect, it } from 'vitest';
import { isOfProject } from './watched-files';

it.each([
  ['custom/a.py', true],
  ['pipelines/venv_check/metadata.yaml', true],
  ['.eider/runs/1/a.sql', false],
  ['.venv/lib/python3.12/site-packages/pandas/core.py', false],
  ['py312/lib/python3.12/site-packages/pandas/core.py', false],
  ['venv\\Lib\\site-packages\\pip\\a.py', false],
])('looks again when %s changes: %s', (file, again) => {
  expect(isOfProject(file)).toBe(again);
});

import { expect, it } from 'vitest';
import { isOfProject } from './watched-files';

it.each([
  ['/work/shop/custom/a.py', true],
  ['/work/shop/pipelines/venv_check/metadata.yaml', true],
  ['/work/shop/.eider/runs/1/a.sql', false],
  ['/work/shop/.venv/lib/python3.12/site-packages/pandas/core.py', false],
  ['/work/shop/py312/lib/python3.12/site-packages/pandas/core.py', false],
  ['C:\\work\\shop\\venv\\Lib\\site-packages\\pip\\a.py', false],
])('looks again when %s changes: %s', (file, again) => {
  expect(isOfProject(file)).toBe(again);
});

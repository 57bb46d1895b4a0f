import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { contentsOf } from '../../test/support/folder-contents';
import { mlflowStore, writeSqlite } from '../../test/support/mlflow-store';
import { tempFolder } from '../../test/support/temp-project';
import { EiderError } from '../errors';
import { mlflowTable } from '../protocol/mlflow';
import { mlflowFile, readMlflow } from './mlflow';

async function database(sql: string): Promise<string> {
  const folder = await tempFolder();
  await writeSqlite(mlflowFile(folder), sql);
  return folder;
}

it('gives runs, also those that nobody has ended, with tags, parameters and the newest metrics', async () => {
  const folder = await database(mlflowStore);
  const before = await contentsOf(folder);
  const reading = await readMlflow(mlflowFile(folder));
  expect(reading?.runs).toEqual([
    {
      run: 'b',
      name: 'calm-owl',
      experiment: 'trips',
      status: 'finished',
      startedAt: 2000,
      endedAt: 2500,
      metrics: { mse: null },
      params: {},
      tags: {},
    },
    {
      run: 'a',
      name: 'train:tune',
      experiment: 'trips',
      status: 'running',
      startedAt: 1000,
      endedAt: null,
      metrics: { rmse: 5.25 },
      params: { max_depth: '10' },
      tags: { model: 'Booster' },
    },
  ]);
  expect(await contentsOf(folder)).toEqual(before);
  const { columns, rows } = mlflowTable(reading?.runs ?? []);
  expect([columns.map(({ title }) => title), ...rows]).toEqual([
    ['started', 'run', 'experiment', 'status', 'mse', 'rmse', 'model', 'max_depth'],
    ['1970-01-01 00:00:02', 'calm-owl', 'trips', 'finished', 'NaN', '', '', ''],
    ['1970-01-01 00:00:01', 'train:tune', 'trips', 'running', '', '5.25', 'Booster', '10'],
  ]);
});

it('reads a database that keeps a write-ahead log', async () => {
  const folder = await database(mlflowStore);
  const file = mlflowFile(folder);
  const bytes = await readFile(file);
  bytes[18] = 2; // what SQLite sets in the header when the mode is switched on
  bytes[19] = 2;
  await writeFile(file, bytes);
  expect((await readMlflow(file))?.runs).toHaveLength(2);
});

it('says what is wrong with a file that is no database, or none of MLflow’s; nothing where there is none', async () => {
  const code = async (file: string) =>
    readMlflow(file).then(
      () => 'none',
      (error: unknown) => (error instanceof EiderError ? error.problem.code : String(error)),
    );
  const folder = await tempFolder();
  await writeFile(
    path.join(folder, 'text.db'),
    'not a database, and longer than the header of one would be. '.repeat(20),
  );
  expect(await code(path.join(folder, 'text.db'))).toBe('sqlite_unreadable');
  expect(await code(mlflowFile(await database('CREATE TABLE a (b);')))).toBe('mlflow_unreadable');
  expect(await readMlflow(path.join(folder, 'missing.db'))).toBeNull();
});

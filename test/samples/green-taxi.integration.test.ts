import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderTemplates } from '../../core/blocks/sql/template';
import { compareCodePoints } from '../../core/learn/encode/code-points';
import type { Categories, FeatureColumns } from '../../core/learn/encode/columns';
import { storedValues } from '../../core/learn/encode/csr';
import { DictVectorizer } from '../../core/learn/encode/dict-vectorizer';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sample = path.join(root, 'samples', 'green-taxi');
const realData = process.env['EIDER_TAXI_DATA'] ?? path.join(root, '..', 'shared', 'data', 'green-taxi');
const hasRealData = existsSync(path.join(realData, '2024', '01.parquet'));
const whyNot = hasRealData ? '' : ` (skipped: no TLC files in ${realData}; set EIDER_TAXI_DATA to their folder)`;

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run(`SET file_search_path = '${sample.replaceAll("'", "''")}'`);
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

/** A block's SQL with its templates replaced and its variables set on the connection. */
async function sqlOf(file: string, upstream: readonly string[], dataDir: string): Promise<string> {
  const source = await readFile(path.join(sample, file), 'utf8');
  const variables = {
    split_on_feature: 'lpep_pickup_datetime',
    split_on_feature_value: '2024-02-01',
    target: 'duration',
    data_dir: dataDir,
  };
  const rendered = renderTemplates(source, {
    file,
    upstream,
    variables,
    environment: () => null,
    secret: String,
    tables: new Set(),
    blockOutput: String,
  });
  for (const [name, value] of rendered.bindings) {
    await connection.run(`SET VARIABLE "${name}" = '${String(value).replaceAll("'", "''")}'`);
  }
  return rendered.text;
}

/** Runs `ingest` and `prepare` as far as their tables: `ingest`, `all`, `train`, `validation`. */
async function prepare(dataDir: string): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE ingest AS ${await sqlOf('data_loaders/ingest.sql', [], dataDir)}`);
  await connection.run('DROP TABLE IF EXISTS "all"; DROP TABLE IF EXISTS train; DROP TABLE IF EXISTS validation');
  await connection.run(await sqlOf('transformers/prepare.sql', ['ingest'], dataDir));
}

async function column(table: string, name: string): Promise<unknown[]> {
  const [values] = (await connection.runAndReadAll(`SELECT "${name}" FROM "${table}"`)).getColumnsJS();
  return [...(values ?? [])];
}

async function features(table: string): Promise<FeatureColumns> {
  const routes = (await column(table, 'PU_DO')).map(String);
  const categories = [...new Set(routes)].sort(compareCodePoints);
  const codeOf = new Map(categories.map((route, code) => [route, code]));
  const PU_DO: Categories = {
    kind: 'categorical',
    categories,
    codes: Int32Array.from(routes, (route) => codeOf.get(route) ?? -1),
  };
  return {
    PU_DO,
    trip_distance: { kind: 'numeric', values: Float64Array.from(await column(table, 'trip_distance'), Number) },
  };
}

/** What `build.ts` makes of the tables, in the same steps. */
async function build(): Promise<Record<'X' | 'X_train' | 'X_val', { rows: number; columns: number; stored: number }>> {
  const all = await features('all');
  const train = await features('train');
  const dv = DictVectorizer.fit(train);
  const matrices = [
    DictVectorizer.fit(all).transform(all),
    dv.transform(train),
    dv.transform(await features('validation')),
  ];
  const [X, X_train, X_val] = matrices.map((matrix) => ({
    rows: matrix.rows,
    columns: matrix.columns,
    stored: storedValues(matrix),
  }));
  if (X === undefined || X_train === undefined || X_val === undefined) throw new Error('three matrices were made');
  return { X, X_train, X_val };
}

async function countRows(table: string): Promise<number> {
  const [row] = (await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM ${table}`)).getRowsJS();
  return Number(row?.[0]);
}

async function describeTable(query: string): Promise<unknown> {
  return (await connection.runAndReadAll(`DESCRIBE ${query}`)).getRowObjectsJson();
}

describe('the green-taxi sample', () => {
  it('has the data that its script makes, to the byte', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'eider-sample-'));
    try {
      await promisify(execFile)(process.execPath, [path.join(root, 'scripts', 'make-sample-data.mjs'), folder]);
      for (const file of ['01.parquet', '02.parquet']) {
        const made = await readFile(path.join(folder, '2024', file));
        const stored = await readFile(path.join(sample, 'data', '2024', file));
        expect(made.equals(stored), file).toBe(true);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('makes matrices of fitting shapes from its own data', async () => {
    await prepare('data');
    expect(await countRows('ingest')).toBe(53_300);
    const { X, X_train, X_val } = await build();
    expect(X.rows).toBe(await countRows('"all"'));
    expect(X_train.rows + X_val.rows).toBe(X.rows);
    expect(X_train.columns).toBe(X_val.columns);
    expect(X_train.columns).toBeLessThan(X.columns);
    expect(X.stored).toBe(2 * X.rows);
  });

  it.skipIf(!hasRealData)(`has the columns and types of the TLC files${whyNot}`, async () => {
    for (const file of ['01.parquet', '02.parquet']) {
      const [ours, theirs] = [sample + '/data', realData].map((folder) => path.join(folder, '2024', file));
      expect(await describeTable(`FROM '${ours ?? ''}'`)).toEqual(await describeTable(`FROM '${theirs ?? ''}'`));
    }
  });

  it.skipIf(!hasRealData)(`gives the known shapes on the TLC files${whyNot}`, async () => {
    await prepare(realData);
    expect(await countRows('ingest')).toBe(110_128);
    expect(await build()).toEqual({
      X: { rows: 105_870, columns: 7_027, stored: 211_740 },
      X_train: { rows: 54_378, columns: 5_094, stored: 108_756 },
      X_val: { rows: 51_492, columns: 5_094, stored: 100_582 },
    });
    const charted = await sqlOf('charts/prepare_histogram.sql', ['all'], realData);
    expect(await countRows(`(${charted})`)).toBe(105_635);
  });
});

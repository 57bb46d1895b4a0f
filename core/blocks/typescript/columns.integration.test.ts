import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readColumns } from './columns';

let database: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  database = await DuckDBInstance.create(':memory:');
  connection = await database.connect();
});
afterAll(() => {
  connection.closeSync();
  database.closeSync();
});

async function textColumn(sql: string) {
  const [column] = await readColumns(connection, sql, [{ name: 't', type: 'VARCHAR' }], new AbortController().signal);
  if (column?.kind !== 'categorical') throw new Error('not read as text');
  const { categories, codes } = column;
  return { categories, codes, texts: Array.from(codes, (code) => (code < 0 ? null : categories[code])) };
}

describe('a text column read whole', () => {
  it('has its categories by code point, and its rows in order, nulls too', async () => {
    const values = ['b', null, 'a', '', '\u{1f600}', '\uff5e', "it's", '"', '\u0001', 'b', null];
    const literal = values.map((text) => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`)).join(', ');
    const { categories, texts } = await textColumn(`SELECT unnest([${literal}]) AS t`);
    expect(texts).toEqual(values);
    expect(categories).toEqual(['', '\u0001', '"', 'a', 'b', "it's", '\uff5e', '\u{1f600}']);
  });

  it('may have no rows, or no text in them', async () => {
    expect(await textColumn(`SELECT 'x' AS t LIMIT 0`)).toMatchObject({ categories: [], texts: [] });
    expect(await textColumn(`SELECT CAST(NULL AS VARCHAR) AS t FROM range(3)`)).toMatchObject({
      categories: [],
      texts: [null, null, null],
    });
  });

  it.each([1_000, 200_000])('may have %i categories', async (count) => {
    const sql = `SELECT CASE WHEN i % 7 = 0 THEN NULL ELSE 'n' || (i * 7919) % ${count} END AS t FROM range(${count}) r(i)`;
    const { categories, texts } = await textColumn(sql);
    expect(texts).toEqual(Array.from({ length: count }, (_, i) => (i % 7 === 0 ? null : `n${(i * 7919) % count}`)));
    expect(categories).toEqual([...new Set(texts)].filter((text) => text !== null).sort());
  });

  it('may have texts that are too long to come all at once', async () => {
    const sql = `SELECT repeat(chr(CAST(97 + i % 26 AS INTEGER)), 1000000) || i AS t FROM range(40) r(i)`;
    const { categories, texts } = await textColumn(sql);
    expect(texts.map((text) => text?.replace(/^(.)\1*/, '$1'))).toEqual(
      Array.from({ length: 40 }, (_, i) => `${String.fromCharCode(97 + (i % 26))}${i}`),
    );
    expect(categories).toEqual([...categories].sort());
  });

  it.each([10, 50_000])('is refused when its %i texts are others the second time', async (count) => {
    const sql = `SELECT CAST(uuid() AS VARCHAR) AS t FROM range(${count})`;
    await expect(textColumn(sql)).rejects.toMatchObject({ problem: { code: 'table_changed' } });
  });

  it('is the same from a file, where its texts are in dictionaries of their own', async () => {
    const rows = `SELECT 'zone ' || (i * i) % 97 AS t FROM range(300000) r(i)`;
    const direct = await textColumn(rows);
    const folder = await mkdtemp(path.join(os.tmpdir(), 'eider-columns-'));
    const file = path.join(folder, 'zones.parquet');
    await connection.run(`COPY (${rows}) TO '${file}' (FORMAT parquet)`);
    expect(await textColumn(`SELECT t FROM read_parquet('${file}')`)).toEqual(direct);
    await rm(folder, { recursive: true });
  });
});

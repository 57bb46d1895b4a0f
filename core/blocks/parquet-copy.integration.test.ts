import type { DuckDBConnection } from '@duckdb/node-api';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../../test/support/temp-project';
import { openDatabase, runQuery } from '../data/session';
import { copyToParquet } from './parquet-copy';
import { parquetRows } from './parquet-output';

let connection: DuckDBConnection;
let file: string;

beforeEach(async () => {
  const folder = await tempFolder();
  const database = await openDatabase({ tempDirectory: path.join(folder, 'spilled') });
  onTestFinished(() => database.closeSync());
  connection = await database.connect();
  onTestFinished(() => connection.closeSync());
  file = path.join(folder, 'rows.parquet');
});

const copy = (query: string) => copyToParquet(connection, query, file, new AbortController().signal);

/** Type and texts of the column `x`. */
async function columnOf(query: string): Promise<{ readonly type: string; readonly texts: readonly unknown[] }> {
  const rows = await runQuery(connection, `SELECT typeof(x), CAST(x AS VARCHAR) FROM (${query})`);
  return { type: String(rows[0]?.[0]), texts: rows.map((row) => row[1]) };
}

async function roundTrip(query: string) {
  await copy(query);
  const [given, stored] = [await columnOf(query), await columnOf(parquetRows(file))];
  return { given, stored };
}

const rows = (...values: readonly string[]) => `SELECT * FROM (VALUES ${values.map((v) => `(${v})`).join(', ')}) t(x)`;
const BEYOND_64 = '9223372036854775808::HUGEINT';
const BEYOND_38_DIGITS = '(-170141183460469231731687303715884105728)::HUGEINT';

describe('integers of 128 bits', () => {
  it.each([
    ['BIGINT', ['9007199254740993', '-1', 'NULL'].map((value) => `${value}::HUGEINT`)],
    ['BIGINT', ['9223372036854775807::HUGEINT', '(-9223372036854775808)::HUGEINT']],
    ['BIGINT', ['7::UHUGEINT']],
    ['DECIMAL(38,0)', [BEYOND_64, '1', 'NULL']],
    ['DECIMAL(38,0)', ['-99999999999999999999999999999999999999::HUGEINT']],
    ['DECIMAL(38,0)', ['99999999999999999999999999999999999999::UHUGEINT']],
    ['VARCHAR', [BEYOND_38_DIGITS, '1']],
    ['VARCHAR', ['340282366920938463463374607431768211455::UHUGEINT', '0']],
  ])('are written as %s when that holds %j', async (type, values) => {
    const { given, stored } = await roundTrip(rows(...values));
    expect(stored).toEqual({ type, texts: given.texts });
  });

  it.each([
    ['BIGINT[]', '[9007199254740993::HUGEINT, NULL]'],
    ['DECIMAL(38,0)[]', `[${BEYOND_64}, NULL]`],
    ['BIGINT[]', '[5, NULL]::HUGEINT[2]'],
    ['STRUCT(a BIGINT[], "b c" VARCHAR, e VARCHAR)', `{'a': [5::HUGEINT], 'b c': 'x', 'e': 'k'::ENUM ('k', 'it''s')}`],
    ['STRUCT(a DECIMAL(38,0), b INTEGER)', `{'a': ${BEYOND_64}, 'b': NULL}`],
    ['STRUCT(v1 BIGINT, v2 VARCHAR)', `row(5::HUGEINT, 'x')`],
    ['MAP(BIGINT, BIGINT)', 'MAP {5::HUGEINT: NULL::HUGEINT}'],
    ['MAP(DECIMAL(38,0), INTEGER)', `MAP {${BEYOND_64}: 1, ${BEYOND_64} + 1: 2}`],
    ['STRUCT(v DOUBLE, w BIGINT)', `{'v': 'nan'::DOUBLE, 'w': 1::HUGEINT}`],
  ])('are as exact inside of other types: %s for %s', async (type, value) => {
    const { given, stored } = await roundTrip(rows(value, 'NULL'));
    expect(stored.type).toBe(type);
    // fields of a row have no names until they are written
    expect(stored.texts).toEqual(given.texts.map((text) => (text === '(5, x)' ? "{'v1': 5, 'v2': x}" : text)));
  });

  it('each get the type that they need, whatever their names are', async () => {
    expect(
      await copy(`SELECT 1::HUGEINT AS "a""b", ${BEYOND_64} AS a, 2::HUGEINT AS a, 'x' AS "A", 3 AS "select"`),
    ).toBe(1);
    const described = await runQuery(connection, `DESCRIBE ${parquetRows(file)}`);
    expect(described.map(([name, type]) => [name, type])).toEqual([
      ['a"b', 'BIGINT'],
      ['a', 'DECIMAL(38,0)'],
      ['a_1', 'BIGINT'],
      ['A_2', 'VARCHAR'],
      ['select', 'INTEGER'],
    ]);
    expect(await runQuery(connection, parquetRows(file))).toMatchObject([[1n, {}, 2n, 'x', 3]]);
  });

  it('are computed once when 64 bits hold them, and never to ask for their type', async () => {
    await runQuery(connection, 'CREATE SEQUENCE runs');
    await copy(`SELECT nextval('runs')::HUGEINT AS x -- the end`);
    expect(await runQuery(connection, `SELECT nextval('runs')`)).toEqual([[2n]]);
  });

  it('keep the order of their rows', async () => {
    await copy('SELECT i::HUGEINT AS x FROM range(500000) t(i) ORDER BY hash(i)');
    const wrong = await runQuery(
      connection,
      `SELECT count(*) FROM (SELECT hash(x) AS h, lag(hash(x)) OVER (ORDER BY file_row_number) AS before
       FROM read_parquet('${file}', file_row_number = true)) WHERE before > h`,
    );
    expect(wrong).toEqual([[0n]]);
  });

  it('of a PIVOT, which DuckDB makes several statements of, are exact and counted', async () => {
    const long = `SELECT * FROM (VALUES ('small', 1), ('large', 9223372036854775807), ('large', 1)) t(name, n)`;
    expect(await copy(`PIVOT (${long}) ON name USING sum(n)`)).toBe(1);
    expect(await runQuery(connection, `SELECT CAST(large AS VARCHAR), small FROM (${parquetRows(file)})`)).toEqual([
      ['9223372036854775808', 1n],
    ]);
  });

  it('that need another type inside a transaction are named with what to do', async () => {
    await runQuery(connection, 'BEGIN');
    await expect(copy(`SELECT ${BEYOND_64} AS total`)).rejects.toMatchObject({
      problem: {
        code: 'output_not_storable',
        message: expect.stringContaining('Column total') as string,
        remedy: expect.stringContaining('cast the column: to DECIMAL(38, 0)') as string,
      },
    });
  });
});

describe('every other type', () => {
  it.each([
    ['INTERVAL', ['1 month 2 days 03:00:00.001', '49 days', '1192:59:59']],
    ['VARCHAR', ['-00:00:03', '1 day']],
    ['VARCHAR', ['00:00:00.000001']],
    ['VARCHAR', ['2000:00:00']],
    ['VARCHAR', ['1 year -1 days']],
    ['VARCHAR', ['-14 months']],
  ])('INTERVAL is %s where it is %j', async (type, values) => {
    const { given, stored } = await roundTrip(rows(...values.map((value) => `INTERVAL '${value}'`), 'NULL'));
    expect(stored).toEqual({ type, texts: given.texts });
    const back = await runQuery(connection, `SELECT CAST(CAST(x AS INTERVAL) AS VARCHAR) FROM (${parquetRows(file)})`);
    expect(back.flat()).toEqual(given.texts);
  });

  it.each([
    ['TIME WITH TIME ZONE', `TIMETZ '01:02:03.000004+00'`],
    ['VARCHAR', `TIMETZ '01:02:03+05:30'`],
    ['TIME', `TIME '24:00:00'`],
    ['VARCHAR', `'01:02:03.123456789'::TIME_NS`],
    ['DATE', `DATE '-infinity'`],
    ['DATE', `DATE '5877642-06-25 (BC)'`],
    ['TIMESTAMP', `TIMESTAMP_S '2024-01-01 01:02:03'`],
    ['TIMESTAMP', `TIMESTAMP_S 'infinity'`],
    ['TIMESTAMP', `TIMESTAMP_MS '2024-01-01 01:02:03.004'`],
    ['TIMESTAMP', `TIMESTAMP '290309-12-22 (BC) 00:00:00'`],
    ['TIMESTAMP_NS', `TIMESTAMP_NS '2024-01-01 01:02:03.123456789'`],
    ['TIMESTAMP WITH TIME ZONE', `TIMESTAMPTZ '2024-01-01 01:02:03+01'`],
    ['UBIGINT', '18446744073709551615::UBIGINT'],
    ['DECIMAL(38,10)', `-1234567890123456789012345678.0123456789::DECIMAL(38, 10)`],
    ['DECIMAL(4,1)', '-999.9::DECIMAL(4, 1)'],
    ['FLOAT', `'-inf'::FLOAT`],
    ['DOUBLE', '-0.0::DOUBLE'],
    ['UUID', `'ffffffff-0000-0000-0000-000000000007'::UUID`],
    ['BLOB', String.raw`'\xFF\x00'::BLOB`],
    ['VARCHAR', `'a' || chr(0) || 'b'`],
    ['VARCHAR', `'0010'::BIT`],
    ['VARCHAR', `'123456789012345678901234567890123456789012345'::BIGNUM`],
    ['VARCHAR', `'a'::ENUM ('b', 'a')`],
    ['JSON', `'{"a": 1.10}'::JSON`],
    ['VARIANT', `{'a': 1, 'b': 'x'}::VARIANT`],
    ['INTEGER[]', '[1, NULL, 2]::INTEGER[3]'],
    ['INTEGER[][]', '[[1, 2], NULL, []]'],
    ['MAP(VARCHAR, INTEGER)', `MAP {'a': NULL}`],
    ['STRUCT(a STRUCT(b INTEGER[]))', `{'a': {'b': [1]}}`],
    ['STRUCT(a VARCHAR[])', `{'a': ['x', NULL]::VARCHAR[2]}`],
    ['VARCHAR[]', `[INTERVAL '-3 microseconds']`],
    ['STRUCT(a VARCHAR)', `{'a': TIMETZ '01:02:03+05:30'}`],
    ['TIMESTAMP[]', `[TIMESTAMP_S '-infinity']`],
  ])('%s comes back for %s', async (type, value) => {
    const { given, stored } = await roundTrip(rows(value, 'NULL'));
    expect(stored).toEqual({ type, texts: given.texts });
  });

  it('a row without names has some, so that others can tell its fields apart', async () => {
    await copy(`SELECT row(1, [row('a')]) AS x`);
    const stored = { type: 'STRUCT(v1 INTEGER, v2 STRUCT(v1 VARCHAR)[])', texts: [`{'v1': 1, 'v2': [{'v1': a}]}`] };
    expect(await columnOf(parquetRows(file))).toEqual(stored);
  });

  it('UNION is a struct of its tag and its members', async () => {
    await copy(rows(`'x'::UNION(num HUGEINT, str VARCHAR)`, `${BEYOND_64}::UNION(num HUGEINT, str VARCHAR)`, 'NULL'));
    const { type, texts } = await columnOf(parquetRows(file));
    expect(type).toBe('STRUCT(UTINYINT, VARCHAR, VARCHAR)');
    expect(texts).toEqual(['(1, NULL, x)', '(0, 9223372036854775808, NULL)', null]);
  });
});

it('an error of the query is told as it is, and the query not run again', async () => {
  await runQuery(connection, 'CREATE SEQUENCE runs');
  const query = `SELECT nextval('runs')::HUGEINT AS x, CAST('much' || i AS BIGINT) AS y FROM range(1) t(i)`;
  await expect(copy(query)).rejects.toThrow(/^Conversion Error: Could not convert string 'much0' to INT64/);
  expect(await runQuery(connection, `SELECT nextval('runs')`)).toEqual([[2n]]);
});

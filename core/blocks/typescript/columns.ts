import type { DuckDBConnection } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { runQuery, runStatement, throwIfAborted } from '../../data/session';
import { quoteIdentifier } from '../../data/sql-text';
import type { Categories, Numbers } from './eider';

/**
 * A numeric column as doubles; nulls are NaN, booleans 0 and 1, times seconds since 1970 in UTC.
 * `source` is a query with the one column `v`.
 */
export async function readNumbers(
  connection: DuckDBConnection,
  source: string,
  type: string,
  signal: AbortSignal,
): Promise<Numbers> {
  const value = /^(DATE|TIMESTAMP)/.test(type) ? 'epoch(v)' : 'v';
  const query = `SELECT coalesce(CAST(${value} AS DOUBLE), CAST('nan' AS DOUBLE)) FROM (${source}\n)`;
  return { kind: 'numeric', values: await readColumn(connection, query, signal, Float64Array) };
}

/**
 * A text column in dictionary form, the dictionary sorted by code point (DuckDB's own order of text is by its UTF-8 bytes,
 * which is the same). DuckDB does the hashing: the column is cast to an enumeration made of its distinct values.
 * `source` is a query with the one column `v`.
 */
export async function readCategories(
  connection: DuckDBConnection,
  source: string,
  signal: AbortSignal,
): Promise<Categories> {
  const distinct = `SELECT DISTINCT CAST(v AS VARCHAR) AS v FROM (${source}\n) WHERE v IS NOT NULL ORDER BY v`;
  const type = quoteIdentifier(`categories_${randomUUID()}`);
  await runQuery(connection, `CREATE TYPE ${type} AS ENUM (${distinct})`, signal);
  try {
    const rows = await runQuery(connection, `SELECT unnest(enum_range(CAST(NULL AS ${type})))`, signal);
    const categories = rows.map(([value]) => String(value));
    const codes = `SELECT coalesce(CAST(enum_code(CAST(CAST(v AS VARCHAR) AS ${type})) AS INTEGER), -1) FROM (${source}\n)`;
    return { kind: 'categorical', categories, codes: await readColumn(connection, codes, signal, Int32Array) };
  } finally {
    await connection.run(`DROP TYPE ${type}`);
  }
}

interface NumberArrayType<A> {
  new (length: number): A;
}

/** Chunks copied before other work gets its turn; one holds at most 2,048 rows. */
const CHUNKS_AT_ONCE = 256;

/**
 * The first column of a result. The whole result is computed first, by all of DuckDB's threads and in order; copying its
 * chunks one after another then needs no thread switch for each, as streaming would.
 */
async function readColumn<A extends Float64Array | Int32Array>(
  connection: DuckDBConnection,
  query: string,
  signal: AbortSignal,
  type: NumberArrayType<A>,
): Promise<A> {
  const result = await runStatement(connection, query, {}, signal);
  const whole = new type(result.rowCount);
  let at = 0;
  for (let index = 0; index < result.chunkCount; index += 1) {
    if (index % CHUNKS_AT_ONCE === CHUNKS_AT_ONCE - 1) {
      await setImmediate();
      throwIfAborted(signal);
    }
    const chunk = result.getChunk(index);
    const vector: unknown = Reflect.get(chunk.getColumnVector(0), 'items');
    if (!(vector instanceof type)) throw new TypeError(`DuckDB gave no ${type.name}`);
    whole.set(vector.subarray(0, chunk.rowCount), at);
    at += chunk.rowCount;
  }
  return whole;
}

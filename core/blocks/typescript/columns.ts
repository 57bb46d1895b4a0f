import type { DuckDBConnection } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import { runQuery } from '../../data/session';
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
  const chunks = await readChunks(connection, query, signal, Float64Array);
  return { kind: 'numeric', values: concatenate(chunks, Float64Array) };
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
  const rows = await runQuery(connection, distinct, signal);
  const categories = rows.map(([value]) => String(value));
  if (categories.length === 0) {
    const counted = await runQuery(connection, `SELECT count(*) FROM (${source}\n)`, signal);
    return { kind: 'categorical', categories, codes: new Int32Array(Number(counted[0]?.[0] ?? 0)).fill(-1) };
  }
  const type = quoteIdentifier(`categories_${randomUUID()}`);
  await runQuery(connection, `CREATE TYPE ${type} AS ENUM (${distinct})`, signal);
  try {
    const codes = `SELECT coalesce(CAST(enum_code(CAST(CAST(v AS VARCHAR) AS ${type})) AS INTEGER), -1) FROM (${source}\n)`;
    const chunks = await readChunks(connection, codes, signal, Int32Array);
    return { kind: 'categorical', categories, codes: concatenate(chunks, Int32Array) };
  } finally {
    await connection.run(`DROP TYPE ${type}`);
  }
}

interface NumberArrayType<A> {
  new (length: number): A;
}

/** The first column of a result, chunk by chunk, giving way to other work between chunks. */
async function readChunks<A extends Float64Array | Int32Array>(
  connection: DuckDBConnection,
  query: string,
  signal: AbortSignal,
  type: NumberArrayType<A>,
): Promise<A[]> {
  const interrupt = () => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    signal.throwIfAborted();
    const result = await connection.stream(query);
    const chunks: A[] = [];
    for (;;) {
      const chunk = await result.fetchChunk();
      signal.throwIfAborted();
      if (chunk === null || chunk.rowCount === 0) return chunks;
      const vector: unknown = Reflect.get(chunk.getColumnVector(0), 'items');
      if (!(vector instanceof type)) throw new TypeError(`DuckDB gave no ${type.name}`);
      // the vector's memory belongs to DuckDB and is used again
      chunks.push(vector.slice(0, chunk.rowCount) as A);
    }
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

function concatenate<A extends Float64Array | Int32Array>(chunks: readonly A[], type: NumberArrayType<A>): A {
  const whole = new type(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

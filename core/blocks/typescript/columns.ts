import type { DuckDBConnection } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import { runQuery, runStatement, throwIfAborted } from '../../data/session';
import { quoteIdentifier } from '../../data/sql-text';
import type { Categories, Column, Numbers } from './eider';

/**
 * Whole columns of a query, read in one pass, in the order of `columns`. Numbers, booleans and times become doubles (nulls
 * are NaN, booleans 0 and 1, times seconds since 1970 in UTC); every other type becomes text in dictionary form.
 *
 * DuckDB does the hashing of text: the column is cast to an enumeration made of its distinct values, sorted by their UTF-8
 * bytes, which is the order of code points.
 */
export async function readColumns(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly Column[],
  signal: AbortSignal,
): Promise<(Categories | Numbers)[]> {
  const enumerations: (Enumeration | null)[] = [];
  for (const column of columns) {
    enumerations.push(isNumeric(column.type) ? null : await createEnumeration(connection, sql, column.name, signal));
  }
  const values = columns.map((column, index) => valueOf(column, enumerations[index] ?? null));
  const query = `SELECT ${values.join(', ')} FROM (${sql}\n)`;
  const arrays = enumerations.map((enumeration) => (enumeration === null ? Float64Array : Int32Array));
  const read = await readArrays(connection, query, arrays, signal);
  return read.map((array, index): Categories | Numbers =>
    array instanceof Float64Array
      ? { kind: 'numeric', values: array }
      : { kind: 'categorical', categories: enumerations[index]?.categories ?? [], codes: array },
  );
}

function isNumeric(type: string): boolean {
  const scalar = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL|BOOLEAN|DATE|TIMESTAMP)/.test(type);
  return scalar && !type.endsWith(']');
}

/** Numbers as DOUBLE, codes as INTEGER: what `readArrays` expects. */
function valueOf({ name, type }: Column, enumeration: Enumeration | null): string {
  const column = quoteIdentifier(name);
  if (enumeration !== null) {
    return `coalesce(CAST(enum_code(CAST(CAST(${column} AS VARCHAR) AS ${enumeration.type})) AS INTEGER), -1)`;
  }
  const number = /^(DATE|TIMESTAMP)/.test(type) ? `epoch(${column})` : column;
  return `coalesce(CAST(${number} AS DOUBLE), CAST('nan' AS DOUBLE))`;
}

const categoriesSchema = v.array(v.string());

/** A type of the distinct values of a column, sorted; gone with the connection. */
interface Enumeration {
  /** Its quoted name. */
  readonly type: string;
  readonly categories: readonly string[];
}

async function createEnumeration(
  connection: DuckDBConnection,
  sql: string,
  name: string,
  signal: AbortSignal,
): Promise<Enumeration> {
  const type = quoteIdentifier(`categories_${randomUUID()}`);
  const value = `CAST(${quoteIdentifier(name)} AS VARCHAR)`;
  const distinct = `SELECT DISTINCT ${value} AS v FROM (${sql}\n) WHERE v IS NOT NULL ORDER BY v`;
  await runQuery(connection, `CREATE TEMP TYPE ${type} AS ENUM (${distinct})`, signal);
  // as one text: thousands of rows of one value each take several times as long to read
  const [[json] = []] = await runQuery(connection, `SELECT to_json(enum_range(CAST(NULL AS ${type})))`, signal);
  return { type, categories: v.parse(categoriesSchema, JSON.parse(String(json))) };
}

type ArrayType = typeof Float64Array | typeof Int32Array;

/** Chunks copied before other work gets its turn; one holds at most 2,048 rows. */
const CHUNKS_AT_ONCE = 256;

/**
 * The columns of a result as arrays. The whole result is computed first, by all of DuckDB's threads and in order; copying
 * its chunks one after another then needs no thread switch for each, as streaming would.
 */
async function readArrays(
  connection: DuckDBConnection,
  query: string,
  types: readonly ArrayType[],
  signal: AbortSignal,
): Promise<(Float64Array | Int32Array)[]> {
  const result = await runStatement(connection, query, {}, signal);
  const arrays = types.map((type) => new type(result.rowCount));
  let at = 0;
  for (let index = 0; index < result.chunkCount; index += 1) {
    if (index % CHUNKS_AT_ONCE === CHUNKS_AT_ONCE - 1) {
      await setImmediate();
      throwIfAborted(signal);
    }
    const chunk = result.getChunk(index);
    for (const [column, array] of arrays.entries()) {
      const items: unknown = Reflect.get(chunk.getColumnVector(column), 'items');
      if (!(items instanceof Float64Array || items instanceof Int32Array)) {
        throw new TypeError('DuckDB gave no array of numbers');
      }
      array.set(items.subarray(0, chunk.rowCount), at);
    }
    at += chunk.rowCount;
  }
  return arrays;
}

import type { DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api';
import { setImmediate } from 'node:timers/promises';
import { runStatement, throwIfAborted } from '../../data/session';
import { quoteIdentifier } from '../../data/sql-text';
import { EiderError } from '../../errors';
import { createLimit } from '../../limit';
import { EMPTY, lookUp, type CodeTable } from './code-table';
import { readDictionary } from './dictionary';
import type { Categories, Column, Numbers } from './eider';

/**
 * Whole columns of a query, read in one pass, in the order of `columns`. Numbers, booleans and times become doubles (nulls
 * are NaN, booleans 0 and 1, times seconds since 1970 in UTC); every other type becomes text in dictionary form. Throws
 * `table_changed` when the query gives other texts the second time it is read.
 */
export async function readColumns(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly Column[],
  signal: AbortSignal,
): Promise<(Categories | Numbers)[]> {
  const readings: Reading[] = [];
  for (const column of columns) readings.push(await readingOf(connection, sql, column, signal));
  const query = `SELECT ${readings.map((reading) => reading.expression).join(', ')} FROM (${sql}\n)`;
  const arrays = await readArrays(connection, query, readings, signal);
  return arrays.map((array, index): Categories | Numbers =>
    array instanceof Float64Array
      ? { kind: 'numeric', values: array }
      : { kind: 'categorical', categories: readings[index]?.categories ?? [], codes: array },
  );
}

/** How a column is read: what is asked for in SQL, and of a text column what its numbers mean. */
interface Reading {
  readonly expression: string;
  readonly categories: readonly string[] | null;
  readonly table: CodeTable | null;
}

async function readingOf(
  connection: DuckDBConnection,
  sql: string,
  { name, type }: Column,
  signal: AbortSignal,
): Promise<Reading> {
  const column = quoteIdentifier(name);
  if (!isNumeric(type)) return readDictionary(connection, sql, `CAST(${column} AS VARCHAR)`, signal);
  const number = /^(DATE|TIMESTAMP)/.test(type) ? `epoch(${column})` : column;
  return { expression: `coalesce(CAST(${number} AS DOUBLE), CAST('nan' AS DOUBLE))`, categories: null, table: null };
}

function isNumeric(type: string): boolean {
  const scalar = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL|BOOLEAN|DATE|TIMESTAMP)/.test(type);
  return scalar && !type.endsWith(']');
}

/** Chunks copied before other work gets its turn; one holds at most 2,048 rows. */
const CHUNKS_AT_ONCE = 256;
/** Results are copied one by one: two that share this thread would both be late. */
const copyInTurn = createLimit(1);

/**
 * The columns of a result as arrays. The whole result is computed first, by all of DuckDB's threads and in order; copying
 * its chunks one after another then needs no thread switch for each, as streaming would.
 */
async function readArrays(
  connection: DuckDBConnection,
  query: string,
  readings: readonly Reading[],
  signal: AbortSignal,
): Promise<(Float64Array | Int32Array)[]> {
  const result = await runStatement(connection, query, {}, signal);
  const arrays = await copyInTurn(() => copyResult(result, readings, signal));
  if (arrays.some((array) => array instanceof Int32Array && array.includes(EMPTY))) {
    throw new EiderError({
      code: 'table_changed',
      message: 'The rows of a table changed while they were read.',
      remedy: 'Run the block again, and let nothing else write to the files that it reads.',
    });
  }
  return arrays;
}

async function copyResult(
  result: DuckDBMaterializedResult,
  readings: readonly Reading[],
  signal: AbortSignal,
): Promise<(Float64Array | Int32Array)[]> {
  const arrays = readings.map(({ categories }) =>
    categories === null ? new Float64Array(result.rowCount) : new Int32Array(result.rowCount),
  );
  let at = 0;
  for (let index = 0; index < result.chunkCount; index += 1) {
    if (index % CHUNKS_AT_ONCE === CHUNKS_AT_ONCE - 1) {
      await setImmediate();
      throwIfAborted(signal);
    }
    const chunk = result.getChunk(index);
    for (const [column, array] of arrays.entries()) {
      const items: unknown = Reflect.get(chunk.getColumnVector(column), 'items');
      copy(items, chunk.rowCount, readings[column]?.table ?? null, array, at);
    }
    at += chunk.rowCount;
  }
  return arrays;
}

/** Copies the first rows of a chunk's column behind what `target` has up to `at`. */
function copy(
  items: unknown,
  rows: number,
  table: CodeTable | null,
  target: Float64Array | Int32Array,
  at: number,
): void {
  if (items instanceof Uint32Array && table !== null && target instanceof Int32Array) {
    lookUp(table, items.subarray(0, rows), target, at);
  } else if (items instanceof Float64Array || items instanceof Int32Array) {
    target.set(items.subarray(0, rows), at);
  } else {
    throw new TypeError('DuckDB gave no array of numbers');
  }
}

import type { DuckDBConnection, DuckDBInstance, JS } from '@duckdb/node-api';
import { runStatement } from '../data/session';
import { quoteIdentifier } from '../data/sql-text';
import { EiderError } from '../errors';
import type { InputOutput } from './contract';
import { parquetRows } from './parquet-output';

/** What reads stored tables. */
export interface TableScope {
  readonly database: DuckDBInstance;
  readonly signal: AbortSignal;
}

/** A column is read whole only up to so many rows. */
const MOST_ROWS = 10_000;

/**
 * A part of a stored table: a row `[3]` as a map, a column `['a']` as a list, a cell `['a'][3]` or `[3]['a']`. Values as in
 * YAML, times as dates; whole numbers that a double cannot hold are bigint.
 */
export async function readTablePart(
  output: InputOutput,
  path: readonly (string | number)[],
  scope: TableScope,
): Promise<unknown> {
  // pandas' way to ask for a row
  const [step, ...rest] = path[0] === 'iloc' ? path.slice(1) : path;
  if (step === undefined) {
    throw unsupported(`output ${output.name} whole, which is a table`, "Ask for a cell of it: [0]['column'].");
  }
  if (typeof step === 'number') return rest.reduce(partOf, await tableRow(output, step, scope));
  const [row, ...inner] = rest;
  const values = await readRows(output, step, typeof row === 'number' ? row : null, scope);
  const cells = values.map((one) => one[step]);
  if (row === undefined) {
    if (cells.length <= MOST_ROWS) return cells;
    throw unsupported(`column ${step}, which has more than ${MOST_ROWS} rows`, 'Read it in SQL instead.');
  }
  return inner.reduce(partOf, typeof row === 'number' && cells.length > 0 ? cells[0] : nowhere(row));
}

/** One row of a stored table as a map, counted from 0, or from the end when negative. */
export async function tableRow(output: InputOutput, row: number, scope: TableScope): Promise<unknown> {
  const [found] = await readRows(output, null, row, scope);
  return found ?? nowhere(row);
}

/** All rows, up to one more than may be, or one; with all columns or one. */
async function readRows(
  output: InputOutput,
  column: string | null,
  row: number | null,
  { database, signal }: TableScope,
): Promise<Readonly<Record<string, unknown>>[]> {
  const connection = await database.connect();
  try {
    const from = parquetRows(output.file);
    if (column !== null) {
      const names = await columnNames(connection, from, signal);
      if (!names.includes(column)) return nowhere(column);
    }
    const place = row === null ? null : await placeOf(connection, from, row, signal);
    const limit = place === null ? `LIMIT ${MOST_ROWS + 1}` : `LIMIT 1 OFFSET ${place}`;
    const columns = column === null ? '*' : quoteIdentifier(column);
    const result = await runStatement(connection, `SELECT ${columns} FROM (${from}) ${limit}`, {}, signal);
    return (await result.getRowObjectsJS()).map((one) =>
      Object.fromEntries(Object.entries(one).map(([name, value]) => [name, plain(value)])),
    );
  } finally {
    connection.disconnectSync();
  }
}

async function columnNames(connection: DuckDBConnection, from: string, signal: AbortSignal): Promise<string[]> {
  const result = await runStatement(connection, `SELECT * FROM (${from}) LIMIT 0`, {}, signal);
  return result.columnNames();
}

/** A value of DuckDB's as YAML would have it, where it has a form for it. */
function plain(value: JS): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

/** A row counted from the end has a negative number. */
async function placeOf(connection: DuckDBConnection, from: string, row: number, signal: AbortSignal): Promise<number> {
  if (row >= 0) return row;
  const result = await runStatement(connection, `SELECT count(*) FROM (${from})`, {}, signal);
  const [[count] = []] = await result.getRows();
  const place = Number(count) + row;
  return place < 0 ? nowhere(row) : place;
}

/** A place of a list (from the end when negative) or a field of a map. Throws `template_unknown`. */
export function partOf(value: unknown, step: string | number): unknown {
  if (Array.isArray(value) && typeof step === 'number') {
    const item: unknown = value.at(step);
    return item === undefined ? nowhere(step) : item;
  }
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, step)) {
    const part: unknown = Reflect.get(value, step);
    return part;
  }
  return nowhere(step);
}

/** Throws `template_unknown`. */
export function nowhere(step: string | number): never {
  throw new EiderError({
    code: 'template_unknown',
    message: `block_output leads nowhere: what the block gave has no ${JSON.stringify(step)}.`,
    remedy: 'Look at the output of that block, and name a place, a key or a column that it has.',
  });
}

export function unsupported(what: string, remedy: string): EiderError {
  return new EiderError({
    code: 'template_unsupported',
    message: `block_output asks for ${what}; a template needs a value.`,
    remedy,
  });
}

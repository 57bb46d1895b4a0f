import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { runQuery } from '../data/session';
import { quoteIdentifier } from '../data/sql-text';
import { EiderError, isAbort } from '../errors';
import type { InputOutput } from './contract';
import { parquetRows } from './parquet-output';

/** What reads stored tables. */
export interface TableScope {
  readonly database: DuckDBInstance;
  readonly signal: AbortSignal;
}

/** A column is read whole only up to so many rows. */
const MOST_ROWS = 10_000;

/** A part of a stored table as plain data: a row `[3]`, a column `['a']`, a cell `['a'][3]` or `[3]['a']`. */
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
  const values = await tableColumn(output, step, typeof row === 'number' ? row : null, scope);
  if (row === undefined) return values;
  return inner.reduce(partOf, typeof row === 'number' && values.length > 0 ? values[0] : nowhere(row));
}

/** One row of a stored table as a map, counted from 0, or from the end when negative. */
export async function tableRow(output: InputOutput, row: number, scope: TableScope): Promise<unknown> {
  const [found] = await tableRows(output, '*', row, scope);
  return found ?? nowhere(row);
}

async function tableColumn(
  output: InputOutput,
  column: string,
  row: number | null,
  scope: TableScope,
): Promise<unknown[]> {
  const rows = await tableRows(output, quoteIdentifier(column), row, scope).catch((error: unknown): never => {
    if (isAbort(error)) throw error;
    return nowhere(column);
  });
  if (rows.length <= MOST_ROWS) return rows.flatMap((one) => Object.values(one));
  throw unsupported(`column ${column}, which has more than ${MOST_ROWS} rows`, 'Read it in SQL instead.');
}

async function tableRows(
  output: InputOutput,
  columns: string,
  row: number | null,
  { database, signal }: TableScope,
): Promise<Record<string, unknown>[]> {
  const connection = await database.connect();
  try {
    const from = `(${parquetRows(output.file)})`;
    const place = row === null ? null : await placeOf(connection, from, row, signal);
    const limit = place === null ? `LIMIT ${MOST_ROWS + 1}` : `LIMIT 1 OFFSET ${place}`;
    const query = `SELECT to_json(t) FROM (SELECT ${columns} FROM ${from} ${limit}) t`;
    const found = await runQuery(connection, query, signal);
    // SAFETY: to_json of a row is the text of an object
    return found.map(([text]) => JSON.parse(String(text)) as Record<string, unknown>);
  } finally {
    connection.disconnectSync();
  }
}

/** A row counted from the end has a negative number. */
async function placeOf(connection: DuckDBConnection, from: string, row: number, signal: AbortSignal): Promise<number> {
  if (row >= 0) return row;
  const [[count] = []] = await runQuery(connection, `SELECT count(*) FROM ${from}`, signal);
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

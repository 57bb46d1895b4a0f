import { EiderError } from '../../../errors';
import type { Column, Row, Value } from '../eider';

/**
 * DuckDB types for rows made in JavaScript, by the values of each column: booleans, whole numbers and bigints (BIGINT),
 * other numbers (DOUBLE), dates (TIMESTAMP, UTC), anything nested (JSON), else text. Columns are in the order of their
 * first appearance. Throws `rows_without_columns` for rows that have none.
 */
export function inferColumns(rows: readonly Row[]): Column[] {
  const types = new Map<string, string | null>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) types.set(name, wider(types.get(name) ?? null, typeOf(value)));
  }
  if (types.size === 0) {
    throw new EiderError({
      code: 'rows_without_columns',
      message: 'A table was made of rows that have no columns.',
      remedy:
        'Give at least one row with a property, or select an empty table in SQL: sql`select null::int as a limit 0`.',
    });
  }
  return [...types].map(([name, type]) => ({ name, type: type ?? 'VARCHAR' }));
}

/** One row as a line of JSON that DuckDB reads back with the given types. */
export function toJsonLine(row: Row, columns: readonly Column[]): string {
  return JSON.stringify(Object.fromEntries(columns.map(({ name }) => [name, jsonValue(row[name] ?? null)])));
}

function typeOf(value: Value): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return 'BIGINT';
  if (typeof value === 'number') return 'DOUBLE';
  if (typeof value === 'string') return 'VARCHAR';
  if (value instanceof Date) return 'TIMESTAMP';
  return 'JSON';
}

function wider(a: string | null, b: string | null): string | null {
  if (a === null || a === b) return b;
  if (b === null) return a;
  const numeric = new Set(['BIGINT', 'DOUBLE']);
  if (numeric.has(a) && numeric.has(b)) return 'DOUBLE';
  return a === 'JSON' || b === 'JSON' ? 'JSON' : 'VARCHAR';
}

function jsonValue(value: Value): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value))
    return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return value;
}

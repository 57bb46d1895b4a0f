import { EiderError } from '../../../errors';
import type { Column, Row, Value } from '../eider';

/**
 * DuckDB types for rows made in JavaScript, by the values of each column: booleans, whole numbers and bigints (BIGINT),
 * other numbers (DOUBLE), dates (TIMESTAMP, UTC), anything nested (JSON), else text. Columns are in the order of their
 * first appearance. Throws `rows_without_columns` for rows that have none, and `output_not_storable` for a value that no
 * table can hold.
 */
export function inferColumns(rows: readonly Row[]): Column[] {
  const types = new Map<string, string | null>();
  for (const [index, row] of rows.entries()) {
    for (const [name, value] of Object.entries(row)) {
      types.set(
        name,
        wider(
          types.get(name) ?? null,
          typeOf(value, () => `column ${name} of row ${index}`),
        ),
      );
    }
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

function typeOf(value: unknown, place: () => string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value)
    throw unstorable(place(), 'is too large for 64 bits');
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return 'BIGINT';
  if (typeof value === 'number') return 'DOUBLE';
  if (typeof value === 'string') return 'VARCHAR';
  if (value instanceof Date) return 'TIMESTAMP';
  const kind = kindInside(value);
  if (kind !== null) throw unstorable(place(), `is or holds ${kind}`);
  return 'JSON';
}

/** What a nested value has in it that JSON has no form for, or would silently empty. `around` are the objects it is in. */
function kindInside(value: unknown, around: readonly unknown[] = []): string | null {
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value === 'bigint') return 'a bigint inside an object or a list';
  if (typeof value !== 'object' || value === null || value instanceof Date) return null;
  if (around.includes(value)) return 'itself, in a circle';
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  if (!isPlain) return `a ${value.constructor.name}`;
  for (const inner of Object.values(value)) {
    const kind = kindInside(inner, [...around, value]);
    if (kind !== null) return kind;
  }
  return null;
}

function unstorable(place: string, reason: string): EiderError {
  return new EiderError({
    code: 'output_not_storable',
    message: `A table cannot hold the value in ${place}: it ${reason}.`,
    remedy: 'Give numbers, texts, booleans, dates, null, or plain objects and lists of these.',
  });
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

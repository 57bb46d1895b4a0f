import type { DuckDBMaterializedResult, DuckDBValue } from '@duckdb/node-api';

/** The one row of an aggregate. */
export async function onlyRow(result: DuckDBMaterializedResult): Promise<DuckDBValue[]> {
  const [row] = await result.getRows();
  if (row === undefined) throw new Error('An aggregate gave no row.');
  return row;
}

/** A count, sum or mean as a JavaScript number; null stays null. */
export function numberOrNull(value: DuckDBValue | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  throw new TypeError(`Expected a number, got ${typeof value}.`);
}

/** Like {@link numberOrNull}, for aggregates that are never null. */
export function numberOf(value: DuckDBValue | undefined): number {
  const number = numberOrNull(value);
  if (number === null) throw new TypeError('Expected a number, got NULL.');
  return number;
}

/** Text that DuckDB printed; null stays null. */
export function textOrNull(value: DuckDBValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  throw new TypeError(`Expected text, got ${typeof value}.`);
}

import { EiderError } from '../errors';
import type { Filter } from '../protocol/data';
import type { Query } from './pool';
import { columnOf, parametersOf, type Parameters, type Relation, type RelationColumn } from './relation';
import { onlyRow } from './values';

/**
 * SQL for all conditions joined by AND, without the WHERE; `true` when there are none. `contains` looks at the value as
 * DuckDB prints it and ignores case; `range` includes both ends.
 */
export function filterCondition(relation: Relation, filters: readonly Filter[], parameters: Parameters): string {
  if (filters.length === 0) return 'true';
  return filters.map((filter) => condition(columnOf(relation, filter.column), filter, parameters)).join(' AND ');
}

function condition(column: RelationColumn, filter: Filter, parameters: Parameters): string {
  const typed = (value: string) => `TRY_CAST(${parameters.bind(value)} AS ${column.type})`;
  switch (filter.op) {
    case 'contains':
      return `contains(lower(CAST(${column.sql} AS VARCHAR)), lower(${parameters.bind(filter.value)}))`;
    case 'equals':
      return `${column.sql} = ${typed(filter.value)}`;
    case 'range': {
      const ends = [
        ...(filter.min === null ? [] : [`${column.sql} >= ${typed(filter.min)}`]),
        ...(filter.max === null ? [] : [`${column.sql} <= ${typed(filter.max)}`]),
      ];
      return ends.length === 0 ? 'true' : ends.join(' AND ');
    }
    case 'null':
      return `${column.sql} IS NULL`;
    case 'not_null':
      return `${column.sql} IS NOT NULL`;
  }
}

/** Throws `filter_value` when a filter's value cannot be one of its column's type, `column_missing` for an unknown column. */
export async function checkFilters(
  query: Query,
  relation: Relation,
  filters: readonly Filter[],
  signal?: AbortSignal,
): Promise<void> {
  const checks = filters.flatMap((filter) => {
    const column = columnOf(relation, filter.column);
    return valuesOf(filter).map((value) => ({ column, value }));
  });
  if (checks.length === 0) return;
  const parameters = parametersOf({ ...relation, values: {} });
  const casts = checks.map(({ column, value }) => `TRY_CAST(${parameters.bind(value)} AS ${column.type}) IS NULL`);
  const wrong = await onlyRow(await query(`SELECT ${casts.join(', ')}`, parameters.values, signal));
  const first = checks.find((_, index) => wrong[index] === true);
  if (first === undefined) return;
  throw new EiderError({
    code: 'filter_value',
    message: `“${first.value}” is not a value of column ${first.column.name}, whose type is ${first.column.type}.`,
    remedy: `Give a value that DuckDB can read as ${first.column.type}.`,
  });
}

/** The values of a filter that are compared as the column's type. */
function valuesOf(filter: Filter): string[] {
  if (filter.op === 'equals') return [filter.value];
  if (filter.op === 'range') return [filter.min, filter.max].filter((end) => end !== null);
  return [];
}

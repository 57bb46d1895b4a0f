import { EiderError } from '../errors';
import { doubleExpression, typeFamily } from './column-type';
import type { RelationColumn } from './relation';

export const aggregations = ['average', 'count', 'count_distinct', 'max', 'median', 'min', 'mode', 'sum'] as const;
export type Aggregation = (typeof aggregations)[number];

export interface Metric {
  readonly aggregation: Aggregation;
  readonly column: string;
}

/** What a metric is called in legends and tables. */
export function metricLabel({ aggregation, column }: Metric): string {
  return `${aggregation}(${column})`;
}

/**
 * SQL of the aggregate of a column's values that count: no nulls, no NaN, no blank texts; null when there are none. Numbers
 * are doubles, instants epoch seconds, truth values 0 and 1. `name` is the relation's. Throws `chart_column_type`.
 */
export function metricExpression(column: RelationColumn, aggregation: Aggregation, name: string): string {
  const { sql, type } = column;
  const family = typeFamily(type);
  const counts =
    family === 'text' ? `trim(${sql}) <> ''` : family === 'float' ? `NOT isnan(${sql})` : `${sql} IS NOT NULL`;
  const where = `FILTER (WHERE ${counts})`;
  if (aggregation === 'count') return `count(${sql}) ${where}`;
  if (aggregation === 'count_distinct') return `count(DISTINCT ${sql}) ${where}`;
  const value = numberExpression(column);
  if (value === null) {
    throw unsuitableColumn(column, name, `has no ${aggregation}`, 'Count its values, or choose a column of numbers.');
  }
  switch (aggregation) {
    case 'average':
      return `avg(${value}) ${where}`;
    case 'max':
    case 'min':
    case 'sum':
      return `${aggregation}(${value}) ${where}`;
    case 'median':
      // Element n div 2 of the sorted values: the upper one of two middle ones, so the lower when counted from above.
      return `quantile_disc(${value}, -0.5) ${where}`;
    case 'mode':
      return `mode(${value} ORDER BY ${value}) ${where}`;
  }
}

/** SQL of a column as a double, also of texts that hold numbers and of truth values; null for other types. */
export function numberExpression({ sql, type }: RelationColumn): string | null {
  const family = typeFamily(type);
  return (
    doubleExpression(sql, type) ?? (family === 'text' || family === 'boolean' ? `TRY_CAST(${sql} AS DOUBLE)` : null)
  );
}

/** SQL that tells whether a value is there: NaN counts as missing, as in pandas. */
export function presentCondition({ sql, type }: RelationColumn): string {
  return typeFamily(type) === 'float' ? `(${sql} IS NOT NULL AND NOT isnan(${sql}))` : `${sql} IS NOT NULL`;
}

export function unsuitableColumn(column: RelationColumn, name: string, what: string, remedy: string): EiderError {
  return new EiderError({
    code: 'chart_column_type',
    message: `Column ${column.name} of ${name} ${what}: its type is ${column.type}.`,
    remedy,
  });
}

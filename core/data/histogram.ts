import type { Filter } from '../protocol/data';
import type { Histogram } from '../protocol/histogram';
import { bucketIndex, bucketsOf } from './buckets';
import { doubleExpression, typeFamily } from './column-type';
import { checkFilters, filterCondition } from './filter';
import type { Query } from './pool';
import { columnOf, parametersOf, type Relation } from './relation';
import { numberOf, numberOrNull, onlyRow } from './values';

export interface HistogramRequest {
  readonly column: string;
  /** How many buckets are wanted; {@link bucketsOf} may give fewer. */
  readonly buckets: number;
  readonly filters?: readonly Filter[];
}

/**
 * How the values of a column are distributed. Nulls, NaN and infinities are left out. Instants count as epoch seconds.
 * Null for a column of another type, or without any value left. Throws `column_missing` or `filter_value`.
 */
export async function histogramOf(
  query: Query,
  relation: Relation,
  request: HistogramRequest,
  signal?: AbortSignal,
): Promise<Histogram | null> {
  const column = columnOf(relation, request.column);
  const value = doubleExpression(column.sql, column.type);
  if (value === null) return null;
  const filters = request.filters ?? [];
  await checkFilters(query, relation, filters, signal);
  const parameters = parametersOf(relation);
  const where = filterCondition(relation, filters, parameters);
  const finite = `SELECT ${value} AS v FROM ${relation.from} WHERE ${where} AND isfinite(${value})`;

  const range = await onlyRow(await query(`SELECT min(v), max(v) FROM (${finite})`, parameters.values, signal));
  const [min, max] = [numberOrNull(range[0]), numberOrNull(range[1])];
  if (min === null || max === null) return null;

  const { edges, width } = bucketsOf(min, max, request.buckets);
  const start = `CAST(${parameters.bind(min)} AS DOUBLE)`;
  const index = bucketIndex('v', start, `CAST(${parameters.bind(width)} AS DOUBLE)`, edges.length);
  const counted = await query(`SELECT ${index} AS i, count(*) FROM (${finite}) GROUP BY i`, parameters.values, signal);
  const counts = new Map((await counted.getRows()).map((row) => [numberOf(row[0]), numberOf(row[1])]));
  return {
    unit: typeFamily(column.type) === 'instant' ? 'epoch_seconds' : 'number',
    buckets: edges.map((edge, i) => ({ min: edge, max: min + (i + 1) * width, count: counts.get(i) ?? 0 })),
  };
}

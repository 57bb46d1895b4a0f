import { bucketIndex } from './buckets';
import { doubleExpression, isNumeric, typeFamily } from './column-type';
import { metricExpression, metricLabel, unsuitableColumn, type Metric } from './metrics';
import type { Query } from './pool';
import { columnOf, parametersOf, type Relation, type RelationColumn } from './relation';
import { timeBucketsOf, type TimeInterval } from './time-buckets';
import { numberOf, numberOrNull, onlyRow } from './values';

export interface TimeSeriesRequest {
  /** Column of times: dates, timestamps, text that DuckDB reads as such, or numbers of ten digits, which are epoch seconds. */
  readonly column: string;
  readonly metrics: readonly Metric[];
  readonly interval: TimeInterval;
}

export interface TimeSeries {
  /** End of each bucket, epoch seconds. */
  readonly ends: readonly number[];
  readonly series: readonly { readonly label: string; readonly values: readonly number[] }[];
}

/**
 * Metrics of the rows in buckets of time, in UTC. Nulls, NaN and blank texts count for nothing; a bucket without values is 0.
 * Fewer than two times give no buckets. Throws `chart_column_missing` or `chart_column_type`.
 */
export async function timeSeriesOf(
  query: Query,
  relation: Relation,
  request: TimeSeriesRequest,
  signal?: AbortSignal,
): Promise<TimeSeries> {
  const time = timeExpression(columnOf(relation, request.column, 'chart_column_missing'), relation.name);
  const metrics = request.metrics.map((metric) => {
    const column = columnOf(relation, metric.column, 'chart_column_missing');
    return {
      label: metricLabel(metric),
      sql: metricExpression(column, metric.aggregation, relation.name),
    };
  });
  const parameters = parametersOf(relation);
  const times = `SELECT ${time} AS t FROM ${relation.from}`;
  const smallest = `WITH times AS NOT MATERIALIZED (${times}), least AS (SELECT min(t) AS t FROM times)`;
  const range = await onlyRow(
    await query(
      `${smallest} SELECT count(times.t), min(times.t), min(times.t) FILTER (WHERE times.t > least.t), max(times.t) ` +
        'FROM times, least',
      parameters.values,
      signal,
    ),
  );
  const [min, max] = [numberOrNull(range[1]), numberOrNull(range[3])];
  if (numberOf(range[0]) < 2 || min === null || max === null) {
    return { ends: [], series: metrics.map(({ label }) => ({ label, values: [] })) };
  }
  const buckets = timeBucketsOf({ min, secondSmallest: numberOrNull(range[2]), max }, request.interval);
  const bind = (value: number) => `CAST(${parameters.bind(value)} AS DOUBLE)`;
  const index = bucketIndex('t', bind(buckets.start), bind(buckets.width), buckets.count);
  const grouped = await query(
    `SELECT ${[`${index} AS i`, ...metrics.map(({ sql }) => sql)].join(', ')} ` +
      `FROM (SELECT *, ${time} AS t FROM ${relation.from}) WHERE t IS NOT NULL GROUP BY i`,
    parameters.values,
    signal,
  );
  const groups = new Map((await grouped.getRows()).map((row) => [numberOf(row[0]), row]));
  const positions = Array.from({ length: buckets.count }, (_, position) => position);
  return {
    ends: positions.map((position) => buckets.start + (position + 1) * buckets.width),
    series: metrics.map(({ label }, metric) => ({
      label,
      values: positions.map((position) => numberOrNull(groups.get(position)?.[metric + 1]) ?? 0),
    })),
  };
}

/** SQL of a column of times as epoch seconds; null where a value is no time. Throws `chart_column_type`. */
export function timeExpression(column: RelationColumn, name: string): string {
  const { sql, type } = column;
  if (isNumeric(type)) return `CASE WHEN ${sql} >= 1000000000 AND ${sql} < 10000000000 THEN CAST(${sql} AS DOUBLE) END`;
  if (typeFamily(type) === 'text') {
    const number = `TRY_CAST(${sql} AS DOUBLE)`;
    const isEpoch = `${number} >= 1000000000 AND ${number} < 10000000000`;
    return `CASE WHEN ${isEpoch} THEN ${number} ELSE epoch(TRY_CAST(${sql} AS TIMESTAMP)) END`;
  }
  const expression = doubleExpression(sql, type);
  if (expression !== null) return expression;
  throw unsuitableColumn(column, name, 'has no times', 'Group by a column of dates or timestamps.');
}

import type { ChartDrawing } from '../protocol/charts';
import { configurationError } from './chart-configuration';
import { mostLabels, presentMetrics, type ChartRows } from './chart-rows';
import { metricExpression, metricLabel, presentCondition } from './metrics';
import { columnOf } from './relation';
import { cutText } from './sql-text';
import { numberOf, numberOrNull, textOrNull } from './values';

/**
 * Metrics of the rows with equal values in the columns of `group_by`, in the order of these values; rows without one of them
 * count for no group, and a metric of nothing is 0. Of more groups than can be drawn the first ones.
 */
export async function groupDrawing(rows: ChartRows, style: 'bar' | 'line'): Promise<ChartDrawing> {
  const { query, chart, configuration, source, note, signal } = rows;
  const { group_by: groups, y_sort_order: order, chart_style: direction } = configuration;
  if (groups.length === 0) {
    throw configurationError(chart, 'it names no column to group by.', 'Set group_by to a list of columns.');
  }
  const keys = groups.map((name) => columnOf(source, name, 'chart_column_missing'));
  const metrics = presentMetrics(rows);
  const values = metrics.map(({ column, aggregation }) => {
    const found = columnOf(source, column, 'chart_column_missing');
    return `coalesce(${metricExpression(found, aggregation, source.name)}, 0)`;
  });
  const keyNames = keys.map((_, index) => `g${index}`);
  const grouped =
    `SELECT ${keys.map(({ sql }, index) => `${sql} AS g${index}`).join(', ')}, ` +
    `${values.map((value, index) => `${value} AS m${index}`).join(', ')}, count(*) OVER () AS total ` +
    `FROM ${source.from} WHERE ${keys.map(presentCondition).join(' AND ')} GROUP BY ${keyNames.join(', ')}`;
  const sorted = order === null ? [] : [`m0 ${order === 'descending' ? 'DESC' : 'ASC'}`];
  const result = await query(
    `SELECT ${keyNames.map((name) => cutText(`CAST(${name} AS VARCHAR)`)).join(', ')}, ` +
      `${values.map((_, index) => `m${index}`).join(', ')}, total FROM (${grouped}) ` +
      `ORDER BY ${[...sorted, ...keyNames].join(', ')} LIMIT ${mostLabels}`,
    source.values,
    signal,
  );
  const found = await result.getRows();
  const left = numberOrNull(found[0]?.at(-1)) ?? 0;
  if (left > found.length) note(`Of ${left} groups the first ${found.length} are drawn.`);
  return {
    kind: 'series',
    style,
    horizontal: style === 'bar' && direction === 'horizontal',
    axis: groups.join(', '),
    labels: found.map((row) => keys.map((_, index) => textOrNull(row[index]) ?? '').join(', ')),
    series: metrics.map((metric, index) => ({
      label: metricLabel(metric),
      values: found.map((row) => numberOf(row[keys.length + index])),
    })),
  };
}

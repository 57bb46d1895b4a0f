import type { ChartDrawing } from '../protocol/charts';
import { configurationError } from './chart-configuration';
import type { ChartRows } from './chart-rows';
import { numberExpression, presentCondition, unsuitableColumn } from './metrics';
import { columnOf, parametersOf } from './relation';
import { cutText } from './sql-text';
import { numberOf, textOrNull } from './values';

/**
 * How often each value of a column occurs, the most frequent first, of equally frequent ones the greatest; as many as `buckets`
 * says. With `x` and `y` naming columns, `y` holds what counts for the values of `x`.
 */
export async function pieDrawing({
  query,
  chart,
  configuration,
  source,
  note,
  signal,
}: ChartRows): Promise<ChartDrawing> {
  const { x, y, group_by: groups, buckets } = configuration;
  const only = source.columns.length === 1 ? source.columns[0]?.name : undefined;
  const name = groups[0] ?? x ?? only;
  if (name === undefined) {
    throw configurationError(chart, 'it names no column to count.', 'Set group_by to a list with a column.');
  }
  const column = columnOf(source, name, 'chart_column_missing');
  const [counted] = y;
  const isGiven = counted !== undefined && groups.length === 0;
  let amount = 'count(*)';
  if (isGiven) {
    const values = columnOf(source, counted, 'chart_column_missing');
    const number = numberExpression(values);
    if (number === null) throw unsuitableColumn(values, source.name, 'has no numbers', 'Choose a column of counts.');
    amount = `coalesce(sum(${number}), 0)`;
  }
  const parameters = parametersOf(source);
  const result = await query(
    `SELECT ${cutText('CAST(v AS VARCHAR)')}, n, total FROM (SELECT ${column.sql} AS v, ${amount} AS n, ` +
      `count(*) OVER () AS total FROM ${source.from} WHERE ${presentCondition(column)} GROUP BY v) ` +
      `ORDER BY n DESC, v DESC LIMIT ${parameters.bind(buckets)}`,
    parameters.values,
    signal,
  );
  const found = await result.getRows();
  const left = found[0] === undefined ? 0 : numberOf(found[0][2]) - found.length;
  if (left > 0) note(`${left} rarer values are left out.`);
  return {
    kind: 'pie',
    column: name,
    slices: found.map((row) => ({ label: textOrNull(row[0]) ?? '', count: numberOf(row[1]) })),
  };
}

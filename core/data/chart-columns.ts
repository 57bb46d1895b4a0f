import type { ChartDrawing } from '../protocol/charts';
import { configurationError } from './chart-configuration';
import { mostLabels, type ChartRows } from './chart-rows';
import { numberExpression, unsuitableColumn } from './metrics';
import { columnOf, type RelationColumn } from './relation';
import { cutText } from './sql-text';
import { timeExpression } from './time-series';
import { numberOf, numberOrNull, textOrNull } from './values';

/** Bars or lines of columns as they are, one row a label: what a chart's SQL has computed. */
export async function seriesDrawing(rows: ChartRows, style: 'bar' | 'line'): Promise<ChartDrawing> {
  const { label, values } = chosenColumns(rows);
  const found = await rowsOf(rows, cutText(`CAST(${label.sql} AS VARCHAR)`), values, 'true');
  return {
    kind: 'series',
    style,
    horizontal: style === 'bar' && rows.configuration.chart_style === 'horizontal',
    axis: label.name,
    labels: found.map((row) => textOrNull(row[0]) ?? ''),
    series: values.map(({ name }, index) => ({
      label: name,
      values: found.map((row) => numberOrNull(row[index + 1])),
    })),
  };
}

/** The same over a column of times; rows without a time are left out. */
export async function timesDrawing(rows: ChartRows, style: 'bar' | 'line'): Promise<ChartDrawing> {
  const { label, values } = chosenColumns(rows);
  const time = timeExpression(label, rows.source.name);
  const found = await rowsOf(rows, time, values, `(${time}) IS NOT NULL`);
  return {
    kind: 'time_series',
    column: label.name,
    style,
    ends: found.map((row) => numberOf(row[0])),
    points: true,
    series: values.map(({ name }, index) => ({
      label: name,
      values: found.map((row) => numberOrNull(row[index + 1])),
    })),
  };
}

/** The columns of `x` and `y`; without them the first column, and all others that hold numbers. */
function chosenColumns({ chart, configuration, source }: ChartRows) {
  const { x, y } = configuration;
  const label = x === null ? source.columns[0] : columnOf(source, x, 'chart_column_missing');
  if (label === undefined) throw configurationError(chart, 'its rows have no columns.', 'Select at least one.');
  const values =
    y.length > 0
      ? y.map((name) => columnOf(source, name, 'chart_column_missing'))
      : source.columns.filter((column) => column !== label && numberExpression(column) !== null);
  if (values.length === 0) {
    throw configurationError(
      chart,
      'it names nothing to draw.',
      'Set y to the name of a column of numbers, or set group_by and metrics.',
    );
  }
  return { label, values };
}

async function rowsOf(rows: ChartRows, label: string, values: readonly RelationColumn[], where: string) {
  const { query, source, note, signal } = rows;
  const numbers = values.map((column) => {
    const number = numberExpression(column);
    if (number !== null) return `CASE WHEN isfinite(${number}) THEN ${number} END`;
    throw unsuitableColumn(column, source.name, 'has no numbers', 'Choose a column of numbers for y.');
  });
  const result = await query(
    `SELECT ${[label, ...numbers].join(', ')} FROM ${source.from} WHERE ${where} LIMIT ${mostLabels + 1}`,
    source.values,
    signal,
  );
  const found = await result.getRows();
  if (found.length > mostLabels) note(`Only the first ${mostLabels} rows are drawn.`);
  return found.slice(0, mostLabels);
}

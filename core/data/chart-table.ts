import type { DuckDBValue } from '@duckdb/node-api';
import type { ChartCell, ChartDrawing } from '../protocol/charts';
import type { ChartRows } from './chart-rows';
import { typeFamily } from './column-type';
import { presentCondition } from './metrics';
import { columnOf, parametersOf, type RelationColumn } from './relation';
import { cutText } from './sql-text';

/** Rows and columns of a table chart at most. */
export const mostRows = 1000;
export const mostColumns = 100;

/** The first rows in the columns of `group_by`, all columns when it names none, sorted by `order_by`; missing values last. */
export async function tableDrawing({ query, configuration, source, note, signal }: ChartRows): Promise<ChartDrawing> {
  const { group_by: groups, order_by: order, limit, y_sort_order: direction } = configuration;
  const all =
    groups.length === 0 ? source.columns : groups.map((name) => columnOf(source, name, 'chart_column_missing'));
  const columns = all.slice(0, mostColumns);
  if (all.length > columns.length) note(`Of ${all.length} columns the first ${columns.length} are shown.`);
  if (limit > mostRows) note(`At most ${mostRows} rows are shown.`);
  const sorted = order.flatMap((name) => {
    const column = columnOf(source, name, 'chart_column_missing');
    return [`NOT ${presentCondition(column)}`, `${column.sql} ${direction === 'descending' ? 'DESC' : 'ASC'}`];
  });
  const parameters = parametersOf(source);
  const result = await query(
    // numbered, so that rows that are equal to the sorting keep their order
    `SELECT ${columns.map(cellExpression).join(', ')} FROM (SELECT *, row_number() OVER () AS place FROM ${source.from}) ` +
      `ORDER BY ${[...sorted, 'place'].join(', ')} LIMIT ${parameters.bind(Math.min(mostRows, limit))}`,
    parameters.values,
    signal,
  );
  const rows = await result.getRows();
  return {
    kind: 'table',
    headers: columns.map(({ name }) => name),
    rows: rows.map((row) => row.map(cellOf)),
    index: null,
  };
}

function cellExpression({ sql, type }: RelationColumn): string {
  const family = typeFamily(type);
  return family === 'integer' || family === 'float' || family === 'boolean' ? sql : cutText(`CAST(${sql} AS VARCHAR)`);
}

function cellOf(value: DuckDBValue): ChartCell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : String(value);
}

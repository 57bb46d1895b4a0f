import { EiderError } from '../errors';
import type { ColumnRange, Filter, Page, SortKey } from '../protocol/data';
import type { LocatedOutput } from '../store/outputs';
import { arrowStream, travels } from './arrow';
import { checkFilters, filterCondition } from './filter';
import type { Query } from './pool';
import { columnOf, parametersOf, tableRelation, type Parameters, type Relation, type RelationColumn } from './relation';
import { cutText } from './sql-text';
import { numberOf, onlyRow } from './values';

/** Which rows of a table are wanted. `offset` and `limit` count rows after filtering and sorting. */
export interface Window {
  readonly offset: number;
  readonly limit: number;
  readonly sort: readonly SortKey[];
  readonly filters: readonly Filter[];
  /** Which columns; all without it. */
  readonly columns?: ColumnRange;
}

/**
 * Rows of a stored table. Without filters the number of rows comes from the manifest, and unsorted pages are read by row
 * number from only the Parquet row groups that hold them, so any page of a large table costs the same as one of a small.
 * Sorting puts nulls last and keeps the stored order among equals. Long texts are cut inside DuckDB
 * (`pageTextLength` of the protocol), so that a page stays small whatever its cells hold.
 *
 * Throws `column_missing`, `filter_value` or `output_not_table`.
 */
export async function readPage(
  query: Query,
  located: LocatedOutput,
  window: Window,
  signal?: AbortSignal,
): Promise<Page> {
  const relation = await tableRelation(query, located, signal);
  await checkFilters(query, relation, window.filters, signal);
  const columns = relation.columns.slice(window.columns?.first, window.columns?.end);
  if (columns.length === 0) throw noSuchColumns(relation, window.columns);
  const statement = pageStatement(relation, columns, window);
  const counted = window.filters.length === 0 ? null : countRows(query, relation, window.filters, signal);
  const [result, rows] = await Promise.all([query(statement.sql, statement.values, signal), counted]);
  return {
    arrow: arrowStream(
      result,
      columns.map((column) => column.name),
    ),
    rows: rows ?? located.output.rows ?? 0,
  };
}

function pageStatement(relation: Relation, wanted: readonly RelationColumn[], window: Window) {
  const parameters = parametersOf(relation);
  const columns = wanted.map((column) => `${pageColumn(column)} AS ${column.sql}`).join(', ');
  const sql = `SELECT ${columns} FROM ${windowSource(relation, window, parameters)}`;
  return { sql, values: parameters.values };
}

function noSuchColumns(relation: Relation, asked: ColumnRange | undefined): EiderError {
  return new EiderError({
    code: 'column_missing',
    message: `There are no columns from ${asked?.first ?? 0} to ${asked?.end ?? 0} in ${relation.name}.`,
    remedy: `It has ${relation.columns.length} columns.`,
  });
}

function pageColumn({ sql, type }: RelationColumn): string {
  if (type === 'VARCHAR') return cutText(sql);
  return travels(type) ? sql : cutText(`CAST(${sql} AS VARCHAR)`);
}

/** The rows of a window, as what stands after FROM. */
export function windowSource(relation: Relation, window: Window, parameters: Parameters): string {
  if (window.sort.length === 0 && window.filters.length === 0) {
    const first = parameters.bind(window.offset);
    const end = parameters.bind(window.offset + window.limit);
    // A column of the user's may be called file_row_number: it is c<n> here, so the name always means DuckDB's own.
    return `${relation.from} WHERE file_row_number >= ${first} AND file_row_number < ${end}`;
  }
  const where = filterCondition(relation, window.filters, parameters);
  const limit = `LIMIT ${parameters.bind(window.limit)} OFFSET ${parameters.bind(window.offset)}`;
  return `(SELECT * FROM ${relation.from} WHERE ${where} ${orderBy(relation, window.sort)} ${limit})`;
}

/** Unsorted rows come in stored order by themselves: DuckDB preserves it through a filter and a limit. */
function orderBy(relation: Relation, sort: readonly SortKey[]): string {
  if (sort.length === 0) return '';
  const keys = sort.map((key) => `${columnOf(relation, key.column).sql} ${key.descending ? 'DESC' : 'ASC'} NULLS LAST`);
  return `ORDER BY ${[...keys, 'file_row_number'].join(', ')}`;
}

/** Rows that match all the filters. */
export async function countRows(
  query: Query,
  relation: Relation,
  filters: readonly Filter[],
  signal?: AbortSignal,
): Promise<number> {
  const parameters = parametersOf(relation);
  const where = filterCondition(relation, filters, parameters);
  const result = await query(`SELECT count(*) FROM ${relation.from} WHERE ${where}`, parameters.values, signal);
  return numberOf((await onlyRow(result))[0]);
}

import type { DuckDBValue } from '@duckdb/node-api';
import { EiderError } from '../errors';
import { nearest } from '../project/suggest';
import type { ColumnInfo } from '../protocol/outputs';
import type { LocatedOutput } from '../store/outputs';
import type { Query } from './pool';
import type { Bindings } from './session';
import { textOrNull } from './values';

/** A column under its name for the user, and under `sql`, a name of ours that no column name of the user's can clash with. */
export interface RelationColumn extends ColumnInfo {
  readonly sql: string;
}

/** Rows that queries are asked of: a stored table, or what a chart's SQL selects. */
export interface Relation {
  /** What stands after FROM; names the columns `c0`, `c1` … by position, so names may repeat, be empty or be any word. */
  readonly from: string;
  /** Values of the parameters inside `from`. */
  readonly values: Bindings;
  readonly columns: readonly RelationColumn[];
  /** What it is called in messages. */
  readonly name: string;
}

/** The rows of a stored table. Throws `output_not_table` for other kinds. */
export async function tableRelation(query: Query, located: LocatedOutput, signal?: AbortSignal): Promise<Relation> {
  const { output, file } = located;
  if (output.kind !== 'table') {
    throw new EiderError({
      code: 'output_not_table',
      message: `Output ${output.name} is of kind ${output.kind}, which has no columns to query.`,
      remedy: 'Look at its preview instead.',
    });
  }
  // Folders named like `year=2024` above the file must not add columns to it.
  const relation = await describeSource(
    query,
    { sql: 'read_parquet($file, hive_partitioning = false)', values: { file }, name: `output ${output.name}` },
    signal,
  );
  // The manifest has the names as the block gave them; Parquet readers rename repeated ones.
  if (output.schema.length !== relation.columns.length) return relation;
  const columns = relation.columns.map((column, index) => ({
    ...column,
    name: output.schema[index]?.name ?? column.name,
  }));
  return { ...relation, columns };
}

/** The rows of a table function or of a query in parentheses. */
export async function describeSource(
  query: Query,
  source: { readonly sql: string; readonly values: Bindings; readonly name: string },
  signal?: AbortSignal,
): Promise<Relation> {
  const result = await query(`DESCRIBE SELECT * FROM ${source.sql}`, source.values, signal);
  const described = await result.getRows();
  const columns = described.map((row, index) => ({
    name: textOrNull(row[0]) ?? '',
    type: textOrNull(row[1]) ?? '',
    sql: `c${index}`,
  }));
  const aliases = columns.map((column) => column.sql).join(', ');
  return { from: `${source.sql} AS t(${aliases})`, values: source.values, columns, name: source.name };
}

/** The column of that exact name. Throws an error with the given code that names the nearest column and the others. */
export function columnOf(relation: Relation, name: string, code = 'column_missing'): RelationColumn {
  const column = relation.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  const names = relation.columns.map((candidate) => candidate.name);
  const near = nearest(name, names);
  const shown = names.length > 20 ? [...names.slice(0, 20), '…'] : names;
  throw new EiderError({
    code,
    message: `There is no column ${name} in ${relation.name}.`,
    remedy: `${near === null ? '' : `Did you mean ${near}? `}Its columns are ${shown.join(', ')}.`,
  });
}

/** Collects the values of one query's parameters, those of its relation first. */
export interface Parameters {
  readonly values: Record<string, DuckDBValue>;
  /** Adds a value; gives the `$name` to write in the query. */
  bind(value: DuckDBValue): string;
}

export function parametersOf(relation: Relation): Parameters {
  const values: Record<string, DuckDBValue> = { ...relation.values };
  let count = 0;
  return {
    values,
    bind(value) {
      const name = `p${count++}`;
      values[name] = value;
      return `$${name}`;
    },
  };
}

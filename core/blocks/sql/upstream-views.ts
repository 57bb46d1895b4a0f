import type { DuckDBConnection } from '@duckdb/node-api';
import { runQuery } from '../../data/session';
import { quoteIdentifier, quoteLiteral } from '../../data/sql-text';
import { parquetRows } from '../parquet-output';
import type { BlockInput, InputOutput } from '../contract';
import { toSqlValue } from './literal';

/**
 * Makes each upstream block a view of its uuid over its first table output. When it has several, each is also a view of
 * its own name in a schema of that uuid: `prepare.train`. Of a dynamic block the view is the one item: a row, the fields of
 * an object as columns, or anything else as the column `value`. Of reduced children it is the rows of all of them, of a
 * data product there is a schema with a view for each of its blocks. Plain data counts as a table of its objects; other
 * kinds of output are no tables and have no view.
 */
export async function createUpstreamViews(
  connection: DuckDBConnection,
  inputs: readonly BlockInput[],
  signal: AbortSignal,
): Promise<void> {
  for (const input of inputs) {
    for (const statement of statementsFor(input)) await runQuery(connection, statement, signal);
  }
}

function statementsFor(input: BlockInput): string[] {
  const name = quoteIdentifier(input.block);
  switch (input.kind) {
    case 'outputs':
      return outputViews(name, input.outputs);
    case 'item':
      return [view(name, itemRow(input.value))];
    case 'row':
      return [
        view(
          name,
          `SELECT * EXCLUDE (file_row_number) FROM ${numberedRows(input.output)} WHERE file_row_number = ${input.row}`,
        ),
      ];
    case 'children':
      return [view(name, childRows(input.children.flatMap((outputs) => outputs.find(isTabular) ?? [])))];
    case 'product':
      return [
        `CREATE SCHEMA ${name}`,
        ...input.products.flatMap(({ block, outputs }) => {
          const first = outputs.find(isTabular);
          return first === undefined ? [] : [view(`${name}.${quoteIdentifier(block)}`, rowsOf(first))];
        }),
      ];
  }
}

function outputViews(name: string, outputs: readonly InputOutput[]): string[] {
  const tables = outputs.filter(isTabular);
  const [first] = tables;
  if (first === undefined) return [];
  if (outputs.length < 2) return [view(name, rowsOf(first))];
  return [
    view(name, rowsOf(first)),
    `CREATE SCHEMA ${name}`,
    ...tables.map((output) => view(`${name}.${quoteIdentifier(output.name)}`, rowsOf(output))),
  ];
}

function view(name: string, query: string): string {
  return `CREATE VIEW ${name} AS ${query}`;
}

function isTabular(output: InputOutput): boolean {
  return output.kind === 'table' || output.kind === 'json';
}

function rowsOf(output: InputOutput): string {
  return output.kind === 'table' ? parquetRows(output.file) : `SELECT * FROM read_json(${quoteLiteral(output.file)})`;
}

function numberedRows(output: InputOutput): string {
  return `read_parquet(${quoteLiteral(output.file)}, hive_partitioning = false, file_row_number = true)`;
}

function itemRow(value: unknown): string {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  const fields = isRecord ? Object.entries(value) : [];
  if (fields.length === 0) return `SELECT ${toSqlValue(value)} AS value`;
  return `SELECT ${fields.map(([field, inner]) => `${toSqlValue(inner)} AS ${quoteIdentifier(field)}`).join(', ')}`;
}

/** The rows of all children, matched by the names of their columns; children of one kind, tables or plain data. */
function childRows(outputs: readonly InputOutput[]): string {
  const [first] = outputs;
  if (first === undefined) return 'SELECT NULL AS value WHERE false';
  const files = outputs.filter(({ kind }) => kind === first.kind).map(({ file }) => quoteLiteral(file));
  const list = `[${files.join(', ')}]`;
  return first.kind === 'table'
    ? `SELECT * FROM read_parquet(${list}, hive_partitioning = false, union_by_name = true)`
    : `SELECT * FROM read_json(${list}, union_by_name = true)`;
}

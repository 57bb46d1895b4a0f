import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import path from 'node:path';
import { runQuery } from '../data/session';
import { quoteLiteral } from '../data/sql-text';
import type { DraftOutput } from './contract';
import { copyToParquet, storedRowCount } from './parquet-copy';

/**
 * Writes the rows of a query as Parquet file `output_<index>.parquet` of a folder, in DuckDB from end to end: no row
 * enters JavaScript, and a result larger than memory is no trouble. Row order and values are kept; see {@link copyToParquet}.
 */
export async function parquetOutput(
  connection: DuckDBConnection,
  query: string,
  folder: string,
  output: { readonly index: number; readonly name: string },
  signal: AbortSignal,
): Promise<DraftOutput> {
  const file = `output_${output.index}.parquet`;
  const rows = await copyToParquet(connection, query, path.join(folder, file), signal);
  const described = await runQuery(connection, `DESCRIBE ${parquetRows(path.join(folder, file))}`, signal);
  const schema = described.map(([name, type]) => ({ name: String(name), type: String(type) }));
  return { name: output.name, kind: 'table', file, rows, columns: schema.length, schema };
}

/** Rows and columns of a Parquet file that somebody else has written. */
export async function describeTable(
  database: DuckDBInstance,
  folder: string,
  file: string,
  signal: AbortSignal,
): Promise<{ readonly rows: number; readonly schema: DraftOutput['schema'] }> {
  const connection = await database.connect();
  try {
    const target = path.join(folder, file);
    const rows = await storedRowCount(connection, target, signal);
    const described = await runQuery(connection, `DESCRIBE ${parquetRows(target)}`, signal);
    const schema = described.map(([name, type]) => ({ name: String(name), type: String(type) }));
    return { rows, schema };
  } finally {
    connection.disconnectSync();
  }
}

/** A query for all rows of a stored table. A folder called `year=2024` on its path adds no column. */
export function parquetRows(file: string): string {
  return `SELECT * FROM read_parquet(${quoteLiteral(file)}, hive_partitioning = false)`;
}

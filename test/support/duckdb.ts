import { DuckDBInstance } from '@duckdb/node-api';

/** Rows of the last of some statements in a DuckDB of its own, values as JSON has them. */
export async function duckdbRows(...statements: readonly string[]): Promise<unknown[][]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    for (const statement of statements.slice(0, -1)) await connection.run(statement);
    return (await connection.runAndReadAll(statements.at(-1) ?? '')).getRowsJson();
  } finally {
    connection.closeSync();
  }
}

import type { DuckDBConnection } from '@duckdb/node-api';
import { runQuery } from '../../data/session';
import { quoteIdentifier } from '../../data/sql-text';
import { parquetRows } from '../parquet-output';
import type { BlockInput, InputOutput } from '../contract';

/**
 * Makes each upstream block a view of its uuid over its first table output. When it has several, each is also a view of
 * its own name in a schema of that uuid: `prepare.train`. Other kinds of output are no tables and have no view.
 */
export async function createUpstreamViews(
  connection: DuckDBConnection,
  inputs: readonly BlockInput[],
  signal: AbortSignal,
): Promise<void> {
  for (const input of inputs) {
    const tables = input.outputs.filter((output) => output.kind === 'table');
    const [first] = tables;
    if (first === undefined) continue;
    await runQuery(connection, view(quoteIdentifier(input.block), first), signal);
    if (input.outputs.length < 2) continue;
    const schema = quoteIdentifier(input.block);
    await runQuery(connection, `CREATE SCHEMA ${schema}`, signal);
    for (const output of tables) {
      await runQuery(connection, view(`${schema}.${quoteIdentifier(output.name)}`, output), signal);
    }
  }
}

function view(name: string, output: InputOutput): string {
  return `CREATE VIEW ${name} AS ${parquetRows(output.file)}`;
}

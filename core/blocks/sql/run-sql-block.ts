import type { DuckDBConnection } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runQuery } from '../../data/session';
import { quoteIdentifier } from '../../data/sql-text';
import { EiderError } from '../../errors';
import type { BlockResult, BlockRunner, BlockTask, DraftOutput } from '../contract';
import { parquetOutput, parquetRows } from '../parquet-output';
import { sqlFailure } from './duckdb-error';
import { toSqlValue } from './literal';
import { splitStatements, type Statement } from './statements';
import { renderTemplates, type RenderedSql } from './template';
import { createUpstreamViews } from './upstream-views';

const PROGRESS_INTERVAL = 250; // milliseconds; DuckDB's progress can only be asked for

/**
 * Runs an SQL block on a connection and an in-memory database of its own, so that what it creates is gone afterwards and
 * two blocks never see each other's tables. Its final query is its output; without one, each `CREATE TABLE` is an output
 * of that name, in order.
 */
export const runSqlBlock: BlockRunner = async (task, engine): Promise<BlockResult> => {
  const source = await readFile(task.file, 'utf8');
  const rendered = renderTemplates(source, {
    file: task.file,
    upstream: task.inputs.map((input) => input.block),
    variables: task.variables,
    environment: process.env,
  });
  const statements = splitStatements(rendered.text);
  if (statements.length === 0) {
    throw new EiderError({
      code: 'sql_empty',
      message: `The file of block ${task.block.uuid} has no SQL statement.`,
      remedy: 'Write a SELECT, or CREATE TABLE … AS for each output.',
      file: task.file,
      line: 1,
      column: 1,
    });
  }
  const connection = await engine.database.connect();
  const workspace = quoteIdentifier(`block ${task.block.uuid}`);
  const progress = setInterval(
    () => task.progress(Math.max(0, connection.progress.percentage) / 100),
    PROGRESS_INTERVAL,
  );
  try {
    await runQuery(connection, `ATTACH ':memory:' AS ${workspace}`, task.signal);
    await runQuery(connection, `USE ${workspace}`, task.signal);
    for (const [name, value] of rendered.bindings) {
      await runQuery(connection, `SET VARIABLE ${quoteIdentifier(name)} = ${toSqlValue(value)}`, task.signal);
    }
    await createUpstreamViews(connection, task.inputs, task.signal);
    const outputs = await runStatements({ task, connection, source, rendered, statements });
    return { outputs, tests: [], sourceHash: createHash('sha256').update(source).digest('hex') };
  } finally {
    clearInterval(progress);
    await release(connection, workspace);
  }
};

interface Script {
  readonly task: BlockTask;
  readonly connection: DuckDBConnection;
  readonly source: string;
  readonly rendered: RenderedSql;
  readonly statements: readonly Statement[];
}

async function runStatements(script: Script): Promise<DraftOutput[]> {
  const { statements } = script;
  const last = statements.at(-1);
  const tables = outputTables(statements);
  if (last?.kind === 'query') {
    for (const statement of statements.slice(0, -1)) await execute(script, statement);
    return [await copyOut(script, last, last.start, 'output_0', 0)];
  }
  const streamed = tables.length > 0 && canStream(statements);
  const outputs: DraftOutput[] = [];
  for (const statement of statements) {
    if (!streamed || statement.queryStart === null || statement.table === null) {
      await execute(script, statement);
      continue;
    }
    const output = await copyOut(script, statement, statement.queryStart, statement.table, outputs.length);
    outputs.push(output);
    const file = path.join(script.task.folder, output.file);
    const view = `CREATE VIEW ${quoteIdentifier(statement.table)} AS ${parquetRows(file)}`;
    await runQuery(script.connection, view, script.task.signal);
  }
  if (streamed) return outputs;
  for (const [index, table] of tables.entries()) {
    const query = `SELECT * FROM ${quoteIdentifier(table)}`;
    outputs.push(await writeOutput(script, query, { index, name: table }));
  }
  return outputs;
}

/** Names of the tables a script leaves behind, in the order in which they were first created. */
function outputTables(statements: readonly Statement[]): string[] {
  return [...new Set(statements.flatMap((statement) => statement.table ?? []))];
}

/**
 * Whether each `CREATE TABLE x AS` can go straight to its Parquet file and be read from there, instead of being held in
 * memory first: true unless a later statement might change a table.
 */
function canStream(statements: readonly Statement[]): boolean {
  const created = statements.filter((statement) => statement.kind === 'create_table_as');
  return (
    new Set(created.map((statement) => statement.table?.toLowerCase())).size === created.length &&
    statements.every((statement) => ['create_table_as', 'definition', 'query'].includes(statement.kind))
  );
}

async function copyOut(
  script: Script,
  statement: Statement,
  queryStart: number,
  name: string,
  index: number,
): Promise<DraftOutput> {
  const query = script.rendered.text.slice(queryStart, statement.end);
  try {
    return await writeOutput(script, query, { index, name });
  } catch (error) {
    throw failureAt(script, statement, error, queryStart, COPY_PREFIX_LENGTH);
  }
}

async function writeOutput(
  { connection, task }: Script,
  query: string,
  output: { readonly index: number; readonly name: string },
): Promise<DraftOutput> {
  const draft = await parquetOutput(connection, query, task.folder, output, task.signal);
  task.outputWritten(draft);
  return draft;
}

/** Length of what `parquetOutput` puts before a query on its first line. */
const COPY_PREFIX_LENGTH = 'COPY ('.length;

async function execute(script: Script, statement: Statement): Promise<void> {
  try {
    await runQuery(script.connection, script.rendered.text.slice(statement.start, statement.end), script.task.signal);
  } catch (error) {
    throw failureAt(script, statement, error, statement.start, 0);
  }
}

function failureAt(script: Script, statement: Statement, error: unknown, from: number, prefix: number): unknown {
  const { rendered, source, task } = script;
  return sqlFailure(error, {
    file: task.file,
    source,
    executed: ' '.repeat(prefix) + rendered.text.slice(from, statement.end),
    sourceOffset: (offset) => rendered.sourceOffset(from + Math.max(0, offset - prefix)),
    fallbackOffset: rendered.sourceOffset(statement.start),
  });
}

async function release(connection: DuckDBConnection, workspace: string): Promise<void> {
  try {
    await connection.run('USE memory');
    await connection.run(`DETACH ${workspace}`);
  } finally {
    connection.closeSync();
  }
}

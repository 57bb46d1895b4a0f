import type { DuckDBValue } from '@duckdb/node-api';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runQuery } from '../../data/session';
import { quoteIdentifier } from '../../data/sql-text';
import { EiderError, isAbort } from '../../errors';
import { readEnvironment, readSecret, type AskedAt } from '../../secrets';
import { readBlockOutput, tableUpstreams } from '../block-output-value';
import { unreadableUpstreams } from '../only-for-python';
import type { BlockEngine, BlockResult, BlockRunner, BlockTask, DraftOutput } from '../contract';
import { COPY_PREFIX_LENGTH } from '../parquet-copy';
import { parquetOutput, parquetRows } from '../parquet-output';
import { sqlFailure } from './duckdb-error';
import { toSqlValue } from './literal';
import { hashSqlText } from './source-hash';
import { positionAt } from './rendered';
import { splitStatements, type Statement } from './statements';
import type { BlockOutputExpression } from '../template-expression';
import { renderTemplates, type RenderedSql, type TemplateScope } from './template';
import { createUpstreamViews } from './upstream-views';
import { openWorkspace, type Workspace } from './workspace';

const PROGRESS_INTERVAL = 250; // milliseconds; DuckDB's progress can only be asked for

/**
 * Runs an SQL block in a workspace of its own. Its final query is its output; without one, each `CREATE TABLE` is an
 * output of that name, in order.
 */
export const runSqlBlock: BlockRunner = async (task, engine): Promise<BlockResult> => {
  const source = await readFile(task.file, 'utf8');
  const rendered = await render(source, task, engine);
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
  const workspace = await openWorkspace(engine.database, task.block.uuid, task.signal);
  const { connection } = workspace;
  const progress = setInterval(
    () => task.progress(Math.max(0, connection.progress.percentage) / 100),
    PROGRESS_INTERVAL,
  );
  try {
    const script = { task, workspace, source, rendered, statements };
    await bindVariables(script);
    await createUpstreamViews(connection, task.inputs, task.signal);
    const result = { tests: [], sourceHash: hashSqlText(source), variablesRead: [...rendered.variables] };
    if (task.wanted.kind === 'outputs') return { ...result, outputs: await runStatements(script), answer: true };
    const rows = await runForRows(script);
    if (task.wanted.kind === 'check' && rows.length > 0) throw checkFailed(script, rows.length);
    return { ...result, outputs: [], answer: isTrue(rows[0]?.[0]) };
  } finally {
    clearInterval(progress);
    await workspace.release();
  }
};

/** Replaces the templates of a block's SQL. What blocks gave is read beforehand, when any of them asks for it. */
async function render(source: string, task: BlockTask, engine: BlockEngine): Promise<RenderedSql> {
  const { block, inputs, signal } = task;
  const outputs = new Map<string, unknown>();
  const wanted: { readonly expression: BlockOutputExpression; readonly place: AskedAt }[] = [];
  const scope: TemplateScope = {
    file: task.file,
    upstream: inputs.map((input) => input.block),
    variables: task.variables,
    environment: (name) => readEnvironment(engine.secrets, name),
    secret: (name, place) => readSecret(engine.secrets, name, place),
    tables: tableUpstreams(inputs),
    blockOutput(expression, place) {
      wanted.push({ expression, place });
      return outputs.get(JSON.stringify(expression));
    },
  };
  const rendered = renderTemplates(source, scope);
  if (wanted.length === 0) return rendered;
  const from = { block: block.uuid, inputs, database: engine.database, signal };
  for (const { expression, place } of wanted) {
    outputs.set(JSON.stringify(expression), await readBlockOutput(expression, from, place));
  }
  return renderTemplates(source, scope);
}

interface Script {
  readonly task: BlockTask;
  readonly workspace: Workspace;
  readonly source: string;
  readonly rendered: RenderedSql;
  readonly statements: readonly Statement[];
}

/** Binds what the templates read. Throws `variable_not_bindable` for a value that SQL has no type for. */
async function bindVariables({ task, workspace, source, rendered }: Script): Promise<void> {
  for (const [name, value] of rendered.bindings) {
    try {
      const statement = `SET VARIABLE ${quoteIdentifier(name)} = ${toSqlValue(value)}`;
      await runQuery(workspace.connection, statement, task.signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      throw new EiderError(
        {
          code: 'variable_not_bindable',
          message: `The value of ${name} cannot be used in SQL: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
          remedy: 'Give a list values of one type, or read the variable in a TypeScript block.',
          file: task.file,
          ...positionAt(source, rendered.places.get(name) ?? 0),
        },
        { cause: error },
      );
    }
  }
}

async function runStatements(script: Script): Promise<DraftOutput[]> {
  const { statements, task, workspace } = script;
  const last = statements.at(-1);
  if (last?.kind === 'query' || last?.kind === 'description') {
    for (const statement of statements.slice(0, -1)) await execute(script, statement);
    return [await copyOut(script, last, last.start, 'output_0', 0)];
  }
  const streamed = canStream(statements);
  const outputs: DraftOutput[] = [];
  for (const statement of statements) {
    if (!streamed || statement.queryStart === null || statement.table === null) {
      await execute(script, statement);
      continue;
    }
    const output = await copyOut(script, statement, statement.queryStart, statement.table, outputs.length);
    outputs.push(output);
    const view = `CREATE VIEW ${quoteIdentifier(statement.table)} AS ${parquetRows(path.join(task.folder, output.file))}`;
    await runQuery(workspace.connection, view, task.signal).catch((error: unknown) => {
      throw failureAt(script, statement, error, statement.start, 0);
    });
  }
  if (streamed) return outputs;
  const created = statements.flatMap((statement) => statement.table ?? []);
  for (const [index, table] of (await workspace.tables(created)).entries()) {
    const query = `SELECT * FROM ${quoteIdentifier(table)}`;
    outputs.push(await writeOutput(script, query, { index, name: table }));
  }
  return outputs;
}

/** Runs every statement and gives the first rows of the last, when that is a query. */
async function runForRows(script: Script): Promise<DuckDBValue[][]> {
  const { statements, workspace, task } = script;
  const last = statements.at(-1);
  if (last?.kind !== 'query') {
    for (const statement of statements) await execute(script, statement);
    return [];
  }
  for (const statement of statements.slice(0, -1)) await execute(script, statement);
  const own = script.rendered.text.slice(last.start, last.end);
  try {
    return await runQuery(workspace.connection, `SELECT * FROM (${own}\n) LIMIT ${LOOKED_AT}`, task.signal);
  } catch (error) {
    throw failureAt(script, last, error, last.start, 'SELECT * FROM ('.length);
  }
}

/** Rows of a condition, a sensor or a check that are looked at. */
const LOOKED_AT = 100;

function isTrue(value: DuckDBValue | undefined): boolean {
  return typeof value === 'object' ? value !== null : Boolean(value);
}

/** A check gives the rows that are wrong. */
function checkFailed({ task, statements, source, rendered }: Script, rows: number): EiderError {
  const count = rows === LOOKED_AT ? `${rows} rows or more` : rows === 1 ? '1 row' : `${rows} rows`;
  const last = statements.at(-1);
  return new EiderError({
    code: 'check_failed',
    message: `The check ${task.block.uuid} found ${count} that should not be there.`,
    remedy: 'Run its query on the outputs to see them; a check is passed when it gives no row.',
    file: task.file,
    ...positionAt(source, rendered.sourceOffset(last?.start ?? 0)),
  });
}

/**
 * Whether each `CREATE TABLE x AS` can go straight to its Parquet file and be read from there, instead of being held in
 * memory first: true unless a later statement might change a table.
 */
function canStream(statements: readonly Statement[]): boolean {
  const created = statements.filter((statement) => statement.kind === 'create_table_as');
  return (
    new Set(created.map((statement) => statement.table?.toLowerCase())).size === created.length &&
    statements.every((statement) => ['create_table_as', 'definition', 'query', 'description'].includes(statement.kind))
  );
}

async function copyOut(
  script: Script,
  statement: Statement,
  queryStart: number,
  name: string,
  index: number,
): Promise<DraftOutput> {
  const own = script.rendered.text.slice(queryStart, statement.end);
  const around = statement.kind === 'description' ? 'SELECT * FROM (' : '';
  try {
    return await writeOutput(script, around === '' ? own : `${around}${own}\n)`, { index, name });
  } catch (error) {
    throw failureAt(script, statement, error, queryStart, COPY_PREFIX_LENGTH + around.length);
  }
}

async function writeOutput(
  { workspace, task }: Script,
  query: string,
  output: { readonly index: number; readonly name: string },
): Promise<DraftOutput> {
  const draft = await parquetOutput(workspace.connection, query, task.folder, output, task.signal);
  task.outputWritten(draft);
  return draft;
}

async function execute(script: Script, statement: Statement): Promise<void> {
  const { workspace, task } = script;
  const text = script.rendered.text.slice(statement.start, statement.end);
  try {
    if (statement.kind === 'attach') await workspace.attach(text);
    else await runQuery(workspace.connection, text, task.signal);
  } catch (error) {
    throw failureAt(script, statement, error, statement.start, 0);
  }
}

function failureAt(script: Script, statement: Statement, error: unknown, from: number, prefix: number): unknown {
  const { rendered, source, task } = script;
  return sqlFailure(error, {
    unreadable: unreadableUpstreams(task.inputs),
    file: task.file,
    source,
    executed: ' '.repeat(prefix) + rendered.text.slice(from, statement.end),
    sourceOffset: (offset) => rendered.sourceOffset(from + Math.max(0, offset - prefix)),
    fallbackOffset: rendered.sourceOffset(statement.start),
    secrets: rendered.secrets,
  });
}

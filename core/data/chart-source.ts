import { readFile } from 'node:fs/promises';
import { chartTooLate } from '../blocks/chart-time';
import { createUpstreamViews } from '../blocks/sql/upstream-views';
import type { OutputsInput } from '../blocks/contract';
import { sqlFailure } from '../blocks/sql/duckdb-error';
import { toSqlValue } from '../blocks/sql/literal';
import { splitStatements } from '../blocks/sql/statements';
import { renderTemplates } from '../blocks/sql/template';
import { EiderError } from '../errors';
import { isMissing } from '../fs-errors';
import { milliseconds } from '../milliseconds';
import type { Chart } from '../project/types';
import { createPool, type Pool, type Query } from './pool';
import { describeSource, type Relation } from './relation';
import { openDatabase, runQuery, type DatabaseOptions } from './session';
import { quoteIdentifier } from './sql-text';

export interface ChartSqlInputs {
  /** In the order of the chart's upstream blocks. */
  readonly inputs: readonly OutputsInput[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly database: Pick<DatabaseOptions, 'memoryLimit' | 'tempDirectory'>;
  /** How long it may take. */
  readonly seconds: number;
}

export interface ChartSource {
  readonly language: 'python' | 'sql';
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

/**
 * The code in a chart's file, or null when the file is missing or blank: then the chart is drawn from its configuration alone.
 * Throws `chart_code_unsupported` for code in another language.
 */
export async function readChartSource({ file, name, language }: Chart): Promise<ChartSource | null> {
  if (file === null) return null;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  if (text.trim() === '') return null;
  if (language === 'sql' || language === 'python') return { language, file, text };
  throw new EiderError({
    code: 'chart_code_unsupported',
    message: `Chart ${name} is computed by ${language} code, which charts cannot have.`,
    remedy: 'Write it in Python or SQL, or empty its file and set group_by and metrics.',
    file,
    line: 1,
    column: 1,
  });
}

/**
 * Lends the rows of a chart's final SELECT to `work`. Upstream blocks are views as in an SQL block, and `{{ df_1 }}` is the
 * first. The SQL runs in a database of its own that can read the given outputs and nothing else, so a chart of a folder that
 * nobody has vouched for can be drawn. Throws `chart_sql`, `chart_timeout`, or
 * `sql_failed` with the place in the file.
 */
export async function withChartSql<T>(
  chart: Chart,
  source: string,
  given: ChartSqlInputs,
  work: (query: Query, relation: Relation, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const onlyFiles = given.inputs.flatMap((input) => input.outputs.map((output) => output.file));
  const pool = createPool(await openDatabase({ ...given.database, onlyFiles }), 1);
  const late = AbortSignal.timeout(milliseconds(given.seconds));
  const stop = AbortSignal.any([signal, late]);
  try {
    return await work(pool.query, await chartRelation(pool, chart, source, given, stop), stop);
  } catch (error) {
    if (late.aborted && !signal.aborted) throw chartTooLate(chart, 'SQL', given.seconds, chart.file ?? chart.uuid);
    throw error;
  } finally {
    pool.close();
  }
}

async function chartRelation(
  pool: Pool,
  chart: Chart,
  source: string,
  given: ChartSqlInputs,
  signal: AbortSignal,
): Promise<Relation> {
  const file = chart.file ?? chart.uuid;
  const rendered = renderTemplates(source, {
    file,
    upstream: given.inputs.map((input) => input.block),
    variables: given.variables,
    environment: () => null,
    secret: (_name, place) => {
      throw new EiderError({
        code: 'secret_refused',
        message: `Chart ${chart.name} asks for a secret, which a chart does not get.`,
        remedy: 'Read it in a block and draw what the block gives.',
        ...place,
      });
    },
    tables: new Set(given.inputs.map((input) => input.block)),
    blockOutput: (_expression, place) => {
      throw new EiderError({
        code: 'template_unsupported',
        message: `Chart ${chart.name} asks for a value of a block's output.`,
        remedy: 'Read it in SQL: the block is a table of its name.',
        ...place,
      });
    },
  });
  const statements = splitStatements(rendered.text);
  const last = statements.at(-1);
  const before = statements.slice(0, -1);
  const changes = before.some(({ kind }) => kind === 'other' || kind === 'attach');
  if (last?.kind !== 'query' || changes) {
    throw new EiderError({
      code: 'chart_sql',
      message: `The SQL of chart ${chart.name} is not a SELECT.`,
      remedy: 'End it with one SELECT; only definitions and CREATE TABLE may stand before it.',
      file,
      line: 1,
      column: 1,
    });
  }
  /** Runs a piece of the rendered text behind a prefix of ours, and leads an error back to the author's line. */
  const located = async <R>(
    prefix: string,
    start: number,
    end: number,
    run: (sql: string) => Promise<R>,
  ): Promise<R> => {
    const executed = `${prefix}${rendered.text.slice(start, end)}`;
    try {
      return await run(executed);
    } catch (error) {
      throw sqlFailure(error, {
        file,
        source,
        executed,
        sourceOffset: (offset) => rendered.sourceOffset(start + Math.max(0, offset - prefix.length)),
        fallbackOffset: rendered.sourceOffset(start),
      });
    }
  };
  await pool.use(async (connection) => {
    for (const [name, value] of rendered.bindings) {
      await runQuery(connection, `SET VARIABLE ${quoteIdentifier(name)} = ${toSqlValue(value)}`, signal);
    }
    await createUpstreamViews(connection, given.inputs, signal);
    for (const { start, end } of before) await located('', start, end, (sql) => runQuery(connection, sql, signal));
  }, signal);
  const select = rendered.text.slice(last.start, last.end);
  // The SELECT may end in a line comment, so what closes it stands on a line of its own.
  const fragment = { sql: `(${select}\n)`, values: {}, name: `the SQL of chart ${chart.name}` };
  return located('DESCRIBE SELECT * FROM (', last.start, last.end, () => describeSource(pool.query, fragment, signal));
}

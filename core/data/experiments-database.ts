import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { metricLabel } from '../protocol/metric-label';
import type { ExperimentState } from '../protocol/experiment-state';
import { storePaths } from '../store/paths';
import { runQuery } from './session';
import { quoteLiteral } from './sql-text';

/** Columns of the table `experiments`, in order, with DuckDB's types. */
const EXPERIMENTS = {
  id: 'VARCHAR',
  parent: 'VARCHAR',
  experiment: 'VARCHAR',
  name: 'VARCHAR',
  pipeline: 'VARCHAR',
  block: 'VARCHAR',
  child: 'VARCHAR',
  run: 'VARCHAR',
  estimator: 'VARCHAR',
  status: 'VARCHAR',
  started: 'TIMESTAMPTZ',
  ended: 'TIMESTAMPTZ',
  seconds: 'DOUBLE',
  parameters: 'JSON',
  tags: 'MAP(VARCHAR, VARCHAR)',
  metrics: 'MAP(VARCHAR, DOUBLE)',
  best: 'DOUBLE',
  seed: 'BIGINT',
  rows: 'BIGINT',
  columns: 'BIGINT',
  features: 'VARCHAR',
  target: 'VARCHAR',
  warnings: 'VARCHAR[]',
  failure: 'VARCHAR',
} as const;

/** Of the lines of records those that the view `metrics` shows. */
const LINES =
  "{'type': 'VARCHAR', 'step': 'DOUBLE', 'set': 'VARCHAR', 'name': 'VARCHAR', 'value': 'DOUBLE', 'seconds': 'DOUBLE'}";

/**
 * Makes the table `experiments`, one row for each of the given trainings, and the view `metrics`, one row for each score of
 * any training of the project, read from the records when it is asked for.
 */
export async function openExperiments(
  connection: DuckDBConnection,
  root: string,
  states: readonly ExperimentState[],
): Promise<void> {
  const columns = Object.entries(EXPERIMENTS);
  const definitions = columns.map(([name, type]) => `"${name}" ${type}`).join(', ');
  await runQuery(connection, `CREATE TABLE experiments (${definitions})`);
  // as texts: DuckDB's JSON has no numbers that are not finite, but its casts have
  const rows = `SELECT unnest(CAST($rows AS JSON[])) AS row`;
  const values = columns.map(([name, type]) => castOf(`row->'$.${name}'`, `row->>'$.${name}'`, type)).join(', ');
  await runQuery(connection, `INSERT INTO experiments SELECT ${values} FROM (${rows})`, undefined, {
    rows: JSON.stringify(states.map(rowOf)),
  });
  await runQuery(connection, `CREATE VIEW metrics AS ${states.length === 0 ? noMetrics : metricsOf(root)}`);
}

function castOf(json: string, text: string, type: string): string {
  if (type === 'JSON') return json;
  return type.startsWith('MAP') || type.endsWith('[]') ? `CAST(${json} AS ${type})` : `CAST(${text} AS ${type})`;
}

function rowOf(state: ExperimentState): Readonly<Record<keyof typeof EXPERIMENTS, unknown>> {
  const { data, child, failure, startedAt: started, endedAt: ended, ...rest } = state;
  return {
    ...rest,
    child: child?.name ?? null,
    started,
    ended,
    metrics: Object.fromEntries(state.metrics.map((metric) => [metricLabel(metric), metric.value])),
    rows: data?.rows ?? null,
    columns: data?.columns ?? null,
    features: data?.features ?? null,
    target: data?.target ?? null,
    failure: failure?.message ?? null,
  };
}

/** A line that a killed process has cut off is passed over. */
function metricsOf(root: string): string {
  const files = path.join(storePaths(root).experiments, '*', '*.jsonl').replaceAll('\\', '/');
  const options = `format = 'newline_delimited', columns = ${LINES}, ignore_errors = true, filename = true`;
  return `SELECT parse_filename(filename, true) AS id, "set", step, name, value, seconds
    FROM read_json(${quoteLiteral(files)}, ${options}) WHERE type = 'metric'`;
}

const noMetrics = `SELECT NULL::VARCHAR AS id, NULL::VARCHAR AS "set", NULL::DOUBLE AS step, NULL::VARCHAR AS name,
  NULL::DOUBLE AS value, NULL::DOUBLE AS seconds WHERE false`;

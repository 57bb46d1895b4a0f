import path from 'node:path';
import type { Database, SqlValue } from 'sql.js';
import { EiderError } from '../errors';
import type { MlflowReading, MlflowRun } from '../protocol/mlflow';
import { openSqliteCopy } from './sqlite-file';

/** The database that MLflow writes in the working folder of a project's blocks. */
export function mlflowFile(project: string): string {
  return path.join(project, 'mlflow.db');
}

/**
 * The runs of an `mlflow.db`, the newest first, with their tags, parameters and newest metrics; those too that have not
 * finished, since clients often end none. Deleted ones are left out. The file is neither locked nor written. Null when
 * there is no such file; throws `sqlite_unreadable` and `mlflow_unreadable`.
 */
export async function readMlflow(file: string): Promise<MlflowReading | null> {
  const database = await openSqliteCopy(file);
  if (database === null) return null;
  try {
    return { file, runs: readRuns(database) };
  } catch (cause) {
    throw new EiderError(
      {
        code: 'mlflow_unreadable',
        message: `${file} holds no runs of MLflow that can be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
        remedy: 'See that MLflow has made it; mlflow db upgrade brings an old one up to date.',
        file,
      },
      { cause },
    );
  } finally {
    database.close();
  }
}

const RUNS = `
  SELECT runs.run_uuid, runs.name, experiments.name, runs.status, runs.start_time, runs.end_time
  FROM runs LEFT JOIN experiments ON experiments.experiment_id = runs.experiment_id
  WHERE runs.lifecycle_stage IS NULL OR runs.lifecycle_stage <> 'deleted'
  ORDER BY runs.start_time DESC, runs.run_uuid`;

/** Of a metric that was logged several times the last; one that is no number is stored as 0 with a mark. */
const METRICS = `
  SELECT run_uuid, key, CASE WHEN is_nan THEN NULL ELSE value END
  FROM (SELECT *, row_number() OVER (PARTITION BY run_uuid, key ORDER BY step DESC, timestamp DESC, value DESC) AS place FROM metrics)
  WHERE place = 1 ORDER BY key`;

function readRuns(database: Database): MlflowRun[] {
  const metrics = byRun(database, METRICS, (value) => (typeof value === 'number' ? value : null));
  const params = byRun(database, 'SELECT run_uuid, key, value FROM params ORDER BY key', textOf);
  const tags = byRun(database, 'SELECT run_uuid, key, value FROM tags ORDER BY key', textOf);
  return rowsOf(database, RUNS).map(
    ([id = null, name = null, experiment = null, status = null, started, ended]): MlflowRun => {
      const run = textOf(id);
      const own = tags.get(run) ?? {};
      return {
        run,
        name: textOf(name ?? own['mlflow.runName'] ?? null),
        experiment: textOf(experiment),
        status: textOf(status ?? 'unknown').toLowerCase(),
        startedAt: typeof started === 'number' ? started : null,
        endedAt: typeof ended === 'number' && ended > 0 ? ended : null,
        metrics: metrics.get(run) ?? {},
        params: params.get(run) ?? {},
        tags: Object.fromEntries(Object.entries(own).filter(([key]) => !key.startsWith('mlflow.'))),
      };
    },
  );
}

/** Rows of run, key and value, as one record for each run. */
function byRun<Value>(
  database: Database,
  query: string,
  read: (value: SqlValue) => Value,
): Map<string, Record<string, Value>> {
  const found = new Map<string, Map<string, Value>>();
  for (const [run = null, key = null, value = null] of rowsOf(database, query)) {
    const record = found.get(textOf(run)) ?? new Map<string, Value>();
    found.set(textOf(run), record.set(textOf(key), read(value)));
  }
  return new Map([...found].map(([run, record]) => [run, Object.fromEntries(record)]));
}

/** A cell as text; nothing for NULL and bytes. */
function textOf(cell: SqlValue): string {
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : '';
}

function rowsOf(database: Database, query: string): readonly (readonly SqlValue[])[] {
  return database.exec(query)[0]?.values ?? [];
}

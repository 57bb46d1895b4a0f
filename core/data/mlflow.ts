import path from 'node:path';
import type { Database } from 'sql.js';
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
  const text = (value: unknown) => String(value ?? '');
  const params = byRun(database, 'SELECT run_uuid, key, value FROM params ORDER BY key', text);
  const tags = byRun(database, 'SELECT run_uuid, key, value FROM tags ORDER BY key', text);
  return rowsOf(database, RUNS).map(([id, name, experiment, status, started, ended]): MlflowRun => {
    const run = String(id);
    const own = tags.get(run) ?? {};
    return {
      run,
      name: String(name ?? own['mlflow.runName'] ?? ''),
      experiment: String(experiment ?? ''),
      status: String(status ?? 'UNKNOWN').toLowerCase(),
      startedAt: typeof started === 'number' ? started : null,
      endedAt: typeof ended === 'number' && ended > 0 ? ended : null,
      metrics: metrics.get(run) ?? {},
      params: params.get(run) ?? {},
      tags: Object.fromEntries(Object.entries(own).filter(([key]) => !key.startsWith('mlflow.'))),
    };
  });
}

/** Rows of run, key and value, as one record for each run. */
function byRun<Value>(
  database: Database,
  query: string,
  read: (value: unknown) => Value,
): Map<string, Record<string, Value>> {
  const found = new Map<string, Map<string, Value>>();
  for (const [run, key, value] of rowsOf(database, query)) {
    const record = found.get(String(run)) ?? new Map<string, Value>();
    found.set(String(run), record.set(String(key), read(value)));
  }
  return new Map([...found].map(([run, record]) => [run, Object.fromEntries(record)]));
}

function rowsOf(database: Database, query: string): readonly (readonly unknown[])[] {
  return database.exec(query)[0]?.values ?? [];
}

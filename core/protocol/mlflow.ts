import * as v from 'valibot';

/** A run that somebody has logged to MLflow. */
const mlflowRunSchema = v.object({
  run: v.string(),
  name: v.string(),
  experiment: v.string(),
  /** `running`, `finished`, `failed`, `killed` or `scheduled`. A client that ends no run leaves it running. */
  status: v.string(),
  /** Milliseconds since 1970, UTC. */
  startedAt: v.nullable(v.number()),
  endedAt: v.nullable(v.number()),
  /** The newest value of each; null for what is no number. */
  metrics: v.record(v.string(), v.nullable(v.number())),
  params: v.record(v.string(), v.string()),
  /** Without MLflow's own. */
  tags: v.record(v.string(), v.string()),
});
export type MlflowRun = v.InferOutput<typeof mlflowRunSchema>;

export const mlflowReadingSchema = v.object({
  /** Absolute path of the database. */
  file: v.string(),
  /** The newest first. */
  runs: v.array(mlflowRunSchema),
});
export type MlflowReading = v.InferOutput<typeof mlflowReadingSchema>;

/** A table of runs: the columns that every run may have, then its metrics, tags and parameters by their names. */
export function mlflowTable(runs: readonly MlflowRun[]): {
  readonly columns: readonly { readonly title: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
} {
  const keys = (part: 'tags' | 'metrics' | 'params') =>
    [...new Set(runs.flatMap((run) => Object.keys(run[part])))].sort();
  const [metrics, tags, params] = [keys('metrics'), keys('tags'), keys('params')];
  const column = (title: string, isNumber = false) => ({ title, isNumber });
  return {
    columns: [
      ...['started', 'run', 'experiment', 'status'].map((title) => column(title)),
      ...metrics.map((key) => column(key, true)),
      ...tags.map((key) => column(key)),
      ...params.map((key) => column(key)),
    ],
    rows: runs.map((run) => [
      run.startedAt === null ? '' : new Date(run.startedAt).toISOString().slice(0, 19).replace('T', ' '),
      run.name === '' ? run.run : run.name,
      run.experiment,
      run.status,
      ...metrics.map((key) => (key in run.metrics ? numberText(run.metrics[key] ?? null) : '')),
      ...tags.map((key) => run.tags[key] ?? ''),
      ...params.map((key) => run.params[key] ?? ''),
    ]),
  };
}

function numberText(value: number | null): string {
  return value === null ? 'NaN' : String(Number(value.toPrecision(6)));
}

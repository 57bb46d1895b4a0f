import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { ExperimentState } from '../protocol/experiment-state';
import type { MetricLine } from '../protocol/experiments';
import { metricLabel } from '../protocol/metric-label';
import { locateModel, readMetrics } from '../store/experiments';
import { experimentFile } from '../store/paths';
import type { MlflowServer } from './mlflow-server';

/** What became of a record on the server. */
export interface Exported {
  readonly id: string;
  /** The run's id there. */
  readonly run: string;
  /** `unchanged`: it was there already, as it is. */
  readonly action: 'created' | 'updated' | 'unchanged';
  /** Why its model is not there; null when it is, or there is none. */
  readonly withoutModel: string | null;
}

/** What one request of log-batch may hold. */
const MOST_METRICS = 1000;
const MOST_PARAMETERS = 100;
const MOST_TAGS = 100;
const LONGEST_PARAMETER = 6000;
const LONGEST_TAG = 5000;
/** The tags by which a run is found again, and whether its record has changed since. */
const ID = 'eider.id';
const RECORD = 'eider.record';

const runSchema = v.object({
  info: v.object({ run_id: v.string(), artifact_uri: v.optional(v.string(), '') }),
  data: v.optional(
    v.object({ tags: v.optional(v.array(v.object({ key: v.string(), value: v.optional(v.string(), '') })), []) }),
  ),
});
type MlflowRun = v.InferOutput<typeof runSchema>;
const nothingSchema = v.unknown();

/**
 * Exports records to a tracking server, as runs of experiments of the same names; parts of a training become children of its
 * run. A run is known by a tag with the record's id: exporting again writes what has changed, and nothing twice. The model
 * goes along where the server keeps the artifacts itself. `onExported` is told of each. Throws what {@link MlflowServer} does.
 */
export async function exportToMlflow(
  server: MlflowServer,
  root: string,
  states: readonly ExperimentState[],
  onExported: (exported: Exported) => void,
  signal?: AbortSignal,
): Promise<void> {
  const experiments = new Map<string, string>();
  const runs = new Map<string, string>();
  // ids sort by time, so what a record is a part of comes before it
  for (const state of [...states].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    signal?.throwIfAborted();
    const experiment = experiments.get(state.experiment) ?? (await experimentNamed(server, state.experiment, signal));
    experiments.set(state.experiment, experiment);
    const parent =
      state.parent === null
        ? null
        : (runs.get(state.parent) ?? (await findRun(server, experiment, state.parent, signal))?.info.run_id ?? null);
    const exported = await exportRun(server, root, state, experiment, parent, signal);
    runs.set(state.id, exported.run);
    onExported(exported);
  }
}

async function exportRun(
  server: MlflowServer,
  root: string,
  state: ExperimentState,
  experiment: string,
  parent: string | null,
  signal: AbortSignal | undefined,
): Promise<Exported> {
  const record = await checksumOf(experimentFile(root, state.pipeline, state.id));
  const model = await locateModel(root, state);
  const found = await findRun(server, experiment, state.id, signal);
  if (found?.data?.tags.find(({ key }) => key === RECORD)?.value === record) {
    return { id: state.id, run: found.info.run_id, action: 'unchanged', withoutModel: null };
  }
  const run = found ?? (await createRun(server, state, experiment, parent, signal));
  const id = run.info.run_id;
  const log = (batch: Readonly<Record<string, unknown>>) =>
    server.ask(nothingSchema, 'runs/log-batch', { body: { run_id: id, ...batch }, signal });
  for (const params of chunks(parametersOf(state), MOST_PARAMETERS)) await log({ params });
  const metrics = (await readMetrics(root, state)).map((metric) => metricOf(state, metric));
  for (const part of chunks(metrics, MOST_METRICS)) await log({ metrics: part });
  const withoutModel = model === null ? null : await putModel(server, run, model, signal);
  await server.ask(nothingSchema, 'runs/update', {
    body: {
      run_id: id,
      status: statusOf(state),
      ...(state.endedAt !== null && { end_time: Date.parse(state.endedAt) }),
    },
    signal,
  });
  // last: an export that was broken off is done again
  for (const tags of chunks([...tagsOf(state), { key: RECORD, value: record }], MOST_TAGS)) await log({ tags });
  return { id: state.id, run: id, action: found === null ? 'created' : 'updated', withoutModel };
}

async function experimentNamed(server: MlflowServer, name: string, signal: AbortSignal | undefined): Promise<string> {
  const found = await server.ask(
    v.object({ experiment: v.object({ experiment_id: v.string() }) }),
    'experiments/get-by-name',
    { query: { experiment_name: name }, signal },
  );
  if (found !== null) return found.experiment.experiment_id;
  const made = await server.ask(v.object({ experiment_id: v.string() }), 'experiments/create', {
    body: { name },
    signal,
  });
  return made?.experiment_id ?? '';
}

async function findRun(
  server: MlflowServer,
  experiment: string,
  record: string,
  signal: AbortSignal | undefined,
): Promise<MlflowRun | null> {
  const filter = `tags.\`${ID}\` = '${record.replaceAll("'", '')}'`;
  const answer = await server.ask(v.object({ runs: v.optional(v.array(runSchema), []) }), 'runs/search', {
    body: { experiment_ids: [experiment], filter, max_results: 1 },
    signal,
  });
  return answer?.runs[0] ?? null;
}

async function createRun(
  server: MlflowServer,
  state: ExperimentState,
  experiment: string,
  parent: string | null,
  signal: AbortSignal | undefined,
): Promise<MlflowRun> {
  const tags = [
    { key: ID, value: state.id },
    { key: 'mlflow.source.name', value: `${state.pipeline}/${state.block}` },
    ...(parent === null ? [] : [{ key: 'mlflow.parentRunId', value: parent }]),
  ];
  const created = await server.ask(v.object({ run: runSchema }), 'runs/create', {
    body: {
      experiment_id: experiment,
      run_name: state.name ?? `${state.estimator} ${state.id}`,
      start_time: Date.parse(state.startedAt),
      tags,
    },
    signal,
  });
  if (created === null) throw new Error(`the experiment ${state.experiment} was removed meanwhile`);
  return created.run;
}

/** Why the model could not be stored; null when it was. */
async function putModel(
  server: MlflowServer,
  { info }: MlflowRun,
  file: string,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const place = /^mlflow-artifacts:(?:\/\/[^/]*)?\/?(.*)$/.exec(info.artifact_uri)?.[1];
  if (place === undefined) return `the server does not keep artifacts itself, but has them in ${info.artifact_uri}`;
  await server.putArtifact(`${place}/model/${path.basename(file)}`, await readFile(file), signal);
  return null;
}

function parametersOf({ parameters }: ExperimentState) {
  return Object.entries(parameters).map(([name, value]) => ({
    key: keyOf(name),
    value: clipped(typeof value === 'string' ? value : JSON.stringify(value), LONGEST_PARAMETER),
  }));
}

function metricOf({ startedAt }: ExperimentState, metric: MetricLine) {
  const timestamp = Date.parse(startedAt) + Math.round(metric.seconds * 1000);
  return { key: keyOf(metricLabel(metric)), value: metric.value, step: Math.round(metric.step), timestamp };
}

function tagsOf(state: ExperimentState) {
  const { data, failure, best } = state;
  const facts: Readonly<Record<string, string | number | null | undefined>> = {
    'eider.pipeline': state.pipeline,
    'eider.block': state.block,
    'eider.child': state.child?.name,
    'eider.run': state.run,
    'eider.estimator': state.estimator,
    'eider.status': state.status,
    'eider.best_step': best,
    'eider.data.rows': data?.rows,
    'eider.data.columns': data?.columns,
    'eider.data.features': data?.features,
    'eider.data.target': data?.target,
    'eider.model.sha256': state.model?.checksum,
    'eider.warnings': state.warnings.length === 0 ? null : state.warnings.join('\n'),
    'eider.failure': failure?.message,
  };
  return [...Object.entries(state.tags), ...Object.entries(facts)].flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ key: keyOf(key), value: clipped(String(value), LONGEST_TAG) }],
  );
}

function statusOf({ status }: ExperimentState): string {
  switch (status) {
    case 'completed':
    case 'pruned':
      return 'FINISHED';
    case 'failed':
      return 'FAILED';
    case 'running':
      return 'RUNNING';
    case 'cancelled':
    case 'interrupted':
    case 'unfinished':
      return 'KILLED';
  }
}

/** A name with the characters that MLflow allows in one, as long as it may be. */
function keyOf(name: string): string {
  return name.replaceAll(/[^\w\-. :/]/gu, '_').slice(0, 250);
}

function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}

async function checksumOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

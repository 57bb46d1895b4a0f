import * as v from 'valibot';
import { EiderError } from '../errors';
import { layoutGraph } from '../graph/layout';
import type { DataMethod, DataRequests, OutputRef } from '../protocol/data';
import { ExperimentReader } from '../store/experiment-reader';
import { locateOutput, type LocatedOutput } from '../store/outputs';
import { blockLogFile } from '../store/paths';
import { readCell } from './cell';
import { createChildrenReader } from './children';
import { createChartPythons } from './chart-pythons';
import { drawChart } from './draw-chart';
import { histogramOf } from './histogram';
import { readLog } from './log';
import { readChildLog } from './child-log';
import { readPage } from './page';
import { createPool } from './pool';
import { previewOf } from './preview';
import { profileOf } from './profile';
import { tableRelation } from './relation';
import { isDataMethod, requestSchemas } from './requests';
import { openDatabase, type DatabaseOptions } from './session';

export interface DataServer {
  /**
   * Answers one request of {@link DataRequests}; method and parameters are checked first. Rejects with an `EiderError`
   * (`request_unknown`, `request_invalid` or what the request itself throws), or with an `AbortError` when cancelled.
   */
  answer(method: string, params: unknown, signal: AbortSignal): Promise<DataRequests[DataMethod]['result']>;
  /** Ends the Python processes of charts too. */
  close(): Promise<void>;
}

type Handlers = {
  readonly [M in DataMethod]: (
    params: DataRequests[M]['params'],
    signal: AbortSignal,
  ) => DataRequests[M]['result'] | Promise<DataRequests[M]['result']>;
};

/** Pages, profiles and histograms at a time; more wait for their turn. */
const connections = 4;

/** Opens the DuckDB that answers questions about stored outputs. */
export async function openDataServer(
  options: Pick<DatabaseOptions, 'memoryLimit' | 'tempDirectory'>,
): Promise<DataServer> {
  const pool = createPool(await openDatabase(options), connections);
  const { query } = pool;
  const children = createChildrenReader();
  const experiments = new Map<string, ExperimentReader>();
  const pythons = createChartPythons();
  const handlers: Handlers = {
    async schema(params) {
      const { output } = await locate(params);
      return { columns: output.schema, rows: output.rows ?? 0 };
    },
    page: async (params, signal) => readPage(query, await locate(params), params, signal),
    cell: async (params, signal) => readCell(query, await locate(params), params, signal),
    profile: async (params, signal) =>
      profileOf(query, await tableRelation(query, await locate(params), signal), params, signal),
    histogram: async (params, signal) =>
      histogramOf(query, await tableRelation(query, await locate(params), signal), params, signal),
    chart: (params, signal) => drawChart(params, { query, database: options, pythons }, signal),
    preview: async (params) => previewOf(await locate(params)),
    // core/learn is loaded with the first model that is looked at
    model: async (params, signal) => (await import('./model/look')).lookAtModel(await locate(params), signal),
    importances: async (params, signal) =>
      (await import('./model/look')).lookAtImportances(await locate(params), params, signal),
    tree: async (params, signal) => (await import('./model/look')).lookAtTree(await locate(params), params, signal),
    tree_text: async (params, signal) => (await import('./model/look')).treeText(await locate(params), params, signal),
    log({ project, pipeline, run, block, child, from }) {
      const file = blockLogFile(project, pipeline, run, block);
      return child === undefined ? readLog(file, from) : readChildLog(file, child, from);
    },
    children: (params) => children.page(params),
    child: (params) => children.child(params),
    experiments({ project, ...wanted }, signal) {
      const reader = experiments.get(project) ?? new ExperimentReader(project);
      experiments.set(project, reader);
      return reader.look(wanted, signal);
    },
    layout: layoutGraph,
  };

  return {
    async answer(method, params, signal) {
      if (!isDataMethod(method)) {
        throw new EiderError({ code: 'request_unknown', message: `There is no data request ${method}.` });
      }
      return dispatch(handlers, method, params, signal);
    },
    async close() {
      await pythons.close();
      pool.close();
    },
  };
}

async function dispatch<M extends DataMethod>(
  handlers: Handlers,
  method: M,
  params: unknown,
  signal: AbortSignal,
): Promise<DataRequests[M]['result']> {
  const parsed = v.safeParse(requestSchemas[method], params);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new EiderError({
      code: 'request_invalid',
      message: `The parameters of data request ${method} are wrong at ${v.getDotPath(issue) ?? 'the top'}: ${issue.message}`,
    });
  }
  return handlers[method](parsed.output, signal);
}

function locate({ project, pipeline, block, run, index, child }: OutputRef): Promise<LocatedOutput> {
  return locateOutput(project, pipeline, block, run, index, child);
}

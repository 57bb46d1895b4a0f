import path from 'node:path';
import { chartSeconds } from '../blocks/chart-time';
import { EiderError, toFailure } from '../errors';
import { readPipeline } from '../project/read-pipeline';
import type { Chart, Pipeline } from '../project/types';
import type { ChartData, ChartDrawing, ChartQuery } from '../protocol/charts';
import type { LocatedOutput } from '../store/outputs';
import { rowsDrawing } from './chart';
import type { SourceAnswer } from './chart-answer';
import { chartConfiguration, type ChartConfiguration } from './chart-configuration';
import { chartInputs, firstTable, type ChartInput } from './chart-inputs';
import { chartLook, inOrder } from './chart-look';
import type { ChartPythons } from './chart-pythons';
import { readChartSource, withChartSql } from './chart-source';
import { printedText } from './printed-text';
import { pythonChartDrawing } from './python-chart';
import type { Query } from './pool';
import { describeSource, tableRelation, type Relation } from './relation';
import type { DatabaseOptions } from './session';
import { withSparseColumns } from './sparse-table';

export interface ChartContext {
  readonly query: Query;
  readonly database: Pick<DatabaseOptions, 'memoryLimit' | 'tempDirectory'>;
  readonly pythons: ChartPythons;
}

interface Drawn {
  readonly drawing: ChartDrawing;
  readonly configuration: ChartConfiguration;
}

type DrawWork<T> = (query: Query, relation: Relation, signal: AbortSignal) => Promise<T>;

/**
 * Draws a chart block: by its Python code, of what its SQL selects, or, without code, of the first table of the blocks that it
 * is attached to. Throws `chart_missing`, `output_missing`, and what the chart's code or configuration is wrong with.
 */
export async function drawChart(params: ChartQuery, context: ChartContext, signal: AbortSignal): Promise<ChartData> {
  const { pipeline, chart } = await findChart(params);
  const inputs = await chartInputs(pipeline, chart, params.run, params.child);
  const source = await readChartSource(chart);
  const notes = new Set<string>();
  const printed = printedText();
  const note = (sentence: string) => void notes.add(sentence);
  const draw = (configuration: ChartConfiguration) => (query: Query, relation: Relation, stop: AbortSignal) =>
    rowsDrawing({ query, chart, configuration, source: relation, note, signal: stop });

  async function drawn(): Promise<Drawn> {
    if (source?.language === 'python') {
      const { tempDirectory } = context.database;
      const drawSource = (answer: SourceAnswer | null, configuration: ChartConfiguration) =>
        answer === null
          ? withFirstTable(chart, inputs, configuration, context, draw(configuration), signal)
          : withSource(answer, configuration, context, draw(configuration), signal);
      const { code = null } = params;
      return pythonChartDrawing(
        {
          ...{ pipeline, chart, source, inputs, code, tempDirectory, note, drawSource },
          pythons: context.pythons,
          print: (text) => printed.add(text),
        },
        signal,
      );
    }
    const configuration = chartConfiguration(chart);
    const work = draw(configuration);
    if (source === null) {
      return { drawing: await withFirstTable(chart, inputs, configuration, context, work, signal), configuration };
    }
    const given = {
      inputs: inputs.map(({ input }) => input),
      variables: pipeline.variables,
      database: context.database,
      seconds: chartSeconds(chart, params.code !== null && params.code !== undefined),
    };
    return { drawing: await withChartSql(chart, source.text, given, work, signal), configuration };
  }

  try {
    const { drawing, configuration } = await drawn();
    return {
      title: chart.name,
      drawing: inOrder(drawing, configuration),
      look: chartLook(configuration, note),
      printed: printed.text(),
      notes: [...notes],
    };
  } catch (error) {
    signal.throwIfAborted();
    const text = printed.text();
    if (text.trim() === '') throw error;
    const failure = toFailure(error, 'chart_failed');
    throw new EiderError(
      { ...failure, detail: `${failure.detail ?? failure.message}\n\nIt has printed:\n${text}` },
      { cause: error },
    );
  }
}

/** Lends the first table of the upstream blocks, which may be a sparse matrix. */
async function withFirstTable<T>(
  chart: Chart,
  inputs: readonly ChartInput[],
  configuration: ChartConfiguration,
  context: ChartContext,
  work: DrawWork<T>,
  signal: AbortSignal,
): Promise<T> {
  const located: LocatedOutput = firstTable(chart, inputs);
  if (located.output.kind === 'table') {
    return work(context.query, await tableRelation(context.query, located, signal), signal);
  }
  const { file, output } = located;
  const matrix = { file, name: `output ${output.name}`, wanted: columnsOf(configuration), database: context.database };
  return withSparseColumns(matrix, (query, relation) => work(query, relation, signal), signal);
}

/** Lends what the data source of a chart's code gave. */
async function withSource<T>(
  { kind, file }: SourceAnswer,
  configuration: ChartConfiguration,
  { query, database }: ChartContext,
  work: DrawWork<T>,
  signal: AbortSignal,
): Promise<T> {
  const name = 'the data source of the chart';
  if (kind === 'sparse') {
    return withSparseColumns(
      { file, name, wanted: columnsOf(configuration), database },
      (columns, relation) => work(columns, relation, signal),
      signal,
    );
  }
  const sql =
    kind === 'table'
      ? 'read_parquet($file, hive_partitioning = false)'
      : "read_json($file, format = 'newline_delimited', sample_size = -1)";
  return work(query, await describeSource(query, { sql, values: { file }, name }, signal), signal);
}

/** Every column that a configuration names. */
function columnsOf({ x, y, group_by: groups, metrics, order_by: order }: ChartConfiguration): readonly string[] {
  return [...groups, ...metrics.map(({ column }) => column), ...order, ...(x === null ? [] : [x]), ...y];
}

async function findChart(params: ChartQuery): Promise<{ pipeline: Pipeline; chart: Chart }> {
  const project = { root: params.project, name: path.basename(params.project) };
  const { pipeline, problems } = await readPipeline(project, params.pipeline);
  const chart = pipeline?.charts.find((candidate) => candidate.uuid === params.chart);
  if (pipeline !== null && chart !== undefined) return { pipeline, chart };
  const [problem] = problems;
  throw new EiderError({
    code: 'chart_missing',
    message: `Pipeline ${params.pipeline} has no chart ${params.chart}.${problem === undefined ? '' : ` ${problem.message}`}`,
    remedy: "Add it under widgets in the pipeline's metadata.yaml, or correct what is wrong there.",
  });
}

import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { runPythonChart } from '../blocks/python/run-python-chart';
import { EiderError } from '../errors';
import type { Chart, Pipeline } from '../project/types';
import type { ChartCode, ChartDrawing } from '../protocol/charts';
import { chartAnswerSchema, type ChartAnswer, type SourceAnswer } from './chart-answer';
import { chartConfiguration, type ChartConfiguration } from './chart-configuration';
import type { ChartInput } from './chart-inputs';
import type { ChartPythons } from './chart-pythons';
import { renderDrawing } from './chart-render';
import type { ChartSource } from './chart-source';

export interface PythonChart {
  readonly pipeline: Pipeline;
  readonly chart: Chart;
  readonly source: ChartSource;
  readonly inputs: readonly ChartInput[];
  /** Null where no code may be executed. */
  readonly code: ChartCode | null;
  readonly pythons: ChartPythons;
  /** Folder for what does not fit into memory; made when it is needed. */
  readonly tempDirectory: string;
  readonly note: (sentence: string) => void;
  readonly print: (text: string) => void;
  /** Draws what the code's data source gave; null stands for the outputs of the upstream blocks. */
  readonly drawSource: (source: SourceAnswer | null, configuration: ChartConfiguration) => Promise<ChartDrawing>;
}

/**
 * Draws a chart by executing its Python code. Throws `chart_code_untrusted` where that is not allowed, what finding a Python
 * throws, and the code's own failures.
 */
export async function pythonChartDrawing(
  given: PythonChart,
  signal: AbortSignal,
): Promise<{ drawing: ChartDrawing; configuration: ChartConfiguration }> {
  const { pipeline, chart, source, inputs, code, pythons, tempDirectory, print } = given;
  if (code === null) throw untrusted(chart);
  await mkdir(tempDirectory, { recursive: true });
  const folder = await mkdtemp(path.join(tempDirectory, 'chart-'));
  try {
    const answer = await pythons.use(pipeline.project, code, (python) =>
      runPythonChart(
        {
          project: pipeline.project,
          pipeline: pipeline.uuid,
          chart,
          file: source.file,
          inputs: inputs.map(({ input }) => input),
          variables: pipeline.variables,
          folder,
          signal,
          log: print,
        },
        python,
      ),
    );
    const { drawing, configuration: changed, notes } = v.parse(chartAnswerSchema, answer);
    notes.forEach(given.note);
    const configuration = chartConfiguration(chart, changed);
    return { drawing: await drawingOf(drawing, configuration, given), configuration };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function drawingOf(
  answer: ChartAnswer['drawing'],
  configuration: ChartConfiguration,
  { chart, drawSource }: PythonChart,
): Promise<ChartDrawing> {
  const x = configuration.x ?? 'x';
  const style = configuration.chart_type?.includes('line') === true ? 'line' : 'bar';
  switch (answer.kind) {
    case 'render':
      return renderDrawing(answer.type, answer.text, chart.name);
    case 'source':
      if (answer.source?.kind === 'rows' && (await stat(answer.source.file)).size === 0) {
        return { kind: 'empty', message: 'The data source of the chart gives no rows.' };
      }
      return drawSource(answer.source, configuration);
    case 'histogram':
      return { kind: 'histogram', column: x, histogram: answer };
    case 'series': {
      const horizontal = style === 'bar' && configuration.chart_style === 'horizontal';
      return { ...answer, kind: 'series', style, horizontal, axis: x };
    }
    case 'times':
      return { kind: 'time_series', column: x, style, points: true, ...pointsInTime(answer) };
    case 'pie':
      return { ...answer, column: x };
    case 'table':
      return answer;
  }
}

/** Values without a time have no place. */
function pointsInTime({ times, series }: Extract<ChartAnswer['drawing'], { kind: 'times' }>) {
  const places = times.flatMap((time, place) => (time === null ? [] : [{ time, place }]));
  return {
    ends: places.map(({ time }) => time),
    series: series.map(({ label, values }) => ({ label, values: places.map(({ place }) => values[place] ?? null) })),
  };
}

function untrusted(chart: Chart): EiderError {
  return new EiderError({
    code: 'chart_code_untrusted',
    severity: 'info',
    message: `Chart ${chart.name} is drawn by Python code, which runs only in a workspace that you trust.`,
    remedy: 'Read the code; to run it, trust the workspace with "Workspaces: Manage Workspace Trust".',
  });
}

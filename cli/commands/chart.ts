import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { EiderError, toFailure } from '../../core/errors';
import type { Chart } from '../../core/project/types';
import type { ChartData, ChartDrawing } from '../../core/protocol/charts';
import { listRuns } from '../../core/store/runs';
import type { CommandContext, CommonFlags } from '../context';
import { exitCodes, type ExitCode } from '../exit-codes';
import { withCommonOptions } from '../options';
import { openPipeline, openProject } from '../project';
import { reportFailure } from '../report';
import { findRun } from '../run/find-run';
import type { Terminal } from '../terminal';
import { oneLine, styleFor } from '../text/ansi';
import { textTable } from '../text/table';
import { unknownName, usageError } from '../usage';

interface ChartFlags extends CommonFlags {
  readonly run?: string;
  readonly output?: string;
}

export function addChartCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('chart').argument('<pipeline>').argument('[chart]', 'uuid of one of its charts'))
    .description(
      'draw a chart of a pipeline, or list its charts when none is named; Python code of a chart is executed',
    )
    .option('--run <run>', 'draw what this run gave (default: the newest outputs)')
    .option('--output <file>', 'write a picture or HTML that the chart gives into a file')
    .action(async (uuid: string, chart: string | undefined, flags: ChartFlags) => {
      context.finish(await showCharts(uuid, chart, flags, context.terminal));
    });
}

async function showCharts(
  uuid: string,
  wanted: string | undefined,
  flags: ChartFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const project = await openProject(flags.project, terminal.cwd);
  const { pipeline, problems } = await openPipeline(project, uuid);
  if (pipeline === null) {
    throw new EiderError(
      problems[0] ?? { code: 'pipeline_unreadable', message: `Pipeline ${uuid} cannot be read.`, remedy: 'Mend it.' },
    );
  }
  if (wanted === undefined) {
    listCharts(pipeline.charts, uuid, flags.json === true, terminal);
    return exitCodes.done;
  }
  if (!pipeline.charts.some((chart) => chart.uuid === wanted)) {
    const known = pipeline.charts.map((chart) => chart.uuid);
    throw unknownName('chart', wanted, known, `pipeline ${uuid}`);
  }
  const run = flags.run === undefined ? null : findRun(await listRuns(project.root), flags.run).run;
  const { drawOnce } = await import('../data/draw-once');
  let data: ChartData;
  try {
    data = await drawOnce({ project: project.root, pipeline: uuid, chart: wanted, run }, terminal);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    reportFailure(terminal, toFailure(error, 'chart_failed'), flags.json === true);
    return exitCodes.failed;
  }
  if (flags.output !== undefined) await writeRendered(data.drawing, path.resolve(terminal.cwd, flags.output));
  if (flags.json === true) {
    terminal.out(`${JSON.stringify(data)}\n`);
    return exitCodes.done;
  }
  const { chartText } = await import('../data/chart-text');
  terminal.out(chartText(data, terminal, flags.output));
  return exitCodes.done;
}

function listCharts(charts: readonly Chart[], pipeline: string, json: boolean, terminal: Terminal): void {
  const listed = charts.map(({ uuid, name, configuration, upstream }) => {
    const type = configuration['chart_type'];
    return { uuid, name, type: typeof type === 'string' ? type : null, blocks: upstream };
  });
  if (json) {
    terminal.out(`${JSON.stringify({ charts: listed })}\n`);
    return;
  }
  if (listed.length === 0) {
    terminal.out(`Pipeline ${pipeline} has no charts. Add one in the editor with "Eider: Add Chart…".\n`);
    return;
  }
  const columns = ['CHART', 'TYPE', 'OF', 'NAME'].map((title) => ({ title, align: 'left' }) as const);
  const rows = listed.map(({ uuid, name, type, blocks }) =>
    [uuid, type ?? '', blocks.join(', '), name === uuid ? '' : name].map(oneLine),
  );
  const { lines } = textTable(columns, rows, null, styleFor(terminal.color).dim);
  terminal.out(lines.map((line) => `${line}\n`).join(''));
}

/** Writes what a chart's function with `@render` gave. */
async function writeRendered(drawing: ChartDrawing, file: string): Promise<void> {
  const contents =
    drawing.kind === 'html'
      ? drawing.html
      : drawing.kind === 'image'
        ? Buffer.from(drawing.source.slice(drawing.source.indexOf(',') + 1), 'base64')
        : null;
  if (contents === null) {
    throw usageError('The chart gives no picture and no HTML.', 'Leave --output out; --json prints its values.');
  }
  await writeFile(file, contents);
}

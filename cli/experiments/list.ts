import path from 'node:path';
import type { Command } from 'commander';
import type { ExperimentState } from '../../core/protocol/experiment-state';
import { metricLabel } from '../../core/protocol/metric-label';
import { mlflowTable, type MlflowReading } from '../../core/protocol/mlflow';
import { listExperiments, readExperiments } from '../../core/store/experiments';
import type { CommandContext, CommonFlags } from '../context';
import { parsePositive, withCommonOptions } from '../options';
import { openProject, requirePipeline } from '../project';
import { oneLine, printable, styleFor, type Style } from '../text/ansi';
import { formatTime, plural } from '../text/format';
import { textTable, type TextColumn } from '../text/table';
import { tellingParameters } from './parameters';
import { scoreOf, sortedBy } from './sort';
import { durationText, statusText, titleOf, valueText } from './words';

interface ListFlags extends CommonFlags {
  readonly pipeline?: string;
  readonly experiment?: string;
  readonly parent?: string;
  readonly all?: boolean;
  readonly sort?: string;
  readonly limit: number;
  readonly file?: string;
}

export function addListCommand(experiments: Command, { terminal }: CommandContext): void {
  withCommonOptions(experiments.command('list', { isDefault: true }))
    .description('list what was trained, newest first, and the runs that blocks have logged to MLflow')
    .option('--pipeline <uuid>', 'only of this pipeline')
    .option('--experiment <name>', 'only of this experiment')
    .option('--parent <id>', 'only the parts of this one, such as the trials of a search')
    .option('--all', 'parts of others too')
    .option('--sort <metric>', 'the best first, by a metric such as rmse or validation-rmse')
    .option('--limit <count>', 'show at most so many', parsePositive, 20)
    .option('--file <path>', "an mlflow.db (default: the project's)")
    .action(async (flags: ListFlags) => {
      const own = flags.file === undefined ? await openProject(flags.project, terminal.cwd) : null;
      if (own !== null && flags.pipeline !== undefined) await requirePipeline(own, flags.pipeline);
      const all = own === null ? [] : await readExperiments(own.root, await listExperiments(own.root, flags.pipeline));
      const chosen = chooseExperiments(all, flags);
      const shown = chosen.slice(0, flags.limit);
      // loaded only here: it brings SQLite with it
      const { mlflowFile, readMlflow } = await import('../../core/data/mlflow');
      const file = own === null ? path.resolve(terminal.cwd, flags.file ?? '') : mlflowFile(own.root);
      const reading = (await readMlflow(file)) ?? { file, runs: [] };
      if (flags.json === true) {
        terminal.out(`${JSON.stringify({ ...reading, experiments: shown, total: chosen.length })}\n`);
        return;
      }
      const style = styleFor(terminal.color);
      const width = terminal.size()?.columns ?? null;
      if (own !== null) terminal.out(experimentsText(shown, all, chosen.length, flags, width, style));
      const filtered = [flags.pipeline, flags.experiment, flags.parent].some((flag) => flag !== undefined);
      if (own === null || (!filtered && (reading.runs.length > 0 || all.length === 0))) {
        terminal.out(`${own === null ? '' : '\n'}${mlflowText(reading, width, style)}`);
      }
    });
}

function chooseExperiments(all: readonly ExperimentState[], flags: ListFlags): readonly ExperimentState[] {
  const ids = new Set(all.map(({ id }) => id));
  const chosen = all.filter(
    ({ experiment, parent }) =>
      (flags.experiment === undefined || experiment === flags.experiment) &&
      (flags.parent === undefined
        ? flags.all === true || parent === null || !ids.has(parent)
        : parent?.startsWith(flags.parent) === true),
  );
  return flags.sort === undefined ? chosen : sortedBy(chosen, flags.sort);
}

/** A table that is cut to the width of a terminal; everything where there is none. */
function experimentsText(
  shown: readonly ExperimentState[],
  all: readonly ExperimentState[],
  total: number,
  { sort }: ListFlags,
  width: number | null,
  style: Style,
): string {
  if (shown.length === 0) {
    return all.length === 0
      ? 'Nothing was trained yet: what a TypeScript block trains with eider/learn is recorded.\n'
      : `None of ${plural(all.length, 'experiment')} is meant.\n`;
  }
  const labels = metricColumns(shown, sort);
  const telling = tellingParameters(shown);
  const parts = shown.map(({ id }) => all.filter(({ parent }) => parent === id).length);
  const columns: readonly (TextColumn & { readonly cells: readonly string[] })[] = [
    column('id', ({ id }) => id),
    column('started', ({ startedAt }) => formatTime(startedAt)),
    column('experiment', ({ experiment }) => oneLine(experiment)),
    column('name', titleOf),
    column('trained', ({ estimator }) => oneLine(estimator)),
    { title: 'parts', align: 'right' as const, cells: parts.map((count) => (count === 0 ? '' : String(count))) },
    column('status', ({ status }) => statusText(status, style)),
    column('duration', durationText, 'right'),
    ...labels.map((label) => column(oneLine(label), (state) => scoreText(state, label), 'right')),
    { title: 'parameters', align: 'left' as const, cells: telling },
  ].filter(({ title, cells }) => title !== 'parts' || cells.some((cell) => cell !== ''));
  const { lines, hidden } = textTable(
    columns,
    shown.map((_, row) => columns.map(({ cells }) => cells[row] ?? '')),
    width === null ? null : { width, cellWidth: 40 },
    style.dim,
  );
  const notes = [
    ...(total > shown.length ? [`${plural(total - shown.length, 'more experiment')} (--limit shows more)`] : []),
    ...(hidden > 0 ? [`${plural(hidden, 'column')} not shown (--json has all)`] : []),
  ];
  return `${[...lines, ...notes.map(style.dim)].join('\n')}\n`;

  function column(title: string, cell: (state: ExperimentState) => string, align: 'left' | 'right' = 'left') {
    return { title, align, cells: shown.map(cell) };
  }
}

/** Labels of the metrics that there are, the one that was sorted by first. */
function metricColumns(shown: readonly ExperimentState[], sort: string | undefined): string[] {
  const labels = [...new Set(shown.flatMap(({ metrics }) => metrics.map(metricLabel)))];
  if (sort === undefined) return labels;
  // a name alone may stand for the same set everywhere, or else has a column of its own
  const meant = new Set(shown.flatMap((state) => scoreOf(state, sort) ?? []).map(metricLabel));
  const first = meant.size === 1 ? ([...meant][0] ?? sort) : sort;
  return [first, ...labels.filter((label) => label !== first)];
}

function scoreText(state: ExperimentState, label: string): string {
  const score = scoreOf(state, label);
  return score === null ? '' : valueText(score.value);
}

function mlflowText({ file, runs }: MlflowReading, width: number | null, style: Style): string {
  if (runs.length === 0) {
    return `No runs of MLflow: there is nothing in ${file}.\nA block logs there with mlflow.set_tracking_uri("sqlite:///mlflow.db").\n`;
  }
  const { columns, rows } = mlflowTable(runs);
  const { lines, hidden } = textTable(
    columns.map(({ title, isNumber }) => ({ title, align: isNumber ? 'right' : 'left' })),
    rows.map((row) => row.map(printable)),
    width === null ? null : { width, cellWidth: 32 },
    style.bold,
  );
  const more = hidden === 0 ? '' : `, ${plural(hidden, 'column')} not shown (--json has all)`;
  return `${lines.join('\n')}\n\n${style.dim(`${plural(runs.length, 'run')} in ${file}${more}`)}\n`;
}

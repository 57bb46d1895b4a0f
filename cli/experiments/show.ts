import type { Command } from 'commander';
import type { ExperimentState } from '../../core/protocol/experiment-state';
import type { MetricLine } from '../../core/protocol/experiments';
import { metricLabel } from '../../core/protocol/metric-label';
import { isGreaterBetter } from '../../core/protocol/metric-direction';
import { listExperiments, locateModel, readExperiments, readMetrics } from '../../core/store/experiments';
import type { CommandContext, CommonFlags } from '../context';
import { withCommonOptions } from '../options';
import { openProject } from '../project';
import { oneLine, printable, styleFor, type Style } from '../text/ansi';
import { formatCount, formatTime, plural } from '../text/format';
import { textTable } from '../text/table';
import { findExperiments } from './find';
import { durationText, numberOf, statusText, titleOf, valueText } from './words';

interface Shown {
  readonly state: ExperimentState;
  readonly metrics: readonly MetricLine[];
  readonly parts: readonly ExperimentState[];
  /** Absolute path of the stored model; null when there is none, or none any more. */
  readonly model: string | null;
}

export function addShowCommand(experiments: Command, { terminal }: CommandContext): void {
  withCommonOptions(experiments.command('show').argument('<id>', 'id of an experiment, or the beginning of one'))
    .description('show all that was recorded of a training')
    .action(async (id: string, flags: CommonFlags) => {
      const { root } = await openProject(flags.project, terminal.cwd);
      const [state] = await findExperiments(root, [id]);
      if (state === undefined) return; // removed between two looks
      const all = await readExperiments(root, await listExperiments(root, state.pipeline));
      const shown: Shown = {
        state,
        metrics: await readMetrics(root, state),
        parts: all.filter(({ parent }) => parent === state.id).reverse(),
        model: await locateModel(root, state),
      };
      terminal.out(
        flags.json === true
          ? `${JSON.stringify({ ...state, modelFile: shown.model, history: shown.metrics, parts: shown.parts })}\n`
          : shownText(shown, styleFor(terminal.color)),
      );
    });
}

function shownText({ state, metrics, parts, model }: Shown, style: Style): string {
  const head = `${style.bold(`${oneLine(state.estimator)} ${state.id}`)}  ${statusText(state.status, style)}`;
  const sections = [
    [head, ...aligned(factsOf(state, model))],
    section('parameters', aligned(parametersOf(state, style)), style),
    section('metrics', metricLines(state, metrics), style),
    section('warnings', state.warnings.map(printable), style),
    section(plural(parts.length, 'part'), partLines(parts, style), style),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function factsOf(state: ExperimentState, model: string | null): (readonly [string, string])[] {
  const { data, failure, parent, seed } = state;
  const tags = Object.entries(state.tags).map(([key, value]) => `${key}=${value}`);
  const facts: readonly (readonly [string, string | null])[] = [
    ['experiment', state.experiment],
    ['name', titleOf(state)],
    ['block', `${state.pipeline}/${state.block}`],
    ['run', state.run],
    ['started', formatTime(state.startedAt)],
    ['took', durationText(state)],
    ['part of', parent],
    ['tags', tags.join(' ')],
    ['seed', seed === null ? null : String(seed)],
    [
      'data',
      data === null
        ? null
        : `${formatCount(data.rows)} × ${formatCount(data.columns)}  features ${short(data.features)}, target ${short(data.target)}`,
    ],
    ['model', state.model === null ? null : (model ?? `${state.model.name}, no longer stored`)],
    ['failure', failure === null || failure === undefined ? null : failure.message],
  ];
  return facts.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, oneLine(value)] as const]));
}

/** Those that were given first; defaults are dim. */
function parametersOf({ parameters, given }: ExperimentState, style: Style): (readonly [string, string])[] {
  const entries = Object.entries(parameters).map(([name, value]) => ({ name, value, own: given.includes(name) }));
  return entries
    .sort((a, b) => Number(b.own) - Number(a.own))
    .map(({ name, value, own }) => [
      oneLine(name),
      own ? valueText(value) : style.dim(`${valueText(value)} (default)`),
    ]);
}

function metricLines({ metrics, best }: ExperimentState, history: readonly MetricLine[]): string[] {
  if (metrics.length === 0) return [];
  const { lines } = textTable(
    [
      { title: 'metric', align: 'left' },
      { title: best === null ? 'last' : `at step ${best}`, align: 'right' },
      { title: 'best', align: 'right' },
      { title: 'at step', align: 'right' },
      { title: 'steps', align: 'right' },
      { title: '', align: 'left' },
    ],
    metrics.map((metric) => {
      const curve = history.filter(({ set, name }) => set === metric.set && name === metric.name);
      const top = bestOf(curve, isGreaterBetter(metric.name));
      return [
        oneLine(metricLabel(metric)),
        valueText(metric.value),
        top === null ? '' : valueText(top.value),
        top === null ? '' : String(top.step),
        String(curve.length),
        curve.length > 1 ? sparkline(curve.map(({ value }) => numberOf(value))) : '',
      ];
    }),
  );
  return lines;
}

function bestOf(curve: readonly MetricLine[], greater: boolean): MetricLine | null {
  const sign = greater ? -1 : 1;
  const finite = curve.filter(({ value }) => !Number.isNaN(numberOf(value)));
  return finite.reduce<MetricLine | null>(
    (best, line) => (best === null || sign * numberOf(line.value) < sign * numberOf(best.value) ? line : best),
    null,
  );
}

const BARS = '▁▂▃▄▅▆▇█';
const BARS_WIDE = 24;

/** A curve as a line of bars, each the mean of its share of the steps. */
function sparkline(values: readonly number[]): string {
  const count = Math.min(BARS_WIDE, values.length);
  const means = Array.from({ length: count }, (_, bar) => {
    const part = values.slice(
      Math.floor((bar * values.length) / count),
      Math.floor(((bar + 1) * values.length) / count),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const finite = means.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const bar = (mean: number) => BARS[high === low ? 0 : Math.round(((mean - low) / (high - low)) * (BARS.length - 1))];
  return means.map((mean) => (Number.isFinite(mean) ? bar(mean) : ' ')).join('');
}

function partLines(parts: readonly ExperimentState[], style: Style): string[] {
  return textTable(
    ['', '', '', ''].map((title) => ({ title, align: 'left' as const })),
    parts.map((part) => [
      part.id,
      titleOf(part),
      statusText(part.status, style),
      part.metrics.map((metric) => `${metricLabel(metric)}=${valueText(metric.value)}`).join(' '),
    ]),
  ).lines.slice(1);
}

function section(title: string, lines: readonly string[], style: Style): string[] {
  return lines.length === 0 ? [] : [style.dim(title), ...lines.map((line) => `  ${line}`)];
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** Enough of a hash to tell it from others. */
function short(hash: string | null): string {
  return hash === null ? 'none' : hash.slice(0, 12);
}

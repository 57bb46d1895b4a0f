import type { Command } from 'commander';
import type { ExperimentState } from '../../core/protocol/experiment-state';
import { metricLabel } from '../../core/protocol/metric-label';
import { isGreaterBetter } from '../../core/protocol/metric-direction';
import type { CommandContext, CommonFlags } from '../context';
import { withCommonOptions } from '../options';
import { openProject } from '../project';
import { oneLine, styleFor, type Style } from '../text/ansi';
import { formatCount, plural } from '../text/format';
import { textTable } from '../text/table';
import { usageError } from '../usage';
import { findExperiments } from './find';
import { differingParameters } from './parameters';
import { durationText, statusText, titleOf, valueText } from './words';

export function addCompareCommand(experiments: Command, { terminal }: CommandContext): void {
  withCommonOptions(
    experiments.command('compare').argument('<ids...>', 'ids of experiments, or the beginnings of some'),
  )
    .description('compare trainings: the parameters that differ, and the metrics side by side')
    .action(async (ids: readonly string[], flags: CommonFlags) => {
      if (ids.length < 2) throw usageError('One experiment is nothing to compare.', 'Give two ids or more.');
      const { root } = await openProject(flags.project, terminal.cwd);
      const states = await findExperiments(root, ids);
      const comparison = compare(states);
      terminal.out(
        flags.json === true
          ? `${JSON.stringify({ experiments: states, ...comparison })}\n`
          : comparisonText(states, comparison, styleFor(terminal.color)),
      );
    });
}

interface Comparison {
  /** Names of the parameters that differ. */
  readonly parameters: readonly string[];
  readonly metrics: readonly {
    readonly metric: string;
    readonly values: readonly (number | string | null)[];
    /** Places of the best; empty where only one training has the metric. */
    readonly best: readonly number[];
  }[];
  /** Whether all were trained on the same rows and target; null where it is not known of all. */
  readonly sameData: boolean | null;
}

function compare(states: readonly ExperimentState[]): Comparison {
  const labels = [...new Set(states.flatMap(({ metrics }) => metrics.map(metricLabel)))];
  return {
    parameters: differingParameters(states),
    metrics: labels.map((metric) => {
      const values = states.map(({ metrics }) => metrics.find((found) => metricLabel(found) === metric)?.value ?? null);
      return { metric, values, best: bestPlaces(values, isGreaterBetter(metric)) };
    }),
    sameData: states.some(({ data }) => data === null)
      ? null
      : new Set(states.map(({ data }) => JSON.stringify(data))).size === 1,
  };
}

function bestPlaces(values: Comparison['metrics'][number]['values'], greater: boolean): number[] {
  const scores = values.flatMap((value, at) => {
    const score = value === null ? NaN : Number(value);
    return Number.isNaN(score) ? [] : [{ at, score: greater ? -score : score }];
  });
  const best = Math.min(...scores.map(({ score }) => score));
  return scores.length < 2 ? [] : scores.filter(({ score }) => score === best).map(({ at }) => at);
}

function comparisonText(states: readonly ExperimentState[], comparison: Comparison, style: Style): string {
  const blank = states.map(() => '');
  const rows: (readonly [string, ...string[]])[] = [
    ['trained', ...states.map(({ estimator }) => oneLine(estimator))],
    ['name', ...states.map(titleOf)],
    ['status', ...states.map(({ status }) => statusText(status, style))],
    ['took', ...states.map(durationText)],
    ['rows × features', ...states.map(({ data }) => (data === null ? '' : sizeText(data)))],
    [style.dim('parameters that differ'), ...blank],
    ...comparison.parameters.map(
      (name) =>
        [
          `  ${oneLine(name)}`,
          ...states.map(({ parameters }) => (name in parameters ? valueText(parameters[name]) : '')),
        ] as const,
    ),
    [style.dim('metrics'), ...blank],
    ...comparison.metrics.map(
      ({ metric, values, best }) =>
        [
          `  ${oneLine(metric)}`,
          ...values.map((value, at) => {
            const text = value === null ? '' : valueText(value);
            return best.includes(at) ? style.good(`${text} *`) : text;
          }),
        ] as const,
    ),
  ];
  const { lines } = textTable(
    [{ title: '', align: 'left' }, ...states.map(({ id }) => ({ title: id, align: 'left' as const }))],
    rows,
    null,
    style.bold,
  );
  const notes = [
    '* the best',
    ...(comparison.sameData === false ? ['They were not trained on the same data.'] : []),
    ...(comparison.parameters.length === 0
      ? [`All ${plural(states.length, 'experiment')} have the same parameters.`]
      : []),
  ];
  return `${[...lines, ...notes.map(style.dim)].join('\n')}\n`;
}

function sizeText({ rows, columns }: { readonly rows: number; readonly columns: number }): string {
  return `${formatCount(rows)} × ${formatCount(columns)}`;
}

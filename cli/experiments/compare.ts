import type { Command } from 'commander';
import { compareExperiments, type Comparison } from '../../core/protocol/compare-experiments';
import type { ExperimentState } from '../../core/protocol/experiment-state';
import type { CommandContext, CommonFlags } from '../context';
import { withCommonOptions } from '../options';
import { openProject } from '../project';
import { oneLine, styleFor, type Style } from '../text/ansi';
import { formatCount, plural } from '../text/format';
import { textTable } from '../text/table';
import { usageError } from '../usage';
import { findExperiments } from './find';
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
      const comparison = compareExperiments(states);
      terminal.out(
        flags.json === true
          ? `${JSON.stringify({ experiments: states, ...comparison })}\n`
          : comparisonText(states, comparison, styleFor(terminal.color)),
      );
    });
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

import type { ExperimentCurve, ExperimentDetails } from '../../core/protocol/experiment-view';
import type { ExperimentStatus } from '../../core/protocol/experiment-state';
import { titleOf } from './words';

/** One line of a chart. */
export interface CurveLine {
  readonly id: string;
  /** Of whom it is, short, and on which rows. */
  readonly label: string;
  /** Place of the training among those that are chosen, which gives the colour. */
  readonly place: number;
  /** Place of the set among those of the metric, which gives the dashes: validation rows first. */
  readonly dash: number;
  readonly status: ExperimentStatus;
  readonly curve: ExperimentCurve;
}

/** All that is drawn of one metric. */
export interface CurveChart {
  readonly metric: string;
  /** What a step is. */
  readonly step: 'step' | 'trial';
  readonly lines: readonly CurveLine[];
}

/** A chart for each metric that has more than one step somewhere; the others are told by the table of scores. */
export function curveCharts(chosen: readonly ExperimentDetails[]): CurveChart[] {
  const all = chosen.flatMap(({ state, curves }, place) => curves.map((curve) => ({ state, curve, place })));
  const metrics = [...new Set(all.map(({ curve }) => curve.name))];
  return metrics.flatMap((metric) => {
    const found = all.filter(({ curve }) => curve.name === metric);
    // of a training that goes on the first step is a beginning
    if (!found.some(({ curve, state }) => curve.count > 1 || state.status === 'running')) return [];
    const sets = [...new Set(found.map(({ curve }) => curve.set))].sort(
      (a, b) => Number(isTraining(a)) - Number(isTraining(b)),
    );
    const lines = found.map(({ state, curve, place }): CurveLine => {
      const who = chosen.length === 1 ? '' : shortName(chosen, place);
      const label = [who, curve.set].filter((part) => part !== '').join(' · ');
      const dash = sets.indexOf(curve.set);
      return { id: state.id, label: label === '' ? metric : label, place, dash, status: state.status, curve };
    });
    const isOfSearches = found.every(({ state }) => state.estimator === 'minimize');
    return [{ metric, step: isOfSearches ? 'trial' : 'step', lines }];
  });
}

/** What a training is called beside the others: its title, with the number of its column where others have the same. */
export function shortName(chosen: readonly ExperimentDetails[], place: number): string {
  const titles = chosen.map(({ state }) => titleOf(state));
  const title = titles[place] ?? '';
  return titles.filter((other) => other === title).length > 1 ? `${place + 1}: ${title}` : title;
}

function isTraining(set: string): boolean {
  return /train/i.test(set);
}

import type { ExperimentState } from './experiment-state';
import { isGreaterBetter } from './metric-direction';
import { metricLabel } from './metric-label';
import type { RecordedNumber } from './recorded-number';

/** Trainings side by side; values and places are in their order. */
export interface Comparison {
  /** Names of the parameters that differ. */
  readonly parameters: readonly string[];
  readonly metrics: readonly ComparedMetric[];
  /** Whether all were trained on the same rows and target; null where it is not known of all. */
  readonly sameData: boolean | null;
}
export interface ComparedMetric {
  readonly metric: string;
  readonly values: readonly (RecordedNumber | null)[];
  /** Places of the best; empty where only one training has the metric. */
  readonly best: readonly number[];
}

export function compareExperiments(
  states: readonly Pick<ExperimentState, 'parameters' | 'metrics' | 'data'>[],
): Comparison {
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

/** The names of the parameters whose values are not the same in all trainings, in the order in which they come. */
export function differingParameters(states: readonly Pick<ExperimentState, 'parameters'>[]): string[] {
  const names = [...new Set(states.flatMap(({ parameters }) => Object.keys(parameters)))];
  return names.filter((name) => new Set(states.map(({ parameters }) => JSON.stringify(parameters[name]))).size > 1);
}

function bestPlaces(values: ComparedMetric['values'], greater: boolean): number[] {
  const scores = values.flatMap((value, at) => {
    const score = value === null ? NaN : Number(value);
    return Number.isNaN(score) ? [] : [{ at, score: greater ? -score : score }];
  });
  const best = Math.min(...scores.map(({ score }) => score));
  return scores.length < 2 ? [] : scores.filter(({ score }) => score === best).map(({ at }) => at);
}

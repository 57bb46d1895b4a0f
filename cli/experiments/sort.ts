import type { ExperimentState } from '../../core/protocol/experiment-state';
import type { FinalMetric } from '../../core/protocol/experiments';
import { metricLabel } from '../../core/protocol/metric-label';
import { isGreaterBetter } from '../../core/protocol/metric-direction';
import { usageError } from '../usage';
import { numberOf } from './words';

/** A training's score by its label (`validation-rmse`), or by its name alone, of the set that came last. */
export function scoreOf(state: ExperimentState, metric: string): FinalMetric | null {
  return (
    state.metrics.find((found) => metricLabel(found) === metric) ??
    state.metrics.findLast(({ name }) => name === metric) ??
    null
  );
}

/** The trainings with the best score first; those that have none, or NaN, last. Throws `bad_usage` when none has one. */
export function sortedBy(states: readonly ExperimentState[], metric: string): ExperimentState[] {
  const sign = isGreaterBetter(metric) ? -1 : 1;
  const scored = states.map((state) => {
    const score = scoreOf(state, metric);
    return { state, score: score === null ? NaN : sign * numberOf(score.value), has: score !== null };
  });
  if (states.length > 0 && !scored.some(({ has }) => has)) {
    const known = [...new Set(states.flatMap(({ metrics }) => metrics.map(metricLabel)))].sort();
    throw usageError(
      `No experiment has a metric ${metric}.`,
      known.length === 0 ? 'None has any metric yet.' : `There is: ${known.join(', ')}.`,
    );
  }
  const rank = (score: number) => (Number.isNaN(score) ? Infinity : score);
  // two infinite ranks differ by NaN, which keeps their order
  return scored.sort((a, b) => rank(a.score) - rank(b.score) || 0).map(({ state }) => state);
}

import type { ExperimentState } from '../../core/protocol/experiment-state';
import { valueText } from './words';

/** The names of the parameters whose values are not the same in all trainings, in the order in which they come. */
export function differingParameters(states: readonly ExperimentState[]): string[] {
  const names = [...new Set(states.flatMap(({ parameters }) => Object.keys(parameters)))];
  return names.filter((name) => new Set(states.map(({ parameters }) => JSON.stringify(parameters[name]))).size > 1);
}

/**
 * For each training what it is told from others by: the parameters that differ among those of its kind, or, where it is the
 * only one, those that were given.
 */
export function tellingParameters(states: readonly ExperimentState[]): string[] {
  const differing = new Map<string, readonly string[]>();
  for (const { estimator } of states) {
    if (differing.has(estimator)) continue;
    const same = states.filter((state) => state.estimator === estimator);
    differing.set(estimator, same.length > 1 ? differingParameters(same) : []);
  }
  return states.map(({ estimator, parameters, given }) => {
    const found = differing.get(estimator) ?? [];
    const names = (found.length > 0 ? found : given).filter((name) => name in parameters);
    return names.map((name) => `${name}=${valueText(parameters[name])}`).join(' ');
  });
}

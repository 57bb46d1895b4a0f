import { differingParameters } from '../../core/protocol/compare-experiments';
import type { ExperimentState } from '../../core/protocol/experiment-state';
import { valueText } from './words';

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

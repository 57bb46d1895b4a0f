import { drawsOf, type Draws, type ParameterTree } from './parameter-tree';
import type { TrialRecord } from './trial';

/** What a trial teaches: the draws, and how good they were. */
export interface Observation {
  readonly draws: Draws;
  readonly state: TrialRecord['state'];
  /** Null for a trial that is running or has failed. */
  readonly value: number | null;
  /** The last step that was reported. */
  readonly step: number;
}

export function observationOf(tree: ParameterTree, trial: TrialRecord): Observation {
  const { state } = trial;
  return {
    draws: drawsOf(tree, trial.parameters, trial.number),
    state,
    value: state === 'complete' || state === 'pruned' ? trial.value : null,
    step: trial.intermediate.reduce((last, report) => Math.max(last, report.step), -Infinity),
  };
}

/** Order from good to bad: complete trials by value, then pruned ones, those first that came further. */
export function compareObservations(one: Observation, other: Observation): number {
  if (one.state !== other.state) return standing(one) - standing(other);
  if (one.state === 'pruned' && one.step !== other.step) return other.step - one.step;
  return (one.value ?? Infinity) === (other.value ?? Infinity)
    ? 0
    : (one.value ?? Infinity) - (other.value ?? Infinity);
}

function standing({ state }: Observation): number {
  return state === 'complete' ? 0 : state === 'pruned' ? 1 : 2;
}

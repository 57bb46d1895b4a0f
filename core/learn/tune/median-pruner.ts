import * as v from 'valibot';
import { readParameters, wholeNumber } from '../parameters';
import type { Report, TrialRecord } from './trial';

/** Says whether a trial should end early, from what it reported and the trials that had ended when it began. */
export interface Pruner {
  shouldPrune(intermediate: readonly Report[], ended: readonly TrialRecord[]): boolean;
}

/** When a {@link MedianPruner} may end a trial; the names are Optuna's. */
export interface MedianPrunerParameters {
  /** Trials that must have completed before, 5. */
  readonly n_startup_trials?: number | undefined;
  /** Steps of a trial that are left alone, 0. */
  readonly n_warmup_steps?: number | undefined;
  /** Steps between two looks, 1. */
  readonly interval_steps?: number | undefined;
  /** Completed trials that must have reported the step, 1. */
  readonly n_min_trials?: number | undefined;
}

const parametersSchema = v.object({
  n_startup_trials: v.optional(wholeNumber(0), 5),
  n_warmup_steps: v.optional(wholeNumber(0), 0),
  interval_steps: v.optional(wholeNumber(1), 1),
  n_min_trials: v.optional(wholeNumber(1), 1),
});

/**
 * Ends a trial whose best value so far is worse than the median of what the completed trials reported at the same step
 * (Golovin et al. 2017, "Google Vizier", section 3.2.2, with Optuna's rules and names): not before `n_startup_trials`
 * have completed, not at steps before `n_warmup_steps`, only every `interval_steps` steps, and only where `n_min_trials`
 * reported the step. A trial that has reported nothing but NaN or infinite values is ended as well.
 */
export class MedianPruner implements Pruner {
  readonly #parameters: v.InferOutput<typeof parametersSchema>;

  constructor(parameters: MedianPrunerParameters = {}) {
    this.#parameters = readParameters('MedianPruner', parametersSchema, { ...parameters });
  }

  shouldPrune(intermediate: readonly Report[], ended: readonly TrialRecord[]): boolean {
    const { n_startup_trials, n_warmup_steps, n_min_trials } = this.#parameters;
    const complete = ended.filter(({ state }) => state === 'complete');
    if (complete.length === 0 || complete.length < n_startup_trials || intermediate.length === 0) return false;
    const step = intermediate.reduce((last, report) => Math.max(last, report.step), -Infinity);
    if (step < n_warmup_steps || !this.#isDue(intermediate, step)) return false;
    const values = intermediate.flatMap(({ value }) => value ?? []);
    if (values.length === 0) return true;
    const others = complete.flatMap(
      (trial) => trial.intermediate.findLast((report) => report.step === step)?.value ?? [],
    );
    return others.length >= n_min_trials && Math.min(...values) > median(others);
  }

  /** Whether this is the first step since the last multiple of the interval. */
  #isDue(intermediate: readonly Report[], step: number): boolean {
    const { n_warmup_steps, interval_steps } = this.#parameters;
    const due = Math.floor((step - n_warmup_steps) / interval_steps) * interval_steps + n_warmup_steps;
    return intermediate.every((report) => report.step === step || report.step < due);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

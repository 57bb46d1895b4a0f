import { EiderError, toFailure } from '../../errors';
import type { Report, Trial, TrialRecord } from './trial';

/** What is minimised, of parameters that need not be known here. */
export type Objective = (parameters: unknown, trial: Trial) => number | Promise<number>;

/** Thrown by `trial.prune()`: no failure. */
class TrialPruned extends Error {
  override readonly name = 'TrialPruned';
}

/** The record of a trial that begins now. */
export function startRecord(number: number, parameters: unknown, seed: number): TrialRecord {
  return {
    number,
    parameters,
    state: 'running',
    value: null,
    intermediate: [],
    started: new Date().toISOString(),
    seconds: null,
    seed,
    error: null,
  };
}

/** Runs an objective once and gives its record. Throws the signal's reason when that is aborted, and nothing else. */
export async function runTrial(
  objective: Objective,
  record: TrialRecord,
  signal: AbortSignal,
  shouldPrune: (reports: readonly Report[]) => boolean,
  onReport: (report: Report) => void,
): Promise<TrialRecord> {
  const began = performance.now();
  const intermediate: Report[] = [];
  const trial: Trial = {
    number: record.number,
    seed: record.seed,
    signal,
    report(step, value) {
      const report = reportOf(step, value);
      intermediate.push(report);
      onReport(report);
    },
    shouldPrune: () => shouldPrune(intermediate),
    prune: () => {
      throw new TrialPruned('The trial was pruned.');
    },
  };
  // the objective may change what it is given
  const outcome = await outcomeOf(() => objective(structuredClone(record.parameters), trial), intermediate);
  signal.throwIfAborted();
  return { ...record, ...outcome, intermediate: [...intermediate], seconds: (performance.now() - began) / 1000 };
}

type Outcome = Pick<TrialRecord, 'state' | 'value' | 'error'>;

async function outcomeOf(run: () => unknown, intermediate: readonly Report[]): Promise<Outcome> {
  try {
    const value = await run();
    if (typeof value === 'number' && Number.isFinite(value)) return { state: 'complete', value, error: null };
    const gave = typeof value === 'number' ? String(value) : typeof value;
    const message = `The objective gave ${gave} instead of a finite number.`;
    return { state: 'failed', value: null, error: { code: 'objective_invalid', message } };
  } catch (thrown) {
    if (thrown instanceof TrialPruned) {
      const last = intermediate.findLast((report) => report.value !== null);
      return { state: 'pruned', value: last?.value ?? null, error: null };
    }
    const { code, message } = toFailure(thrown, 'objective_failed');
    return { state: 'failed', value: null, error: { code, message } };
  }
}

function reportOf(step: number, value: number): Report {
  if (!Number.isFinite(step)) {
    throw new EiderError({
      code: 'parameter_invalid',
      message: `A trial reported the step ${step}.`,
      remedy: 'Count steps with whole numbers, such as the rounds of boosting.',
    });
  }
  return { step, value: Number.isFinite(value) ? value : null };
}

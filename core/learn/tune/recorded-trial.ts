import { beginRecord } from '../record/recorded';
import type { OpenRecord } from '../record/recorder';
import type { Report, TrialRecord } from './trial';

/** Runs a trial with a record of it, which is a part of that of its search; trainings in the trial are parts of it. */
export async function recordedTrial(
  { number, parameters, seed }: TrialRecord,
  run: (onReport: (report: Report) => void) => Promise<TrialRecord>,
): Promise<TrialRecord> {
  const record = beginRecord({ estimator: 'Trial', parameters: named(parameters), seed });
  record.describe({ name: `trial ${number}` });
  try {
    const ended = await record.within(() =>
      run(({ step, value }) => record.metrics({ intermediate: value ?? NaN }, { step })),
    );
    end(record, ended);
    return ended;
  } catch (error) {
    record.end({ status: 'cancelled' }); // nothing else ends a trial without a result
    throw error;
  }
}

function end(record: OpenRecord, { state, value, error }: TrialRecord): void {
  if (value !== null && state === 'complete') record.metrics({ value });
  if (state === 'failed') {
    record.end({ status: 'failed', failure: error ?? { code: 'objective_failed', message: 'The trial failed.' } });
  } else record.end({ status: state === 'pruned' ? 'pruned' : 'completed' });
}

/** Parameters by name: a search may also be of a single one. */
function named(parameters: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters);
  return isRecord ? { ...parameters } : { parameters };
}

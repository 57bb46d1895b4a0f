import { isAbort, toFailure } from '../../errors';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { fingerprintData, type FingerprintedData } from './fingerprint-data';
import { currentRecorder, unrecorded, type OpenRecord, type TrainingFacts, type TrainingRecord } from './recorder';

/** A training that is about to begin. */
export interface Training {
  /** The name that users know what is trained by. */
  readonly estimator: string;
  /** All parameters, defaults included. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The names of those that were given; all unless said. */
  readonly given?: readonly string[];
  /** What it is trained on; the record has its size and hashes of it. */
  readonly data?: FingerprintedData;
  readonly seed?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains something with a record of it: begun before, and ended after with what became of it. What it gives is taken for
 * the model. Trainings inside it become parts of it. Without a recorder it is only run.
 */
export async function recorded<Result>(
  { data, seed, signal, ...facts }: Training,
  train: (record: TrainingRecord) => Result | Promise<Result>,
): Promise<Result> {
  const recorder = currentRecorder();
  if (recorder === null) return train(unrecorded);
  const fingerprint = data === undefined ? null : await fingerprintData(data, signal).catch(() => null);
  signal?.throwIfAborted();
  const record = recorder.begin({ ...facts, data: fingerprint, seed: seed ?? null });
  try {
    const result = await record.within(async () => train(record));
    if (typeof result === 'object' && result !== null) record.trained(result);
    record.end({ status: 'completed' });
    return result;
  } catch (error) {
    if (isAbort(error) || signal?.aborted === true) record.end({ status: 'cancelled' });
    else record.end({ status: 'failed', failure: codeAndMessage(error) });
    throw error;
  }
}

/** The `fit` of an estimator. */
export interface Fit {
  readonly estimator: string;
  /** All parameters, as they were read. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Those that were given. */
  readonly given: object;
  readonly features: FeatureMatrix;
  readonly target: Target;
  readonly options: FitOptions;
}

/** The same of an estimator's `fit`, which gets the options back: warnings are recorded on their way to the user. */
export function recordedFit<Model extends object>(
  { estimator, parameters, given, features, target, options }: Fit,
  fit: (options: FitOptions) => Model | Promise<Model>,
): Promise<Model> {
  const { sampleWeight: weights, signal } = options;
  const { random_state: seed } = parameters;
  const training: Training = {
    estimator,
    parameters,
    given: Object.keys(given),
    data: { features, target, weights },
    signal,
    ...(typeof seed === 'number' && { seed }),
  };
  return recorded(training, (record) =>
    fit({
      ...options,
      onWarning(warning) {
        record.warn(warning);
        options.onWarning?.(warning);
      },
    }),
  );
}

/** Begins the record of something that is no training of data by itself, such as a trial; whoever does so ends it. */
export function beginRecord({ estimator, parameters, seed }: Omit<TrainingFacts, 'data' | 'given'>): OpenRecord {
  return currentRecorder()?.begin({ estimator, parameters, data: null, seed }) ?? unrecorded;
}

function codeAndMessage(error: unknown): { readonly code: string; readonly message: string } {
  const { code, message } = toFailure(error, 'training_failed');
  return { code, message };
}

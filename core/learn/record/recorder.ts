import type { DataFingerprint } from '../../protocol/experiments';

/** Where a score belongs: the step it was reached at, 0 unless given, and the rows it is of. */
export interface ScoredAt {
  readonly step?: number;
  readonly set?: string;
}

/** What can be said of a training in words of the user's. */
export interface ExperimentDetails {
  /** What trainings are compared within; the pipeline unless given. */
  readonly experiment?: string;
  readonly name?: string;
  /** Further parameters, such as of how the data were prepared. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, string | number | boolean>>;
}

/** The record of one training; what is told of it after its end counts too. */
export interface TrainingRecord {
  /** Null where nothing is recorded. */
  readonly id: string | null;
  /** Scores by their names, such as `{ rmse: 5.2 }`. */
  metrics(scores: Readonly<Record<string, number>>, at?: ScoredAt): void;
  describe(details: Omit<ExperimentDetails, 'experiment'>): void;
  /** Something the user should know. */
  warn(text: string): void;
  /** The step that was just scored is the best so far: its scores count for the training, and not the last ones. */
  best(step: number): void;
  /** The model that came of it: when the block gives it as an output, the record says where it lies. */
  trained(model: object): void;
}

export type TrainingEnd =
  | { readonly status: 'completed' | 'cancelled' | 'pruned' }
  | { readonly status: 'failed'; readonly failure: { readonly code: string; readonly message: string } };

/** A record as whoever trains holds it. */
export interface OpenRecord extends TrainingRecord {
  /** Runs something whose trainings are parts of this one. */
  within<Result>(work: () => Promise<Result>): Promise<Result>;
  end(ending: TrainingEnd): void;
}

/** What is known of a training when it begins. */
export interface TrainingFacts {
  /** The name that users know what is trained by. */
  readonly estimator: string;
  /** All parameters, defaults included. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The names of those that were given; all unless said. */
  readonly given?: readonly string[];
  readonly data: DataFingerprint | null;
  readonly seed: number | null;
}

/** Takes down what is trained. */
export interface Recorder {
  begin(facts: TrainingFacts): OpenRecord;
  /** Says what the trainings that follow are about. */
  describe(details: ExperimentDetails): void;
  /** The record of the training that gave the model; null when there is none. */
  recordOf(model: object): TrainingRecord | null;
}

/** On `globalThis`, so that everybody in a thread finds the same one, whichever bundle his code is in. */
const KEY = Symbol.for('eider.recorder');

/** Has the trainings of this thread recorded until disposed: a thread does one thing at a time. */
export function installRecorder(recorder: Recorder): { dispose(): void } {
  Reflect.set(globalThis, KEY, recorder);
  return { dispose: () => void Reflect.deleteProperty(globalThis, KEY) };
}

/** What records the trainings of this thread; null when nobody does. */
export function currentRecorder(): Recorder | null {
  // SAFETY: nobody but installRecorder sets it
  return (Reflect.get(globalThis, KEY) as Recorder | undefined) ?? null;
}

/** The record of a training that nobody records. */
export const unrecorded: OpenRecord = {
  id: null,
  metrics: () => undefined,
  describe: () => undefined,
  warn: () => undefined,
  best: () => undefined,
  trained: () => undefined,
  within: (work) => work(),
  end: () => undefined,
};

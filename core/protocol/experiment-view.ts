import type { ExperimentState } from './experiment-state';
import type { RecordedNumber } from './recorded-number';

/** What the page Experiments shows of a project's records: all of them in a list, those that are chosen in full. */

/** Records that are looked at when the page opens, newest first; the parts of a search count too. */
export const experimentsAtFirst = 1000;
/** Trainings that can be looked at together. */
export const mostChosen = 12;

/** One training in the list. */
export type ExperimentRow = Pick<
  ExperimentState,
  | 'id'
  | 'pipeline'
  | 'block'
  | 'child'
  | 'experiment'
  | 'name'
  | 'estimator'
  | 'status'
  | 'startedAt'
  | 'seconds'
  | 'metrics'
> & {
  /** How many trainings are a part of it. */
  readonly parts: number;
};

/** A training that is a part of another: a trial of a search, a fold. */
export type ExperimentPart = Pick<
  ExperimentState,
  'id' | 'name' | 'estimator' | 'status' | 'startedAt' | 'seconds' | 'parameters' | 'metrics' | 'failure'
>;

/** The scores of one metric on one set of rows, thinned to what can be seen: the extremes of each stretch stay. */
export interface ExperimentCurve {
  readonly set: string;
  readonly name: string;
  /** In rising order. */
  readonly steps: readonly number[];
  readonly values: readonly RecordedNumber[];
  /** How many scores there are. */
  readonly count: number;
  /** The best of them; null when none is a number. */
  readonly best: { readonly step: number; readonly value: RecordedNumber } | null;
}

export interface ExperimentDetails {
  readonly state: ExperimentState;
  readonly curves: readonly ExperimentCurve[];
  /** In the order in which they began. */
  readonly parts: readonly ExperimentPart[];
  /** Whether the model is still stored; null when the block has given none. */
  readonly modelStored: boolean | null;
}

export interface ExperimentsQuery {
  readonly project: string;
  /** How many of the newest records are looked at. */
  readonly limit: number;
  /** Ids of those that are wanted in full. */
  readonly chosen: readonly string[];
}
export interface ExperimentsAnswer {
  /** Those that are no part of another, newest first. */
  readonly rows: readonly ExperimentRow[];
  /** Records that were not looked at. */
  readonly older: number;
  /** Those of the wanted ones that are there, in the order asked for. */
  readonly chosen: readonly ExperimentDetails[];
}

import * as v from 'valibot';
import { EiderError } from '../../errors';

/** Where a trial is: running ones may have been interrupted. */
export type TrialState = 'running' | 'complete' | 'pruned' | 'failed';

/** A value that a trial reported on its way; null for NaN and infinite ones. */
export interface Report {
  readonly step: number;
  readonly value: number | null;
}

/** What is known of a trial: plain data that JSON can hold. */
export interface TrialRecord<Parameters = unknown> {
  /** Its place in the search, from 0. */
  readonly number: number;
  readonly parameters: Parameters;
  readonly state: TrialState;
  /** What the objective gave, the smaller the better; of a pruned trial the last value it reported; else null. */
  readonly value: number | null;
  /** The values it reported on its way, in that order. */
  readonly intermediate: readonly Report[];
  /** When it began, in ISO 8601; null for one that was not run by a search. */
  readonly started: string | null;
  readonly seconds: number | null;
  /** A whole number below 2^31 that depends on the search's seed and the trial's number only; for `random_state`. */
  readonly seed: number;
  /** Why it failed. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** An earlier trial to go on from: what a search recorded, or only parameters and the value they gave. */
export type EarlierTrial = Partial<TrialRecord> & Pick<TrialRecord, 'parameters'>;

const finite = v.pipe(v.number(), v.finite());
const wholeFromZero = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const earlierSchema = v.object({
  number: v.optional(wholeFromZero),
  parameters: v.unknown(),
  state: v.optional(v.picklist(['running', 'complete', 'pruned', 'failed'])),
  value: v.optional(v.nullable(finite), null),
  intermediate: v.optional(v.array(v.object({ step: finite, value: v.nullable(finite) })), []),
  started: v.optional(v.nullable(v.string()), null),
  seconds: v.optional(v.nullable(finite), null),
  seed: v.optional(wholeFromZero, 0),
  error: v.optional(v.nullable(v.object({ code: v.string(), message: v.string() })), null),
});

/**
 * Earlier trials in the order of their numbers, as an append-only log may hold them: of several records of one number
 * the last counts. A record without a number is numbered by its place; one without a state is complete when it has a
 * value, else running. Throws `trial_invalid` for anything else.
 */
export function readTrials(earlier: readonly unknown[]): TrialRecord[] {
  const byNumber = new Map<number, TrialRecord>();
  for (const [place, given] of earlier.entries()) {
    const parsed = v.safeParse(earlierSchema, given);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      refuse(place, `${v.getDotPath(issue) ?? 'it'} is not right: ${issue.message}`);
    }
    const record = parsed.output;
    const state = record.state ?? (record.value === null ? 'running' : 'complete');
    if (state === 'complete' && record.value === null) refuse(place, 'it is complete but has no value');
    const number = record.number ?? place;
    byNumber.set(number, { ...record, number, state });
  }
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

function refuse(place: number, why: string): never {
  throw new EiderError({
    code: 'trial_invalid',
    message: `Item ${place} of the earlier trials cannot be read: ${why}.`,
    remedy: 'Give the records as the search wrote them, or objects of parameters and value.',
  });
}

/** A trial that is running, as the objective sees it. */
export interface Trial {
  readonly number: number;
  /** See {@link TrialRecord.seed}. */
  readonly seed: number;
  /** Aborted when the search is. */
  readonly signal: AbortSignal;
  /** Says how good the trial is at a step, such as the loss after each round of boosting. */
  report(step: number, value: number): void;
  /** Whether what was reported is so bad that the trial is not worth going on with. */
  shouldPrune(): boolean;
  /** Ends the trial as pruned. */
  prune(): never;
}

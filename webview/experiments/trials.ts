import type { ExperimentDetails, ExperimentPart } from '../../core/protocol/experiment-view';
import type { RecordedNumber } from '../../core/protocol/recorded-number';
import { metricLabels, scoreOf } from './rows';

/** A part of a training as the table and the plot show it: a trial of a search, or a fold. */
export interface Trial {
  readonly part: ExperimentPart;
  /** Its place in the search, from 0. */
  readonly number: number;
  /** Of a search what the objective gave, of a pruned trial the last that it reported. */
  readonly scores: Readonly<Record<string, RecordedNumber>>;
  /** By their names; those of a choice's option as `choice.parameter`. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface TrialTable {
  /** Whether they are trials of a search. */
  readonly isSearch: boolean;
  readonly trials: readonly Trial[];
  /** Names of the scores and of the parameters. */
  readonly scores: readonly string[];
  readonly parameters: readonly string[];
}

export function trialTable({ parts }: Pick<ExperimentDetails, 'parts'>): TrialTable {
  const isSearch = parts.some(({ estimator }) => estimator === 'Trial');
  const shown = isSearch ? parts.filter(({ estimator }) => estimator === 'Trial') : parts;
  const scores = isSearch ? ['value'] : metricLabels(shown);
  const trials = shown.map((part, place): Trial => {
    const found = scores.flatMap((label): [string, RecordedNumber][] => {
      const value =
        scoreOf(part, label) ?? (isSearch && part.status === 'pruned' ? scoreOf(part, 'intermediate') : null);
      return value === null ? [] : [[label, value]];
    });
    const number = Number(/^trial (\d+)$/.exec(part.name ?? '')?.[1] ?? place);
    return { part, number, scores: Object.fromEntries(found), parameters: flattened(part.parameters) };
  });
  const names = [...new Set(trials.flatMap(({ parameters }) => Object.keys(parameters)))];
  return {
    isSearch,
    trials,
    scores,
    // of folds and the like only what tells them apart
    parameters: isSearch
      ? names
      : names.filter((name) => new Set(trials.map((t) => JSON.stringify(t.parameters[name]))).size > 1),
  };
}

/** `{ model: { depth: 3 } }` as `model.depth`. */
function flattened(parameters: Readonly<Record<string, unknown>>, path = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]): [string, unknown][] =>
      isRecord(value) ? Object.entries(flattened(value, `${path}${name}.`)) : [[`${path}${name}`, value]],
    ),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import * as v from 'valibot';
import { EiderError } from '../../errors';
import { breathe } from '../fit-options';
import { numberIn, readParameters, wholeNumber } from '../parameters';
import { recorded } from '../record/recorded';
import type { TrainingRecord } from '../record/recorder';
import { checkSpace } from './check-space';
import type { Pruner } from './median-pruner';
import { observationOf, type Observation } from './observation';
import type { ParameterTree } from './parameter-tree';
import { recordedTrial } from './recorded-trial';
import { runTrial, startRecord, type Objective } from './run-trial';
import type { Sampled, Space } from './space';
import { methodEntries, nextParameters, runningWith, trialSeed, type MethodOptions } from './suggest';
import { readTrials, type EarlierTrial, type Report, type Trial, type TrialRecord } from './trial';

/** What {@link minimize} takes beside objective and space. */
export interface MinimizeOptions<Parameters = unknown> extends MethodOptions {
  /** The number of trials, earlier ones included; 50, or the whole grid. */
  readonly max_evaluations?: number | undefined;
  /** The trials that may be under way at a time. */
  readonly parallel?: number | undefined;
  /** Ends trials that are not worth going on with. */
  readonly pruner?: Pruner | undefined;
  /** Ends the search after so many trials in a row that did not improve on the best. */
  readonly patience?: number | undefined;
  /** Begins no trial after so many seconds; those under way are waited for. */
  readonly timeout?: number | undefined;
  /** Ends the search with its reason, not waiting for objectives that do not heed `trial.signal`. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each trial when it begins and when it has ended, and waited for; its records can be given as `trials`. */
  readonly onTrial?: ((record: TrialRecord<Parameters>) => void | Promise<void>) | undefined;
  /** Earlier trials of this search to go on from; one of parameters only is a set to try in its place. */
  readonly trials?: readonly EarlierTrial[] | undefined;
}

/** What a search found. */
export interface SearchResult<Parameters> {
  readonly parameters: Parameters;
  /** The smallest value. */
  readonly value: number;
  /** The trial that gave it, the first of several. */
  readonly best: TrialRecord<Parameters>;
  /** All trials, earlier ones included, in the order of their numbers. */
  readonly trials: readonly TrialRecord<Parameters>[];
  /** Why there are no more trials. */
  readonly stopped: 'max_evaluations' | 'patience' | 'timeout' | 'grid';
}

const optionsSchema = v.object({
  ...methodEntries,
  max_evaluations: v.optional(wholeNumber(1)),
  parallel: v.optional(wholeNumber(1), 1),
  pruner: v.optional(
    v.pipe(
      v.custom<Pruner>((given) => typeof given === 'object' && given !== null && 'shouldPrune' in given),
      v.description('a pruner such as new MedianPruner()'),
    ),
  ),
  patience: v.optional(wholeNumber(1)),
  timeout: v.optional(numberIn(0, Infinity)),
  signal: v.optional(v.pipe(v.instance(AbortSignal), v.description('an AbortSignal'))),
  onTrial: v.optional(
    v.pipe(
      v.custom<(record: TrialRecord) => void | Promise<void>>((given) => typeof given === 'function'),
      v.description('a function'),
    ),
  ),
  trials: v.optional(v.pipe(v.array(v.unknown()), v.description('a list of trials')), []),
});

type Options = v.InferOutput<typeof optionsSchema>;

/**
 * Searches the parameters of a space for which an objective is smallest; see `suggest` for the algorithms. The
 * objective may be asynchronous. One that throws, or gives no finite number, is recorded as failed and the search goes
 * on.
 *
 * Everything depends on the seed (0 unless given) and the objective's values only, never on time: trial n learns from
 * the trials up to n − `parallel`, begins when these have ended, and counts the others before it as running, even if they
 * have ended. The same holds for the pruner and for `patience`. So a search that is given its own earlier `trials` goes
 * on as if it had not been interrupted: those that were running are run again, and numbers that are missing are filled.
 *
 * `parallel` runs objectives concurrently but in this thread: it gains time when they wait for something outside, such
 * as training in worker threads or processes, and none when they compute here.
 *
 * Throws `space_invalid`, `trial_invalid`, `parameter_unknown` or `parameter_invalid` before the first trial,
 * `search_failed` when no trial was completed, the signal's reason, or what `onTrial` throws.
 */
export async function minimize<const S extends Space>(
  objective: (parameters: Sampled<S>, trial: Trial) => number | Promise<number>,
  space: S,
  options: MinimizeOptions<Sampled<S>> = {},
): Promise<SearchResult<Sampled<S>>> {
  const read = readParameters('minimize', optionsSchema, { ...options });
  // SAFETY: parameters are assembled from the checked space, so they have its shape
  const [sought, tree] = [objective as Objective, checkSpace(space)];
  const { signal, onTrial: _onTrial, trials: earlier, ...settings } = read;
  // with the space, what is drawn of the search can have the axes that it has
  const parameters = { ...settings, trials: earlier.length, space };
  const search = {
    estimator: 'minimize',
    parameters,
    given: [...Object.keys(options).filter((name) => name in settings), 'space'],
    seed: read.seed,
    signal,
  };
  const result = await recorded(search, (record) => searchBest(new Search(sought, tree, read, record)));
  // SAFETY: as above; earlier trials were checked against the space
  return result as SearchResult<Sampled<S>>;
}

async function searchBest(search: Search): Promise<SearchResult<unknown>> {
  const stopped = await search.run();
  const trials = search.records();
  const best = bestOf(trials);
  if (best === null) throw searchFailed(trials);
  return { parameters: best.parameters, value: best.value ?? NaN, best, trials, stopped };
}

/** Trials under way and those that have ended. */
class Search {
  readonly #record: TrainingRecord;
  readonly #objective: Objective;
  readonly #tree: ParameterTree;
  readonly #options: Options;
  readonly #ended = new Map<number, TrialRecord>();
  readonly #observations = new Map<number, Observation>();
  readonly #running = new Map<number, Promise<void>>();
  /** Parameters of earlier trials that have not ended. */
  readonly #planned = new Map<number, unknown>();
  readonly #gaveUp = new AbortController();
  readonly #signal: AbortSignal;

  constructor(objective: Objective, tree: ParameterTree, options: Options, record: TrainingRecord) {
    this.#record = record;
    this.#objective = objective;
    this.#tree = tree;
    this.#options = options;
    const { signal } = options;
    this.#signal = signal === undefined ? this.#gaveUp.signal : AbortSignal.any([signal, this.#gaveUp.signal]);
    for (const record of readTrials(options.trials)) {
      if (record.state === 'running') this.#planned.set(record.number, record.parameters);
      else this.#end(record);
    }
  }

  /** All trials that have ended, in the order of their numbers. */
  records(): TrialRecord[] {
    return [...this.#ended.values()].sort((a, b) => a.number - b.number);
  }

  async run(): Promise<SearchResult<unknown>['stopped']> {
    try {
      const stopped = await this.#begin();
      await this.#orAbort(Promise.all(this.#running.values()));
      return stopped;
    } catch (error) {
      this.#gaveUp.abort(error);
      throw error;
    }
  }

  async #begin(): Promise<SearchResult<unknown>['stopped']> {
    const {
      algorithm,
      max_evaluations = algorithm === 'grid' ? Infinity : 50,
      parallel,
      timeout = Infinity,
    } = this.#options;
    const began = performance.now();
    for (let number = 0; number < max_evaluations; number += 1) {
      await this.#orAbort(this.#running.get(number - parallel) ?? Promise.resolve());
      await breathe(this.#signal);
      const known = this.records().filter((record) => record.number <= number - parallel);
      if (this.#lostPatience(known)) return 'patience';
      if (this.#ended.has(number)) continue;
      if (performance.now() - began >= timeout * 1000) return 'timeout';
      const parameters =
        this.#planned.get(number) ?? nextParameters(this.#tree, this.#options, number, this.#before(number));
      if (parameters === null) return 'grid';
      this.#observations.set(number, runningWith(this.#tree, parameters, number));
      const trial = this.#try(number, parameters, known);
      trial.catch(() => undefined); // it is awaited later, or the search has ended by then
      this.#running.set(number, trial);
    }
    return 'max_evaluations';
  }

  /** What trial `number` may learn from. */
  #before(number: number): Observation[] {
    const observations: Observation[] = [];
    for (let earlier = 0; earlier < number; earlier += 1) {
      const observation = this.#observations.get(earlier);
      if (observation === undefined) continue;
      const counts = earlier <= number - this.#options.parallel;
      observations.push(counts ? observation : { ...observation, state: 'running', value: null });
    }
    return observations;
  }

  #lostPatience(known: readonly TrialRecord[]): boolean {
    const { patience } = this.#options;
    if (patience === undefined) return false;
    const best = bestOf(known);
    return best !== null && known.filter(({ number }) => number > best.number).length >= patience;
  }

  async #try(number: number, parameters: unknown, known: readonly TrialRecord[]): Promise<void> {
    const { seed, pruner, onTrial } = this.#options;
    const record = startRecord(number, parameters, trialSeed(seed, number));
    await onTrial?.(record);
    const shouldPrune = (reports: readonly Report[]) => pruner?.shouldPrune(reports, known) ?? false;
    const ended = await recordedTrial(record, (onReport) =>
      runTrial(this.#objective, record, this.#signal, shouldPrune, onReport),
    );
    this.#end(ended);
    await onTrial?.(ended);
  }

  #end(record: TrialRecord): void {
    this.#ended.set(record.number, record);
    this.#observations.set(record.number, observationOf(this.#tree, record));
    if (record.value === null) return;
    this.#record.metrics({ value: record.value }, { step: record.number });
    if (bestOf(this.records())?.number === record.number) this.#record.best(record.number);
  }

  /** Waits for trials, but not when the search is aborted. */
  async #orAbort(trials: Promise<unknown>): Promise<void> {
    const signal = this.#signal;
    signal.throwIfAborted();
    let stop = () => {};
    const aborted = new Promise<void>((resolve) => {
      stop = resolve;
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      await Promise.race([trials, aborted]);
      signal.throwIfAborted();
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }
}

function bestOf(trials: readonly TrialRecord[]): TrialRecord | null {
  let best: TrialRecord | null = null;
  for (const trial of trials) {
    if (trial.state !== 'complete' || trial.value === null) continue;
    if (best === null || trial.value < (best.value ?? Infinity)) best = trial;
  }
  return best;
}

function searchFailed(trials: readonly TrialRecord[]): EiderError {
  const failed = trials.find(({ error }) => error !== null);
  const why = failed?.error ? ` Trial ${failed.number} failed: ${failed.error.message}` : '';
  return new EiderError({
    code: 'search_failed',
    message: `None of the ${trials.length} trials was completed.${why}`,
    remedy: 'Look at what the objective does with one set of parameters, or give the search more time.',
  });
}

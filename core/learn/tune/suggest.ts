import * as v from 'valibot';
import { numberIn, oneOf, readParameters, wholeNumber } from '../parameters';
import { createRandom, type Random } from '../random';
import { checkSpace } from './check-space';
import { atQuantile } from './domain';
import { gridPoint, gridSize } from './grid';
import { observationOf, type Observation } from './observation';
import { assemble, drawsOf, type Dimension, type Draws, type ParameterTree } from './parameter-tree';
import type { Sampled, Space } from './space';
import { drawPromising, splitTrials } from './tpe';
import { readTrials, type EarlierTrial } from './trial';

/** How parameters are searched: see {@link suggest}. */
export const methodEntries = {
  algorithm: v.optional(oneOf(['tpe', 'random', 'grid']), 'tpe'),
  seed: v.optional(wholeNumber(0), 0),
  n_startup_jobs: v.optional(wholeNumber(1), 20),
  n_EI_candidates: v.optional(wholeNumber(1), 24),
  gamma: v.optional(numberIn(0, Infinity, { above: true, below: true }), 0.5),
  prior_weight: v.optional(numberIn(0, Infinity, { above: true, below: true }), 1),
  grid_points: v.optional(wholeNumber(1), 5),
};

const suggestSchema = v.object({ ...methodEntries, count: v.optional(wholeNumber(1), 1) });

type MethodSchema = v.ObjectSchema<typeof methodEntries, undefined>;
type Method = v.InferOutput<MethodSchema>;

/** What one may say about how parameters are searched; the names of TPE's settings are hyperopt's. */
export interface MethodOptions {
  /** `tpe` unless said otherwise. */
  readonly algorithm?: 'tpe' | 'random' | 'grid' | undefined;
  readonly seed?: number | undefined;
  /** Trials before TPE learns from any, 20. */
  readonly n_startup_jobs?: number | undefined;
  /** Candidates of which TPE takes the most promising, 24. */
  readonly n_EI_candidates?: number | undefined;
  /** How many trials count as good: this times the root of their number, 0.5. */
  readonly gamma?: number | undefined;
  /** Weight of the space itself among the trials, 1. */
  readonly prior_weight?: number | undefined;
  /** Values that a grid takes of a range, 5. */
  readonly grid_points?: number | undefined;
}

/**
 * The next `count` sets of parameters to try after the given trials; fewer only when a grid is used up. They depend on
 * the space, the trials and the seed and on nothing else. A later one of several is chosen as if those before it were
 * running, which counts as bad (the "constant liar" of Ginsbourger et al. 2010 with the worst lie), so that they
 * differ. One at a time, they are what `minimize` tries. A trial is as `minimize` records it, or an object of
 * `parameters` and `value` (without a value it counts as running; with `state: 'failed'` as bad).
 *
 * - `tpe`: see `drawPromising`. The first `n_startup_jobs` trials are a Latin hypercube (McKay et al. 1979): each
 *   parameter takes every part of its range once, which independent random draws do not. Where all parameters are
 *   whole steps or choices, a set that was tried before is drawn anew a few times. `gamma` is 0.5, with which a search gets
 *   further than with hyperopt's 0.25, where only 2 of 50 trials count as good; the other settings are hyperopt's.
 * - `random`: each parameter by itself.
 * - `grid`: all combinations in order, with up to `grid_points` values for a range and every option of a choice.
 *
 * Throws `space_invalid`, `trial_invalid`, `parameter_unknown` or `parameter_invalid`.
 */
export function suggest<const S extends Space>(
  space: S,
  trials: readonly EarlierTrial[],
  options: MethodOptions & { readonly count?: number } = {},
): Sampled<S>[] {
  const { count, ...method } = readParameters('suggest', suggestSchema, { ...options });
  const tree = checkSpace(space);
  const earlier = readTrials(trials);
  const observations = earlier.map((trial) => observationOf(tree, trial));
  const first = (earlier.at(-1)?.number ?? -1) + 1;
  const suggested: Sampled<S>[] = [];
  for (let number = first; number < first + count; number += 1) {
    const parameters = nextParameters(tree, method, number, observations);
    if (parameters === null) break;
    observations.push(runningWith(tree, parameters, number));
    // SAFETY: the tree was made from the space, so what it assembles has the space's shape
    suggested.push(parameters as Sampled<S>);
  }
  return suggested;
}

/** A trial that has begun, of which nothing is known but its parameters. */
export function runningWith(tree: ParameterTree, parameters: unknown, number: number): Observation {
  return { draws: drawsOf(tree, parameters, number), state: 'running', value: null, step: -Infinity };
}

/** The parameters of one trial from what is known of those before it; null when a grid is used up. */
export function nextParameters(
  tree: ParameterTree,
  method: Method,
  number: number,
  before: readonly Observation[],
): unknown {
  if (method.algorithm === 'grid') {
    const { root } = tree;
    return number < gridSize(root, method.grid_points) ? gridPoint(root, method.grid_points, number) : null;
  }
  const random = createRandom(method.seed).fork(number);
  if (method.algorithm === 'random')
    return draw(tree, (dimension, own) => atQuantile(dimension.domain, own.next()), random);
  return anew(tree, before, random, chooserOf(method, number, before));
}

type Chooser = (dimension: Dimension, random: Random, attempt: number) => number;

function chooserOf(method: Method, number: number, before: readonly Observation[]): Chooser {
  const { n_startup_jobs, seed } = method;
  if (number < n_startup_jobs) {
    return ({ domain, index }, random, attempt) => {
      const part = attempt === 0 ? partOf(seed, index, n_startup_jobs, number) : random.integer(n_startup_jobs);
      return atQuantile(domain, (part + random.next()) / n_startup_jobs);
    };
  }
  const split = splitTrials(before, method.gamma);
  return (dimension, random, attempt) => {
    const n_EI_candidates = Math.floor(method.n_EI_candidates / 2 ** attempt);
    if (n_EI_candidates < 1) return atQuantile(dimension.domain, random.next());
    return drawPromising(dimension, split, { ...method, n_EI_candidates }, random);
  };
}

/** The streams of a seed's random numbers that are not a trial's. */
const HYPERCUBE = 2 ** 31;
const TRIAL_SEEDS = 2 ** 31 + 1;

/** Which part of a parameter's range a trial of the Latin hypercube takes. */
function partOf(seed: number, dimension: number, parts: number, trial: number): number {
  const order = Uint32Array.from({ length: parts }, (_, part) => part);
  return createRandom(seed).fork(HYPERCUBE).fork(dimension).shuffle(order)[trial] ?? 0;
}

const ATTEMPTS = 20;

/** Parameters that were not tried before, if that can be helped: every attempt chooses less and leaves more to chance. */
function anew(tree: ParameterTree, before: readonly Observation[], random: Random, choose: Chooser): unknown {
  let parameters: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    parameters = draw(tree, (dimension, own) => choose(dimension, own, attempt), random.fork(attempt));
    const draws = drawsOf(tree, parameters, 0);
    if (!before.some((trial) => sameDraws(trial.draws, draws))) break;
  }
  return parameters;
}

/** Each parameter has random numbers of its own, so that one more in the space does not change the others' first draws. */
function draw(tree: ParameterTree, choose: (dimension: Dimension, random: Random) => number, random: Random): unknown {
  return assemble(tree.root, (dimension) => choose(dimension, random.fork(dimension.index)));
}

function sameDraws(one: Draws, other: Draws): boolean {
  return one.every((value, index) => Object.is(value, other[index]));
}

/** See {@link TrialRecord.seed}. */
export function trialSeed(seed: number, number: number): number {
  return createRandom(seed)
    .fork(TRIAL_SEEDS)
    .fork(number)
    .integer(2 ** 31);
}

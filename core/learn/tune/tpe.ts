import type { Random } from '../random';
import { atQuantile, toAxis, type Axis, type Categories } from './domain';
import { Mixture } from './mixture';
import { compareObservations, type Observation } from './observation';
import type { Dimension } from './parameter-tree';
import { forgettingWeights, parzenEstimator } from './parzen';

/** The settings of TPE, named as hyperopt's. */
export interface TpeSettings {
  /** The trials before the first that learns from others. */
  readonly n_startup_jobs: number;
  /** The values that are drawn for each parameter; the most promising one is taken. */
  readonly n_EI_candidates: number;
  /** `gamma`·√n of n trials count as good, rounded up and at most 25. */
  readonly gamma: number;
  /** How much the space itself counts beside one observation. */
  readonly prior_weight: number;
}

/** The good trials and the rest, each in the order of their numbers. */
export interface Split {
  readonly below: readonly Observation[];
  readonly above: readonly Observation[];
}

const MOST_GOOD = 25;

/** Splits the trials by their value. One that is running or has failed counts as bad, as with hyperopt. */
export function splitTrials(trials: readonly Observation[], gamma: number): Split {
  const good = Math.min(Math.ceil(gamma * Math.sqrt(trials.length)), MOST_GOOD);
  const ranked = trials.filter(({ value }) => value !== null).sort(compareObservations);
  const chosen = new Set(ranked.slice(0, good));
  return {
    below: trials.filter((trial) => chosen.has(trial)),
    above: trials.filter((trial) => !chosen.has(trial)),
  };
}

/**
 * A value for one parameter by the tree-structured Parzen estimator (Bergstra et al. 2011, "Algorithms for
 * hyper-parameter optimization"): of values drawn from the density of the good trials, the one whose density there is
 * largest beside that of the bad trials, which has the largest expected improvement.
 */
export function drawPromising(dimension: Dimension, split: Split, settings: TpeSettings, random: Random): number {
  const below = observed(dimension, split.below);
  const above = observed(dimension, split.above);
  return dimension.domain.kind === 'categories'
    ? promisingCategory(dimension.domain, below, above, settings, random)
    : promisingNumber(dimension.domain, below, above, settings, random);
}

/** The values that a parameter had in the trials that asked for it. */
function observed({ index }: Dimension, trials: readonly Observation[]): Float64Array {
  return Float64Array.from(trials, ({ draws }) => draws[index] ?? NaN).filter((value) => !Number.isNaN(value));
}

function promisingNumber(
  axis: Axis,
  below: Float64Array,
  above: Float64Array,
  { n_EI_candidates, prior_weight }: TpeSettings,
  random: Random,
): number {
  const prior = { weight: prior_weight, mu: axis.mu, sigma: axis.sigma };
  const mixtureOf = (values: Float64Array) => {
    const positions = values.map((value) => toAxis(axis, value));
    return new Mixture(parzenEstimator(positions, prior), axis);
  };
  const good = mixtureOf(below);
  const bad = mixtureOf(above);
  return best(
    n_EI_candidates,
    () => good.draw(random),
    (value) => good.logDensity(value) - bad.logDensity(value),
  );
}

function promisingCategory(
  domain: Categories,
  below: Float64Array,
  above: Float64Array,
  { n_EI_candidates, prior_weight }: TpeSettings,
  random: Random,
): number {
  const good = new CategoryWeights(domain, below, prior_weight);
  const bad = new CategoryWeights(domain, above, prior_weight);
  return best(
    n_EI_candidates,
    () => good.draw(random),
    (value) => Math.log(good.probability(value)) - Math.log(bad.probability(value)),
  );
}

/** How likely each category is: observations with forgetting, beside `priorWeight` for each category. */
class CategoryWeights {
  readonly #domain: Categories;
  readonly #priorWeight: number;
  readonly #observed = new Map<number, number>();
  readonly #total: number;

  constructor(domain: Categories, observations: Float64Array, priorWeight: number) {
    this.#domain = domain;
    this.#priorWeight = priorWeight;
    const weights = forgettingWeights(observations.length);
    for (const [at, value] of observations.entries()) {
      this.#observed.set(value, (this.#observed.get(value) ?? 0) + (weights[at] ?? 0));
    }
    this.#total = weights.reduce((sum, weight) => sum + weight, 0) + priorWeight * domain.count;
  }

  probability(value: number): number {
    return ((this.#observed.get(value) ?? 0) + this.#priorWeight) / this.#total;
  }

  /** Without a pass over all categories, of which a random integer may have millions. */
  draw(random: Random): number {
    let left = random.next() * this.#total;
    for (const [value, weight] of this.#observed) {
      left -= weight;
      if (left < 0) return value;
    }
    return atQuantile(this.#domain, random.next());
  }
}

/** The candidate with the highest score, the first of several; a value that is drawn again is not scored again. */
function best(candidates: number, draw: () => number, score: (value: number) => number): number {
  let chosen = draw();
  let highest = score(chosen);
  const seen = new Set([chosen]);
  for (let drawn = 1; drawn < candidates; drawn += 1) {
    const value = draw();
    if (seen.has(value)) continue;
    seen.add(value);
    const its = score(value);
    if (its <= highest) continue;
    chosen = value;
    highest = its;
  }
  return chosen;
}

import type { Random } from '../random';
import { fromAxis, toAxis, type Axis } from './domain';
import { normalBetween } from './normal-distribution';
import type { Components } from './parzen';

/** A mixture of normal distributions on an axis, cut off at the axis's ends. */
export class Mixture {
  readonly #components: Components;
  readonly #axis: Axis;
  /** The logarithm of the probability that is not cut off. */
  readonly #logInside: number;

  constructor(components: Components, axis: Axis) {
    this.#components = components;
    this.#axis = axis;
    this.#logInside = axis.low === -Infinity ? 0 : Math.log(this.#probability(axis.low, axis.high));
  }

  /** A value drawn from it, rounded to the axis's steps. */
  draw(random: Random): number {
    const { weights, mus, sigmas } = this.#components;
    const { low, high } = this.#axis;
    for (;;) {
      const at = pick(weights, random.next());
      const position = (mus[at] ?? 0) + (sigmas[at] ?? 0) * random.normal();
      // an observation is on the axis and no component wider than it, so at least a third of all draws are kept
      if (position >= low && position <= high) return fromAxis(this.#axis, position);
    }
  }

  /**
   * The logarithm of the density of a value, per unit of the axis (of the logarithm where `log`); with steps, of the
   * probability of the step. −∞ far away from all components, where a value drawn from this mixture never is.
   */
  logDensity(value: number): number {
    const { steps } = this.#axis;
    if (steps !== null) {
      const { from, to } = stepAround(this.#axis, value, steps);
      return Math.log(this.#probability(from, to)) - this.#logInside;
    }
    const { weights, mus, sigmas } = this.#components;
    const position = toAxis(this.#axis, value);
    let sum = 0;
    for (let at = 0; at < mus.length; at += 1) {
      const sigma = sigmas[at] ?? 1;
      const z = (position - (mus[at] ?? 0)) / sigma;
      sum += ((weights[at] ?? 0) / sigma) * Math.exp((-z * z) / 2);
    }
    return Math.log(sum) - Math.log(2 * Math.PI) / 2 - this.#logInside;
  }

  #probability(from: number, to: number): number {
    const { weights, mus, sigmas } = this.#components;
    let sum = 0;
    for (let at = 0; at < mus.length; at += 1) {
      const mu = mus[at] ?? 0;
      const sigma = sigmas[at] ?? 1;
      sum += (weights[at] ?? 0) * normalBetween((from - mu) / sigma, (to - mu) / sigma);
    }
    return sum;
  }
}

function pick(weights: Float64Array, fraction: number): number {
  let left = fraction;
  for (let at = 0; at < weights.length - 1; at += 1) {
    left -= weights[at] ?? 0;
    if (left < 0) return at;
  }
  return weights.length - 1;
}

/** The part of the axis that is rounded to a value; the first and last step reach to the ends of the axis. */
function stepAround(axis: Axis, value: number, steps: NonNullable<Axis['steps']>): { from: number; to: number } {
  const times = Math.round(value / steps.q);
  const onAxis = (bound: number) => (axis.log ? Math.log(Math.max(bound, 0)) : bound);
  return {
    from: times <= steps.first ? axis.low : Math.max(onAxis((times - 0.5) * steps.q), axis.low),
    to: times >= steps.last ? axis.high : Math.min(onAxis((times + 0.5) * steps.q), axis.high),
  };
}

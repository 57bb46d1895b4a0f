import { normalQuantile } from './normal-distribution';
import type { NumberDistribution } from './space';

/**
 * Numbers in an order. `low`, `high`, `mu` and `sigma` are of the number itself, or of its logarithm where `log`;
 * `mu` and `sigma` are the prior of the Parzen estimator. `steps` is null for any number, else values are `q` times a
 * whole number from `first` to `last`.
 */
export interface Axis {
  readonly kind: 'axis';
  readonly log: boolean;
  readonly low: number;
  readonly high: number;
  readonly mu: number;
  readonly sigma: number;
  readonly steps: { readonly q: number; readonly first: number; readonly last: number } | null;
}

/** `count` whole numbers from `offset`, without an order: the options of a choice or a random integer. */
export interface Categories {
  readonly kind: 'categories';
  readonly offset: number;
  readonly count: number;
}

/** The values that one parameter may take. */
export type Domain = Axis | Categories;

// 0.3 / 0.1 is a little below 3 and e^(ln 1000) a little below 1000: both count as whole
const NEARLY = 1e-9;

/** What a distribution of a checked space stands for. */
export function domainOf(distribution: NumberDistribution): Domain {
  if (distribution.type === 'randint') {
    return { kind: 'categories', offset: distribution.low, count: distribution.high - distribution.low };
  }
  const log = distribution.type.includes('log');
  const q = 'q' in distribution ? distribution.q : null;
  if ('mu' in distribution) {
    const { mu, sigma } = distribution;
    const steps = q === null ? null : { q, first: log ? 0 : -Infinity, last: Infinity };
    return { kind: 'axis', log, low: -Infinity, high: Infinity, mu, sigma, steps };
  }
  const { low, high } = distribution;
  const [from, to] = log ? [Math.exp(low), Math.exp(high)] : [low, high];
  const steps =
    q === null
      ? null
      : {
          q,
          first: Math.ceil(from / q - NEARLY * Math.max(1, Math.abs(from / q))),
          last: Math.floor(to / q + NEARLY * Math.max(1, Math.abs(to / q))),
        };
  return { kind: 'axis', log, low, high, mu: (low + high) / 2, sigma: high - low, steps };
}

/** The value that is reached with a probability of `fraction`, 0 to 1, in the distribution itself. */
export function atQuantile(domain: Domain, fraction: number): number {
  if (domain.kind === 'categories') {
    return domain.offset + Math.min(Math.floor(fraction * domain.count), domain.count - 1);
  }
  if (domain.low !== -Infinity) return fromAxis(domain, domain.low + fraction * (domain.high - domain.low));
  return fromAxis(
    domain,
    domain.mu + domain.sigma * normalQuantile(Math.min(Math.max(fraction, 2 ** -54), 1 - 2 ** -53)),
  );
}

/** A parameter's value from where it is on the axis, whose unit is the logarithm where `log`. */
export function fromAxis(axis: Axis, position: number): number {
  const value = axis.log ? Math.exp(Math.min(Math.max(position, -700), 700)) : position; // neither 0 nor infinite
  if (axis.steps === null) return axis.low === -Infinity ? value : within(value, axis);
  const { q, first, last } = axis.steps;
  return multiple(Math.min(Math.max(Math.round(value / q), first), last), q);
}

function within(value: number, { log, low, high }: Axis): number {
  return log ? Math.min(Math.max(value, Math.exp(low)), Math.exp(high)) : Math.min(Math.max(value, low), high);
}

/** Where a value is on the axis; one that was rounded to or below the axis's start is at its start. */
export function toAxis(axis: Axis, value: number): number {
  return axis.log ? Math.log(Math.max(value, Math.exp(axis.low), 1e-12)) : value;
}

/** A multiple of `q` as people write it: three times 0.1 is 0.3. */
export function multiple(times: number, q: number): number {
  return Number((times * q).toPrecision(15)) + 0; // + 0 makes −0 a 0
}

/** Whether a value may come from a domain. */
export function holds(domain: Domain, value: number): boolean {
  if (domain.kind === 'categories') {
    return Number.isInteger(value) && value >= domain.offset && value < domain.offset + domain.count;
  }
  if (!Number.isFinite(value)) return false;
  if (domain.steps !== null) {
    const { q, first, last } = domain.steps;
    const times = Math.round(value / q);
    return times >= first && times <= last && Math.abs(value / q - times) < Math.max(1e-6, 1e-12 * Math.abs(times));
  }
  if (domain.log && value <= 0) return false;
  return domain.low === -Infinity || Math.abs(value - within(value, domain)) <= NEARLY * Math.abs(value);
}

/** A number drawn evenly between `low` and `high`. */
export interface Uniform {
  readonly type: 'uniform' | 'loguniform';
  readonly low: number;
  readonly high: number;
}

/** A number drawn as by {@link Uniform} and rounded to a multiple of `q`. */
export interface QuantisedUniform {
  readonly type: 'quniform' | 'qloguniform';
  readonly low: number;
  readonly high: number;
  readonly q: number;
}

/** A number of a normal distribution of mean `mu` and standard deviation `sigma`. */
export interface Normal {
  readonly type: 'normal' | 'lognormal';
  readonly mu: number;
  readonly sigma: number;
}

/** A number drawn as by {@link Normal} and rounded to a multiple of `q`. */
export interface QuantisedNormal {
  readonly type: 'qnormal' | 'qlognormal';
  readonly mu: number;
  readonly sigma: number;
  readonly q: number;
}

/** A whole number from `low` to `high` − 1, without an order: 3 says nothing about 4. */
export interface RandomInteger {
  readonly type: 'randint';
  readonly low: number;
  readonly high: number;
}

/** One of several sub-spaces. What is inside an option is a parameter only where that option was chosen. */
export interface Choice<Options extends readonly Space[] = readonly Space[]> {
  readonly type: 'choice';
  readonly options: Options;
}

/** A value that stays as it is, also where it looks like a distribution. */
export interface Constant<Value extends Plain = Plain> {
  readonly type: 'constant';
  readonly value: Value;
}

/** A distribution that gives a number. */
export type NumberDistribution = Uniform | QuantisedUniform | Normal | QuantisedNormal | RandomInteger;

/** What JSON can hold. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/**
 * A search space: plain data that JSON can hold. A distribution or a choice stands where a value will be; all else is
 * constant. Each parameter is labelled by its path, such as `alpha`, `model[1].depth` (in the second option of the
 * choice `model`) or `layers[0]`.
 */
export type Space =
  | NumberDistribution
  | Choice
  | Constant
  | string
  | number
  | boolean
  | null
  | readonly Space[]
  | { readonly [name: string]: Space };

/** The parameters that a space gives. */
export type Sampled<S> = [Space] extends [S]
  ? unknown
  : S extends NumberDistribution
    ? number
    : S extends Choice<infer Options>
      ? Sampled<Options[number]>
      : S extends Constant<infer Value>
        ? Value
        : S extends string | number | boolean | null
          ? S
          : { readonly [Key in keyof S]: Sampled<S[Key]> };

/** Evenly between `low` and `high`. */
export function uniform(low: number, high: number): Uniform {
  return { type: 'uniform', low, high };
}

/** e to a power that is drawn evenly between `low` and `high`: `loguniform(-7, 0)` is from 0.0009 to 1. */
export function loguniform(low: number, high: number): Uniform {
  return { type: 'loguniform', low, high };
}

/** A multiple of `q` between `low` and `high`, both included where they are multiples. */
export function quniform(low: number, high: number, q: number): QuantisedUniform {
  return { type: 'quniform', low, high, q };
}

/** A multiple of `q` between e^`low` and e^`high`, small ones as often as large ones of the same ratio. */
export function qloguniform(low: number, high: number, q: number): QuantisedUniform {
  return { type: 'qloguniform', low, high, q };
}

/** Normal of mean `mu` and standard deviation `sigma`. */
export function normal(mu: number, sigma: number): Normal {
  return { type: 'normal', mu, sigma };
}

/** e to a power that is normal of mean `mu` and standard deviation `sigma`. */
export function lognormal(mu: number, sigma: number): Normal {
  return { type: 'lognormal', mu, sigma };
}

/** Normal, rounded to a multiple of `q`. */
export function qnormal(mu: number, sigma: number, q: number): QuantisedNormal {
  return { type: 'qnormal', mu, sigma, q };
}

/** Log-normal, rounded to a multiple of `q`, which may be 0. */
export function qlognormal(mu: number, sigma: number, q: number): QuantisedNormal {
  return { type: 'qlognormal', mu, sigma, q };
}

/**
 * `randint(5)` is one of 0 … 4 and `randint(2, 5)` one of 2, 3, 4, as names rather than as sizes; for a whole number
 * whose size matters use `quniform(low, high, 1)`.
 */
export function randint(low: number, high?: number): RandomInteger {
  return high === undefined ? { type: 'randint', low: 0, high: low } : { type: 'randint', low, high };
}

/** One of the options, each a constant or a space of its own. */
export function choice<const Options extends readonly Space[]>(options: Options): Choice<Options> {
  return { type: 'choice', options };
}

/** A value as it is: needed only for an object whose `type` is the name of a distribution. */
export function constant<const Value extends Plain>(value: Value): Constant<Value> {
  return { type: 'constant', value };
}

import { addTransposed, type Design } from './design';

/** What is taken off features and target so that a model without intercept fits what is left. */
export interface Centring {
  /** Weighted mean of each column; zeros without intercept. */
  readonly means: Float64Array;
  /** Weighted mean of the target; 0 without intercept. */
  readonly targetMean: number;
}

/**
 * The weighted means, to be taken off on the fly: a sparse matrix stays sparse. `weights` may be null, for ones; their sum
 * must be above 0.
 */
export function centringOf(
  design: Design,
  target: Float64Array,
  weights: Float64Array | null,
  fitIntercept: boolean,
): Centring {
  const means = new Float64Array(design.columns);
  if (!fitIntercept) return { means, targetMean: 0 };
  addTransposed(design, weights ?? new Float64Array(design.rows).fill(1), means);
  let sum = 0;
  let total = 0;
  for (let row = 0; row < design.rows; row += 1) {
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    sum += weight;
    total += weight * (target[row] ?? 0);
  }
  for (let column = 0; column < means.length; column += 1) means[column] = (means[column] ?? 0) / sum;
  return { means, targetMean: total / sum };
}

/** The intercept that goes with coefficients fitted to centred data. */
export function interceptOf({ means, targetMean }: Centring, coef: Float64Array): number {
  let intercept = targetMean;
  for (let column = 0; column < coef.length; column += 1) {
    intercept -= (means[column] ?? 0) * (coef[column] ?? 0);
  }
  return intercept;
}

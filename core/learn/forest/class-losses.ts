import { exponential } from '../kernels/exponential';
import type { BoostedRows, BoostingLoss } from './boosting-loss';

export type ClassLossName = 'log_loss' | 'exponential';

/** Shares are kept this far from 0 and 1, as in scikit-learn: the distance of 1 from the next double. */
const LEAST_SHARE = 2.220446049250313e-16;

/** A loss by scikit-learn's name; its target is the number of the class. */
export function classLoss(name: ClassLossName, classes: number): BoostingLoss {
  if (classes > 2) return multinomial(classes);
  return name === 'exponential' ? exponentialLoss : binomial;
}

/** How likely the second of two classes is. */
export function logistic(raw: number): number {
  return raw >= 0 ? 1 / (1 + exponential(-raw)) : exponential(raw) / (1 + exponential(raw));
}

const binomial: BoostingLoss = {
  outputs: 1,
  initial: (target, weights) => Float64Array.of(logit(sharesOf(target, weights, 2)[1] ?? 0)),
  setGradients: ({ target, raw, gradients }) => {
    for (let row = 0; row < target.length; row += 1) gradients[row] = (target[row] ?? 0) - logistic(raw[row] ?? 0);
  },
  leafValue: (rows, leaf) => newtonStep(rows, leaf, 0, ({ target }, row) => target[row] ?? 0),
  lossOf: ({ target, raw }, row) => {
    const value = raw[row] ?? 0;
    return 2 * (Math.log1p(Math.exp(-Math.abs(value))) + Math.max(value, 0) - (target[row] ?? 0) * value);
  },
};

/** That of AdaBoost (Freund and Schapire 1997). */
const exponentialLoss: BoostingLoss = {
  outputs: 1,
  initial: (target, weights) => Float64Array.of(0.5 * logit(sharesOf(target, weights, 2)[1] ?? 0)),
  setGradients: ({ target, raw, gradients }) => {
    for (let row = 0; row < target.length; row += 1) {
      gradients[row] = target[row] === 1 ? exponential(-(raw[row] ?? 0)) : -exponential(raw[row] ?? 0);
    }
  },
  leafValue: ({ weights, gradients }, leaf) => {
    let [sum, slope, total] = [0, 0, 0];
    for (const row of leaf) {
      const weight = weights[row] ?? 0;
      const gradient = gradients[row] ?? 0;
      sum += weight * gradient;
      slope += weight * Math.abs(gradient);
      total += weight;
    }
    return quotient(sum / total, slope / total);
  },
  lossOf: ({ target, raw }, row) => Math.exp(target[row] === 1 ? -(raw[row] ?? 0) : (raw[row] ?? 0)),
};

function multinomial(classes: number): BoostingLoss {
  const chances = new Float64Array(classes);
  return {
    outputs: classes,
    initial: (target, weights) => {
      const logs = sharesOf(target, weights, classes).map((share) => Math.log(share));
      const mean = logs.reduce((sum, log) => sum + log, 0) / classes;
      return logs.map((log) => log - mean);
    },
    setGradients: ({ target, raw, gradients }) => {
      const rows = target.length;
      for (let row = 0; row < rows; row += 1) {
        softmax(raw, row * classes, chances);
        for (let group = 0; group < classes; group += 1) {
          gradients[group * rows + row] = (target[row] === group ? 1 : 0) - (chances[group] ?? 0);
        }
      }
    },
    leafValue: (rows, leaf, output) =>
      newtonStep(rows, leaf, output, ({ target }, row) => (target[row] === output ? 1 : 0)) * ((classes - 1) / classes),
    lossOf: ({ target, raw }, row) => {
      let largest = -Infinity;
      for (let group = 0; group < classes; group += 1) largest = Math.max(largest, raw[row * classes + group] ?? 0);
      let sum = 0;
      for (let group = 0; group < classes; group += 1) sum += Math.exp((raw[row * classes + group] ?? 0) - largest);
      return Math.log(sum) + largest - (raw[row * classes + (target[row] ?? 0)] ?? 0);
    },
  };
}

/** Chances of classes from what is predicted for one row, which starts at `from`. */
export function softmax(raw: Float64Array, from: number, chances: Float64Array): void {
  let largest = -Infinity;
  for (let group = 0; group < chances.length; group += 1) largest = Math.max(largest, raw[from + group] ?? 0);
  let sum = 0;
  for (let group = 0; group < chances.length; group += 1) {
    const part = exponential((raw[from + group] ?? 0) - largest);
    chances[group] = part;
    sum += part;
  }
  for (let group = 0; group < chances.length; group += 1) chances[group] = (chances[group] ?? 0) / sum;
}

/** One step of Newton's method: gradient by hessian of a leaf, where the chance is the truth less the gradient. */
function newtonStep(
  rows: BoostedRows,
  leaf: Int32Array,
  output: number,
  truth: (rows: BoostedRows, row: number) => number,
): number {
  const { weights, gradients, target } = rows;
  const start = output * target.length;
  let [sum, slope, total] = [0, 0, 0];
  for (const row of leaf) {
    const weight = weights[row] ?? 0;
    const gradient = gradients[start + row] ?? 0;
    const chance = truth(rows, row) - gradient;
    sum += weight * gradient;
    slope += weight * chance * (1 - chance);
    total += weight;
  }
  return quotient(sum / total, slope / total);
}

/** 0 where the divisor is next to nothing: then the loss cannot become lower. */
function quotient(sum: number, slope: number): number {
  return Math.abs(slope) < 1e-150 ? 0 : sum / slope;
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}

/** Share of each class. */
function sharesOf(target: Float64Array, weights: Float64Array | null, classes: number): Float64Array {
  const sums = new Float64Array(classes);
  let total = 0;
  for (let row = 0; row < target.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    const group = target[row] ?? 0;
    sums[group] = (sums[group] ?? 0) + weight;
    total += weight;
  }
  return sums.map((sum) => Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, sum / total)));
}

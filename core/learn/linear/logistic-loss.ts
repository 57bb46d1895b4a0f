import { addTransposed, multiply, type Design } from './design';
import type { Objective } from './lbfgs';

export interface LogisticProblem {
  readonly design: Design;
  /** For each row, its class: 0 … `classes` − 1. */
  readonly codes: Int32Array;
  readonly classes: number;
  /** What each row counts, as a share of all. */
  readonly shares: Float64Array;
  /** What half the squared coefficients are multiplied by. */
  readonly penalty: number;
  readonly fitIntercept: boolean;
}

/**
 * `Σ share · log loss + ½ penalty ‖coef‖²` as a function of all coefficients, set after set, then the intercepts: one set
 * for two classes, and one for each of more (multinomial). Memory: 8 bytes × rows × sets.
 */
export function logisticObjective(problem: LogisticProblem): Objective {
  const { design, penalty, fitIntercept } = problem;
  const { rows, columns } = design;
  const sets = setsOf(problem.classes);
  const scores = Array.from({ length: sets }, () => new Float64Array(rows));
  return (point, gradient) => {
    for (const [set, score] of scores.entries()) {
      const start = fitIntercept ? (point[sets * columns + set] ?? 0) : 0;
      multiply(design, point.subarray(set * columns, (set + 1) * columns), start, score);
    }
    const [first] = scores;
    let value = sets === 1 && first !== undefined ? binaryLoss(problem, first) : multinomialLoss(problem, scores);
    for (let at = 0; at < sets * columns; at += 1) {
      const coef = point[at] ?? 0;
      value += 0.5 * penalty * coef * coef;
      gradient[at] = penalty * coef;
    }
    for (const [set, slopes] of scores.entries()) {
      addTransposed(design, slopes, gradient.subarray(set * columns, (set + 1) * columns));
      if (!fitIntercept) continue;
      let sum = 0;
      for (let row = 0; row < rows; row += 1) sum += slopes[row] ?? 0;
      gradient[sets * columns + set] = sum;
    }
    return value;
  };
}

/** Sets of coefficients for so many classes. */
export function setsOf(classes: number): number {
  return classes === 2 ? 1 : classes;
}

/** Returns the loss; puts its slopes in the place of the scores. */
function binaryLoss({ codes, shares }: LogisticProblem, scores: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? 0;
    const wrong = codes[row] === 1 ? -score : score; // the score for the other class
    const share = shares[row] ?? 0;
    const small = Math.exp(-Math.abs(wrong));
    loss += share * (Math.max(0, wrong) + Math.log1p(small));
    const probability = wrong > 0 ? 1 / (1 + small) : small / (1 + small);
    scores[row] = codes[row] === 1 ? -share * probability : share * probability;
  }
  return loss;
}

function multinomialLoss({ codes, shares }: LogisticProblem, scores: readonly Float64Array[]): number {
  let loss = 0;
  for (let row = 0; row < codes.length; row += 1) {
    const share = shares[row] ?? 0;
    const own = codes[row] ?? 0;
    let highest = -Infinity;
    for (const score of scores) highest = Math.max(highest, score[row] ?? 0);
    loss += share * (highest - (scores[own]?.[row] ?? 0));
    let sum = 0;
    for (const score of scores) {
      const exponential = Math.exp((score[row] ?? 0) - highest);
      score[row] = exponential;
      sum += exponential;
    }
    loss += share * Math.log(sum);
    for (const score of scores) score[row] = (share * (score[row] ?? 0)) / sum;
    const slopes = scores[own];
    if (slopes !== undefined) slopes[row] = (slopes[row] ?? 0) - share;
  }
  return loss;
}

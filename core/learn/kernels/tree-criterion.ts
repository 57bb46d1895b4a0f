import { logarithm } from './logarithm';
import { addressAt, f64At, fillBytes, i32At, setF64, toAddress } from './memory';
import { CRITERION_ENTROPY, CRITERION_POISSON, JOB_CLASSES, JOB_CRITERION, JOB_SCRATCH, JOB_SUMS } from './tree-job';

const LN2: f64 = 0.6931471805599453;
/** Least sum of counts on one side of a Poisson split, as in scikit-learn. */
const LEAST_COUNTS: f64 = 2.220446049250313e-16;

let criterion: i32 = 0;
let classes: i32 = 0;
let totals: usize = 0;
let lefts: usize = 0;
let scratch: usize = 0;
let weight: f64 = 0;
let sum: f64 = 0;

/** Makes the criterion of a tree the one of the functions below. */
export function useCriterion(job: usize): void {
  criterion = i32At(job + JOB_CRITERION);
  classes = i32At(job + JOB_CLASSES);
  totals = addressAt(job + JOB_SUMS);
  lefts = totals + (classes << 3);
  scratch = job + JOB_SCRATCH;
}

/** The weight of a node, and its weighted sum of targets; for a classification, sums by class lie at JOB_SUMS. */
export function useTotals(nodeWeight: f64, nodeSum: f64): void {
  weight = nodeWeight;
  sum = nodeSum;
}

export function clearTotals(): void {
  fillBytes(totals, 0, classes << 3);
}

export function clearLefts(): void {
  fillBytes(lefts, 0, classes << 3);
}

export function addToTotals(group: i32, more: f64): void {
  setF64(totals + (group << 3), f64At(totals + (group << 3)) + more);
}

export function addToLefts(group: i32, more: f64): void {
  setF64(lefts + (group << 3), f64At(lefts + (group << 3)) + more);
}

/**
 * How good a split is: higher is better among those of one node. `leftSum` is the weighted sum of targets on its left
 * side, or the sums by class are those of `addToLefts`.
 */
export function splitScore(leftWeight: f64, leftSum: f64): f64 {
  const rightWeight = weight - leftWeight;
  if (classes === 0) {
    const rightSum = sum - leftSum;
    if (criterion !== CRITERION_POISSON) return (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / rightWeight;
    if (leftSum <= LEAST_COUNTS || rightSum <= LEAST_COUNTS) return -Infinity;
    return leftSum * logarithm(leftSum / leftWeight, scratch) + rightSum * logarithm(rightSum / rightWeight, scratch);
  }
  let left: f64 = 0;
  let right: f64 = 0;
  for (let group = 0; group < classes; group += 1) {
    const ofLeft = f64At(lefts + (group << 3));
    const ofRight = f64At(totals + (group << 3)) - ofLeft;
    if (criterion === CRITERION_ENTROPY) {
      if (ofLeft > 0) left += ofLeft * logarithm(ofLeft / leftWeight, scratch);
      if (ofRight > 0) right += ofRight * logarithm(ofRight / rightWeight, scratch);
    } else {
      left += ofLeft * ofLeft;
      right += ofRight * ofRight;
    }
  }
  return criterion === CRITERION_ENTROPY ? left + right : left / leftWeight + right / rightWeight;
}

/** Impurity of classes whose weights are those of `addToTotals`. */
export function classImpurity(): f64 {
  let score: f64 = 0;
  for (let group = 0; group < classes; group += 1) {
    const share = f64At(totals + (group << 3)) / weight;
    if (criterion !== CRITERION_ENTROPY) score += share * share;
    else if (share > 0) score -= share * (logarithm(share, scratch) / LN2);
  }
  return criterion === CRITERION_ENTROPY ? score : 1 - score;
}

/**
 * Impurity of rows with numbers for targets: `squares` is the weighted sum of their squares, `logs` that of y log y, which
 * half the Poisson deviance needs.
 */
export function numberImpurity(rowWeight: f64, rowSum: f64, squares: f64, logs: f64): f64 {
  const mean = rowSum / rowWeight;
  if (criterion !== CRITERION_POISSON) return squares / rowWeight - mean * mean;
  if (rowSum <= LEAST_COUNTS) return Infinity;
  return (logs - rowSum * logarithm(mean, scratch)) / rowWeight;
}

/** y log y, or 0 where it is not asked for. */
export function logTerm(y: f64): f64 {
  return criterion === CRITERION_POISSON && y > 0 ? y * logarithm(y, scratch) : 0;
}

/** Writes what a node predicts: the mean, or the share of each class. */
export function writeValue(values: usize, node: i32): void {
  if (classes === 0) {
    setF64(values + toAddress(node) * 8, sum / weight);
    return;
  }
  const target = values + toAddress(node) * classes * 8;
  for (let group = 0; group < classes; group += 1) {
    setF64(target + (group << 3), f64At(totals + (group << 3)) / weight);
  }
}

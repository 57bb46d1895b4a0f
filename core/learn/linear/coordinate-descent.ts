import { breathe } from '../fit-options';
import type { Random } from '../random';
import type { WeightedColumns } from './columns';

/** `½ ‖target − columns · coef‖² + l1 ‖coef‖₁ + ½ l2 ‖coef‖²`, to be made small. */
export interface ElasticNetProblem {
  readonly columns: WeightedColumns;
  /** Means to take off sparse columns; zeros for dense ones, which are centred. */
  readonly means: Float64Array;
  /** Squared length of each column, centred and weighted; a column of 0 keeps the coefficient 0. */
  readonly spread: Float64Array;
  /** One for each row; null for ones. */
  readonly rootWeights: Float64Array | null;
  /** Centred and weighted. */
  readonly target: Float64Array;
  readonly l1: number;
  readonly l2: number;
  readonly positive: boolean;
}

export interface CoordinateDescentOptions {
  /** Duality gap to stop at, as a share of the target's squares; also the change that makes the gap worth computing. */
  readonly tol: number;
  readonly maxIterations: number;
  /** For coordinates in random order; null for one after the other. */
  readonly random: Random | null;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((fraction: number) => void) | undefined;
}

export interface CoordinateDescentSolution {
  readonly coef: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  /** Of the objective as it stands above. */
  readonly dualityGap: number;
}

/** Values read between two pauses; about 50 ms. */
const WORK_BETWEEN_PAUSES = 2e7;

/**
 * Cyclic or random coordinate descent for the elastic net (Friedman, Hastie and Tibshirani 2010, "Regularization paths for
 * generalized linear models via coordinate descent", JSS 33), stopped by the duality gap (Kim et al. 2007, "An
 * interior-point method for large-scale l1-regularized least squares") as scikit-learn does. Sparse columns are centred on
 * the fly: a step along one moves every residual by the same amount, which is kept beside them. Memory beside the columns:
 * one double for each row, two for each column.
 */
export async function descendCoordinates(
  problem: ElasticNetProblem,
  options: CoordinateDescentOptions,
): Promise<CoordinateDescentSolution> {
  const { columns, target } = problem;
  const state = { coef: new Float64Array(columns.columns), residual: target.slice(), shift: 0 };
  let squares = 0;
  for (let row = 0; row < target.length; row += 1) squares += (target[row] ?? 0) ** 2;
  const goal = options.tol * squares;
  const pause = Math.ceil(WORK_BETWEEN_PAUSES / (columns.values.length + 4 * columns.columns));
  let gap = Infinity;
  for (let iteration = 1; iteration <= options.maxIterations; iteration += 1) {
    if (iteration % pause === 0) {
      await breathe(options.signal);
      options.onProgress?.(iteration / options.maxIterations);
    }
    const change = sweep(problem, state, options.random);
    if (change >= options.tol && iteration < options.maxIterations) continue;
    gap = dualityGap(problem, state);
    if (gap < goal || gap === 0) return { coef: state.coef, iterations: iteration, converged: true, dualityGap: gap };
  }
  return { coef: state.coef, iterations: options.maxIterations, converged: false, dualityGap: gap };
}

interface Descent {
  readonly coef: Float64Array;
  /** What the coefficients leave of the target, but for `shift` times the root of the row's weight. */
  readonly residual: Float64Array;
  shift: number;
}

/** Sets each coefficient to its best; returns the largest change as a share of the largest coefficient. */
function sweep(problem: ElasticNetProblem, state: Descent, random: Random | null): number {
  const { spread, means, l1, l2, positive } = problem;
  const { coef } = state;
  const count = coef.length;
  let change = 0;
  let most = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const column = random === null ? turn : random.integer(count);
    const squares = spread[column] ?? 0;
    if (squares === 0) continue;
    const old = coef[column] ?? 0;
    const pull = correlation(problem, state, column) + squares * old;
    const next = (pull > l1 ? pull - l1 : pull < -l1 && !positive ? pull + l1 : 0) / (squares + l2);
    if (next !== old) {
      move(problem.columns, state.residual, column, old - next);
      state.shift += (next - old) * (means[column] ?? 0);
      coef[column] = next;
      change = Math.max(change, Math.abs(next - old));
    }
    most = Math.max(most, Math.abs(next));
  }
  return most === 0 ? 0 : change / most;
}

/** The scalar product of a column with what is left of the target. */
function correlation({ columns, rootWeights }: ElasticNetProblem, state: Descent, column: number): number {
  const { starts, indices, values } = columns;
  const { residual, shift } = state;
  const start = starts[column] ?? 0;
  const end = starts[column + 1] ?? 0;
  let sum = 0;
  if (indices === null) {
    for (let at = start; at < end; at += 1) sum += (values[at] ?? 0) * (residual[at - start] ?? 0);
    return sum;
  }
  // the centred residual is at right angles to the mean, which so need not be taken off the column as well
  if (rootWeights === null) {
    for (let at = start; at < end; at += 1) sum += (values[at] ?? 0) * ((residual[indices[at] ?? 0] ?? 0) + shift);
  } else {
    for (let at = start; at < end; at += 1) {
      const row = indices[at] ?? 0;
      sum += (values[at] ?? 0) * ((residual[row] ?? 0) + shift * (rootWeights[row] ?? 0));
    }
  }
  return sum;
}

function move(
  { starts, indices, values }: WeightedColumns,
  residual: Float64Array,
  column: number,
  step: number,
): void {
  const start = starts[column] ?? 0;
  const end = starts[column + 1] ?? 0;
  for (let at = start; at < end; at += 1) {
    const row = indices === null ? at - start : (indices[at] ?? 0);
    residual[row] = (residual[row] ?? 0) + step * (values[at] ?? 0);
  }
}

/** How far the objective may be above its least value, at most. */
function dualityGap(problem: ElasticNetProblem, state: Descent): number {
  const { target, rootWeights, l1, l2, positive } = problem;
  const { coef, residual, shift } = state;
  let residualSquares = 0;
  let residualTarget = 0;
  for (let row = 0; row < target.length; row += 1) {
    const left = (residual[row] ?? 0) + shift * (rootWeights === null ? 1 : (rootWeights[row] ?? 0));
    residualSquares += left * left;
    residualTarget += left * (target[row] ?? 0);
  }
  let steepest = 0;
  let absolute = 0;
  let squares = 0;
  for (let column = 0; column < coef.length; column += 1) {
    const value = coef[column] ?? 0;
    absolute += Math.abs(value);
    squares += value * value;
    if (problem.spread[column] === 0) continue;
    const slope = correlation(problem, state, column) - l2 * value;
    steepest = Math.max(steepest, positive ? slope : Math.abs(slope));
  }
  // the residual, made small enough to be a point of the dual
  const scale = steepest > l1 ? l1 / steepest : 1;
  return 0.5 * (1 + scale * scale) * (residualSquares + l2 * squares) + l1 * absolute - scale * residualTarget;
}

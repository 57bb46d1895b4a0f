import type { CentredDesign } from './bidiagonal-step';
import { centringOf, interceptOf, type Centring } from './centring';
import { columnSpread } from './column-spread';
import { solveDense } from './dense-least-squares';
import type { Design } from './design';
import { lsqr, type LsqrOptions, type LsqrSolution } from './lsqr';
import { nullSpace, takeOffSpace } from './null-space';

export interface LeastSquaresProblem {
  readonly design: Design;
  readonly target: Float64Array;
  /** One for each row; null for ones. */
  readonly weights: Float64Array | null;
  readonly fitIntercept: boolean;
  /** What `‖coef‖²` is multiplied by in the objective. */
  readonly penalty: number;
}

export interface LeastSquaresSolution {
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * The coefficients that minimise `Σ weight (target − X coef − intercept)² + penalty ‖coef‖²`; of all that do, the shortest.
 * `direct` is by factorising, for dense features alone (memory: see {@link solveDense}); otherwise by LSQR on columns of
 * equal length, which come within a small factor of the best condition number that scaling can give (van der Sluis 1969,
 * "Condition numbers and equilibration of matrices"). For one-hot columns that is a handful of iterations instead of
 * hundreds. Memory of LSQR: one double for each row, 10 for each column, and one more for each of the two with weights.
 */
export async function solveLeastSquares(
  problem: LeastSquaresProblem,
  direct: boolean,
  options: LsqrOptions,
): Promise<LeastSquaresSolution> {
  const { design, target, weights, penalty } = problem;
  const centring = centringOf(design, target, weights, problem.fitIntercept);
  const rootWeights = weights?.map(Math.sqrt) ?? null;
  const right = target.map((value, row) => (value - centring.targetMean) * (rootWeights?.[row] ?? 1));
  const solution =
    direct && design.kind === 'dense'
      ? {
          x: await solveDense({ design, means: centring.means, rootWeights, penalty }, right, options.signal),
          iterations: 1,
          converged: true,
        }
      : await solveScaled(problem, centring, rootWeights, right, options);
  return {
    coef: solution.x,
    intercept: interceptOf(centring, solution.x),
    iterations: solution.iterations,
    converged: solution.converged,
  };
}

async function solveScaled(
  { design, weights, penalty }: LeastSquaresProblem,
  centring: Centring,
  rootWeights: Float64Array | null,
  right: Float64Array,
  options: LsqrOptions,
): Promise<LsqrSolution> {
  const scales = columnSpread(design, centring, weights).map((squares) =>
    squares + penalty > 0 ? 1 / Math.sqrt(squares + penalty) : 0,
  );
  const matrix = { design, means: centring.means, rootWeights, scales, damping: Math.sqrt(penalty) };
  const dependent = design.columns - design.rows;
  if (penalty > 0 || dependent < MOST_DEPENDENT) {
    const scaled = await lsqr(matrix, right.slice(), options);
    for (let at = 0; at < scaled.x.length; at += 1) scaled.x[at] = (scaled.x[at] ?? 0) * (scales[at] ?? 0);
    if (penalty > 0 || (await shorten(scaled.x, matrix, options))) return scaled;
  }
  // with many dependencies the shortest solution is cheaper found on the columns as they are
  return lsqr({ ...matrix, scales: scales.map((scale) => (scale === 0 ? 0 : 1)) }, right, options);
}

/** So many independent combinations of columns that are 0 are looked for: each group of one-hot columns has one. */
const MOST_DEPENDENT = 12;

/**
 * LSQR finds the solution that is shortest when measured in the scaled columns; `coef` becomes the shortest in the columns
 * as they are. Returns false when too many columns depend on others.
 */
async function shorten(coef: Float64Array, matrix: CentredDesign, options: LsqrOptions): Promise<boolean> {
  const space = await nullSpace(matrix, MOST_DEPENDENT, options);
  if (space === null) return false;
  takeOffSpace(
    coef,
    space.map((vector) => vector.map((value, column) => value * (matrix.scales[column] ?? 0))),
  );
  return true;
}

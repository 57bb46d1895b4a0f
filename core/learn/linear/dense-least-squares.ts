import { breathe } from '../fit-options';
import { cholesky, solveCholesky } from './cholesky';
import { centredGram, type CentredRows } from './gram';
import { shortestSolution, type ColumnMajor } from './orthogonal';
import { addScaled, length } from './vectors';

export interface DenseProblem extends CentredRows {
  /** What the squared coefficients are multiplied by in the objective. */
  readonly penalty: number;
}

/** A correction this small beside the solution says that the normal equations were solved as well as doubles can. */
const SETTLED = 1e-9;

/**
 * The shortest coefficients that minimise `Σ (right − row · coef)² + penalty ‖coef‖²`, for `right` of one number for each
 * row. By the normal equations with one step of refinement against the rows themselves (Björck 1987, "Stability analysis
 * of the method of seminormal equations"); where that shows them to be too ill-conditioned, or columns depend on others,
 * by a complete orthogonal decomposition, which squares no condition number. Memory: 8 bytes × columns² of the first,
 * 8 bytes × (rows + columns with a penalty) × columns of the second.
 */
export async function solveDense(
  problem: DenseProblem,
  right: Float64Array,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const { design } = problem;
  if (design.columns < design.rows || problem.penalty > 0) {
    const coef = await solveNormalEquations(problem, right, signal);
    if (coef !== null) return coef;
  }
  return shortestSolution(centredColumns(problem), right, signal);
}

async function solveNormalEquations(
  problem: DenseProblem,
  right: Float64Array,
  signal: AbortSignal | undefined,
): Promise<Float64Array | null> {
  const { columns } = problem.design;
  const gram = await centredGram(problem, signal);
  for (let column = 0; column < columns; column += 1) {
    gram[column * columns + column] = (gram[column * columns + column] ?? 0) + problem.penalty;
  }
  const scales = cholesky(gram, columns);
  if (scales === null) return null;
  const coef = new Float64Array(columns);
  for (let turn = 0; turn < 2; turn += 1) {
    const correction = solveCholesky(gram, scales, gradient(problem, right, coef));
    addScaled(coef, 1, correction);
    if (turn > 0 && length(correction) > SETTLED * length(coef)) return null;
  }
  await breathe(signal);
  return coef;
}

/** `rowsᵀ (right − rows coef) − penalty coef`: half of how fast the objective falls along each coefficient. */
function gradient(
  { design, means, rootWeights, penalty }: DenseProblem,
  right: Float64Array,
  coef: Float64Array,
): Float64Array {
  const { rows, columns, values } = design;
  const result = new Float64Array(columns);
  for (let column = 0; column < columns; column += 1) result[column] = -penalty * (coef[column] ?? 0);
  let at = 0;
  for (let row = 0; row < rows; row += 1, at += columns) {
    const root = rootWeights === null ? 1 : (rootWeights[row] ?? 0);
    let fitted = 0;
    for (let column = 0; column < columns; column += 1) {
      fitted += ((values[at + column] ?? 0) - (means[column] ?? 0)) * (coef[column] ?? 0);
    }
    const residual = root * ((right[row] ?? 0) - root * fitted);
    for (let column = 0; column < columns; column += 1) {
      result[column] = (result[column] ?? 0) + residual * ((values[at + column] ?? 0) - (means[column] ?? 0));
    }
  }
  return result;
}

/** The rows as columns, one after the other; those of the penalty, `√penalty` on the diagonal, below. */
function centredColumns({ design, means, rootWeights, penalty }: DenseProblem): ColumnMajor {
  const { rows, columns, values } = design;
  const height = rows + (penalty > 0 ? columns : 0);
  const data = new Float64Array(height * columns);
  for (let column = 0; column < columns; column += 1) {
    const mean = means[column] ?? 0;
    const start = column * height;
    for (let row = 0; row < rows; row += 1) {
      const centred = (values[row * columns + column] ?? 0) - mean;
      data[start + row] = centred * (rootWeights === null ? 1 : (rootWeights[row] ?? 0));
    }
    if (penalty > 0) data[start + rows + column] = Math.sqrt(penalty);
  }
  return { rows: height, columns, data };
}

import { EiderError } from '../../errors';
import { createRandom } from '../random';
import { addTransposed, multiply, type Design } from './design';
import { solveDual } from './dual-coordinate-descent';
import { minimise } from './lbfgs';
import { dot } from './vectors';

/**
 * `½ ‖coef‖² + ½ biasCoef² + Σ costᵢ loss(errorᵢ)`, to be made small, where the loss is of how far the decision is from
 * the target beyond `epsilon`: on both sides for a regression, short of the target (±1) alone for a class.
 */
export interface SupportVectorProblem {
  readonly design: Design;
  readonly target: Float64Array;
  /** What an error of each row costs; a row of 0 is left out. */
  readonly cost: Float64Array;
  readonly sides: 'both' | 'short';
  readonly epsilon: number;
  readonly squared: boolean;
  /** Feature that stands for the intercept, which so is regularised too; 0 for none. */
  readonly bias: number;
}

export interface SupportVectorOptions {
  readonly dual: boolean;
  readonly tol: number;
  readonly maxIterations: number;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((fraction: number) => void) | undefined;
}

export interface SupportVectorSolution {
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** How far the objective may be above its least value, at most; null where it is not known. */
  readonly dualityGap: number | null;
}

/** Solves the dual problem by coordinate descent, or the primal one, of squared losses alone, by L-BFGS. */
export async function fitSupportVectors(
  problem: SupportVectorProblem,
  options: SupportVectorOptions,
): Promise<SupportVectorSolution> {
  return options.dual ? fitDual(problem, options) : fitPrimal(problem, options);
}

async function fitDual(problem: SupportVectorProblem, options: SupportVectorOptions): Promise<SupportVectorSolution> {
  const { design, bias } = problem;
  const decision = new Float64Array(design.rows);
  const solution = await solveDual(
    {
      ...problem,
      stop: problem.sides === 'both' ? 'sum' : 'range',
      primal: (coef, biasCoef) => {
        multiply(design, coef, biasCoef * bias, decision);
        return regularisation(coef, biasCoef) + lossOf(problem, decision, null);
      },
    },
    { ...options, random: createRandom(options.seed) },
  );
  return { ...solution, intercept: solution.biasCoef * bias };
}

async function fitPrimal(problem: SupportVectorProblem, options: SupportVectorOptions): Promise<SupportVectorSolution> {
  const { design, target, cost, bias } = problem;
  const { columns } = design;
  const decision = new Float64Array(design.rows);
  const slopes = new Float64Array(design.rows);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    const coef = point.subarray(0, columns);
    const biasCoef = point[columns] ?? 0;
    multiply(design, coef, biasCoef * bias, decision);
    const loss = lossOf(problem, decision, slopes);
    gradient.set(point);
    addTransposed(design, slopes, gradient.subarray(0, columns));
    let sum = 0;
    for (let row = 0; row < slopes.length; row += 1) sum += slopes[row] ?? 0;
    gradient[columns] = biasCoef + bias * sum;
    return regularisation(coef, biasCoef) + loss;
  };
  const start = new Float64Array(columns + 1);
  objective(new Float64Array(columns + 1), start);
  const tol = options.tol * Math.sqrt(dot(start, start)) * shareOfRarerClass(problem.sides, target, cost);
  const solution = await minimise(objective, columns + 1, { ...options, tol });
  return {
    coef: solution.point.slice(0, columns),
    intercept: (solution.point[columns] ?? 0) * bias,
    iterations: solution.iterations,
    converged: solution.converged,
    dualityGap: null,
  };
}

/** LIBLINEAR asks for more exactness the rarer the rarer class is. */
function shareOfRarerClass(sides: SupportVectorProblem['sides'], target: Float64Array, cost: Float64Array): number {
  if (sides === 'both') return 1;
  const counted = target.filter((_, row) => (cost[row] ?? 0) > 0);
  const positive = counted.filter((value) => value > 0).length;
  return Math.max(Math.min(positive, counted.length - positive), 1) / counted.length;
}

function regularisation(coef: Float64Array, biasCoef: number): number {
  return (dot(coef, coef) + biasCoef * biasCoef) / 2;
}

/** The sum of the losses; writes their slopes into `slopes` if given, which only squared losses have everywhere. */
function lossOf(problem: SupportVectorProblem, decision: Float64Array, slopes: Float64Array | null): number {
  const { target, cost, epsilon, squared } = problem;
  const both = problem.sides === 'both';
  let sum = 0;
  for (let row = 0; row < decision.length; row += 1) {
    const wanted = target[row] ?? 0;
    const off = (decision[row] ?? 0) - wanted;
    const isShort = both || off * wanted < 0;
    const excess = isShort ? Math.max(0, Math.abs(off) - epsilon) : 0;
    const price = cost[row] ?? 0;
    sum += price * (squared ? excess * excess : excess);
    if (slopes !== null) slopes[row] = 2 * price * excess * Math.sign(off);
  }
  return sum;
}

/** Which problem the parameter `dual` means. Throws `parameter_invalid` for the primal one with a loss that has edges. */
export function solvesDual(
  model: string,
  dual: boolean | 'auto',
  squared: boolean,
  { rows, columns }: Pick<Design, 'rows' | 'columns'>,
): boolean {
  if (dual === 'auto') return !squared || rows < columns;
  if (dual || squared) return dual;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `dual of ${model} is false, and its loss is not squared.`,
    remedy: 'Set dual to true or auto, or take the squared loss.',
  });
}

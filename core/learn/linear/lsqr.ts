import { breathe } from '../fit-options';
import { bidiagonalStep, type CentredDesign } from './bidiagonal-step';

export interface LsqrOptions {
  /** How exact matrix and target are taken to be, relative to their size: `atol` and `btol` of the paper. */
  readonly tol: number;
  readonly maxIterations: number;
  readonly signal: AbortSignal | undefined;
}

export interface LsqrSolution {
  readonly x: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Above this condition number of the matrix further iterations gain nothing. */
const CONDITION_LIMIT = 1e8;
/** Stored values worked through between two pauses; about 50 ms. */
const WORK_BETWEEN_PAUSES = 1e7;

/**
 * The x of smallest length that minimises ‖A x − target‖², by LSQR (Paige and Saunders 1982, "LSQR: an algorithm for
 * sparse linear equations and sparse least squares", ACM TOMS 8), with the stopping rules of its section 6, which are
 * those of scipy's `lsqr`. `target` has one number for each row, centred and weighted as the rows are (the rows of the
 * damping have 0); it becomes work space. Memory beside it: 6 doubles for each column.
 */
export async function lsqr(matrix: CentredDesign, target: Float64Array, options: LsqrOptions): Promise<LsqrSolution> {
  const { rows, columns, values } = matrix.design;
  const x = new Float64Array(columns);
  const v = new Float64Array(columns);
  const product = new Float64Array(columns);
  const room = new Float64Array(columns);
  // the u of the paper times beta: normalising it would take one more pass over the rows
  const u = { upper: target, lower: new Float64Array(matrix.damping === 0 ? 0 : columns) };
  let beta = Math.sqrt(bidiagonalStep(matrix, v, 1, u, product, room));
  if (beta === 0) return { x, iterations: 0, converged: true };
  let alpha = nextRightVector(v, product, beta, 0);
  if (alpha === 0) return { x, iterations: 0, converged: true };
  const direction = new Float64Array(columns);
  moveAlong(x, direction, v, 0, 0, 1 / alpha);

  const progress = new LsqrProgress(alpha, beta);
  const pause = Math.ceil(WORK_BETWEEN_PAUSES / (values.length + rows + columns));
  for (let iteration = 1; iteration <= options.maxIterations; iteration += 1) {
    if (iteration % pause === 0) await breathe(options.signal);
    const before = alpha;
    beta = Math.sqrt(bidiagonalStep(matrix, v, -alpha / beta, u, product, room));
    if (beta > 0) alpha = nextRightVector(v, product, beta, beta);
    const { step, turn, rho } = progress.rotate(before, alpha, beta);
    const scale = beta > 0 && alpha > 0 ? 1 / alpha : 1;
    progress.addDirection(moveAlong(x, direction, v, step, turn, scale) / (rho * rho));
    if (beta === 0 || alpha === 0 || progress.isDone(options.tol)) return { x, iterations: iteration, converged: true };
  }
  return { x, iterations: options.maxIterations, converged: false };
}

/** `v ← product / beta − kept v`; returns its length. */
function nextRightVector(v: Float64Array, product: Float64Array, beta: number, kept: number): number {
  let squares = 0;
  const scale = 1 / beta;
  for (let at = 0; at < v.length; at += 1) {
    const next = (product[at] ?? 0) * scale - kept * (v[at] ?? 0);
    v[at] = next;
    squares += next * next;
  }
  return Math.sqrt(squares);
}

/** `x ← x + step direction`, `v ← scale v`, `direction ← v + turn direction`; returns the old direction's square. */
function moveAlong(
  x: Float64Array,
  direction: Float64Array,
  v: Float64Array,
  step: number,
  turn: number,
  scale: number,
): number {
  let squares = 0;
  for (let at = 0; at < x.length; at += 1) {
    const old = direction[at] ?? 0;
    const next = (v[at] ?? 0) * scale;
    x[at] = (x[at] ?? 0) + step * old;
    v[at] = next;
    direction[at] = next + turn * old;
    squares += old * old;
  }
  return squares;
}

/** The rotations that make the bidiagonal matrix upper, and the estimates of norms that follow from them. */
class LsqrProgress {
  readonly #targetNorm: number;
  #rhoBar: number;
  #phiBar: number;
  #alpha = 0;
  #tau = 0;
  /** Squared Frobenius norms of the matrix and of its inverse. */
  #matrixSquares = 0;
  #inverseSquares = 0;
  // for the length of x
  #cosine = -1;
  #sine = 0;
  #z = 0;
  #squares = 0;
  #length = 0;

  constructor(alpha: number, beta: number) {
    this.#rhoBar = alpha;
    this.#phiBar = beta;
    this.#targetNorm = beta;
  }

  /** Takes in one more row of the bidiagonal matrix: `before` and `alpha` are its old and new alpha. */
  rotate(before: number, alpha: number, beta: number): { step: number; turn: number; rho: number } {
    if (beta > 0) this.#matrixSquares += before * before + beta * beta;
    const rho = Math.hypot(this.#rhoBar, beta);
    const cosine = this.#rhoBar / rho;
    const sine = beta / rho;
    const theta = sine * alpha;
    const phi = cosine * this.#phiBar;
    this.#rhoBar = -cosine * alpha;
    this.#phiBar *= sine;
    this.#tau = sine * phi;
    this.#alpha = alpha;
    this.#measureLength(rho, theta, phi);
    return { step: phi / rho, turn: -theta / rho, rho };
  }

  /** Takes in the squared length of a direction over rho. */
  addDirection(squares: number): void {
    this.#inverseSquares += squares;
  }

  isDone(tol: number): boolean {
    const matrixNorm = Math.sqrt(this.#matrixSquares);
    const residual = Math.abs(this.#phiBar);
    const inconsistent = residual / this.#targetNorm;
    const optimality = (this.#alpha * Math.abs(this.#tau)) / (matrixNorm * residual + Number.EPSILON);
    const condition = matrixNorm * Math.sqrt(this.#inverseSquares);
    const size = (matrixNorm * this.#length) / this.#targetNorm;
    if (optimality <= tol || inconsistent <= tol + tol * size) return true;
    // as exact as doubles are, whatever is asked for
    if (1 + optimality <= 1 || 1 + inconsistent / (1 + size) <= 1) return true;
    return condition >= CONDITION_LIMIT;
  }

  #measureLength(rho: number, theta: number, phi: number): void {
    const gammaBar = -this.#cosine * rho;
    const right = phi - this.#sine * rho * this.#z;
    this.#length = Math.sqrt(this.#squares + (right / gammaBar) ** 2);
    const gamma = Math.hypot(gammaBar, theta);
    this.#cosine = gammaBar / gamma;
    this.#sine = theta / gamma;
    this.#z = right / gamma;
    this.#squares += this.#z * this.#z;
  }
}

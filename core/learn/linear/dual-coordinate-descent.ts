import { breathe } from '../fit-options';
import type { Random } from '../random';
import { COST, COUNT, DUAL, packRows, STEP, TARGET, VALUES, type PackedRows, type RowsToPack } from './packed-rows';
import { dot } from './vectors';

/**
 * The dual problem of linear support vector machines: to minimise
 *
 *     ½ ‖Σ βᵢ xᵢ‖² − Σ targetᵢ βᵢ + epsilon Σ |βᵢ|   with |βᵢ| ≤ costᵢ,
 *
 * where each row has one more feature, `bias`, for the intercept. A squared loss has `Σ βᵢ² / (4 costᵢ)` instead of the
 * bound. The coefficients are `Σ βᵢ xᵢ`.
 */
export interface DualProblem extends RowsToPack {
  /** Of a regression, β is of both signs; of a classification, of the target's. */
  readonly sides: 'both' | 'short';
  readonly epsilon: number;
  /**
   * When to stop: when the sum of all violations of optimality is `tol` times what it was in the first round, or when
   * the largest of each sign differ by less than `tol`.
   */
  readonly stop: 'sum' | 'range';
  /** The primal objective, which the coefficients are to make small. */
  readonly primal: (coef: Float64Array, biasCoef: number) => number;
}

export interface DualOptions {
  readonly tol: number;
  readonly maxIterations: number;
  readonly random: Random;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((fraction: number) => void) | undefined;
}

export interface DualSolution {
  readonly coef: Float64Array;
  /** Coefficient of the feature that stands for the intercept. */
  readonly biasCoef: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** How far the primal objective is above the dual one, which no coefficients get below. */
  readonly dualityGap: number;
}

/** Rows that are visited one after the other; few enough for a random order, many enough for the memory to keep up. */
const BLOCK = 32;
/** Rounds after the last, of which the best is taken: the primal objective jumps where a few rows are far longer than others. */
const ROUNDS_TO_CHOOSE_FROM = 10;
/** Steps below this are not taken. */
const SMALLEST_STEP = 1e-12;
/** Values read between two pauses; about 50 ms. */
const WORK_BETWEEN_PAUSES = 1e7;

/**
 * Dual coordinate descent with shrinking (Hsieh et al. 2008, "A dual coordinate descent method for large-scale linear SVM";
 * Ho and Lin 2012, "Large-scale linear support vector regression"), with LIBLINEAR's rules for leaving rows out and for
 * stopping. Rows lie in memory in a random order; each round visits them in blocks of 32 neighbours, the blocks in random
 * order, which needs as many rounds as an order of single rows does and takes half the time for each.
 */
export async function solveDual(problem: DualProblem, options: DualOptions): Promise<DualSolution> {
  const { random, maxIterations } = options;
  const packed = packRows(problem, random);
  const round = new Round(problem, packed);
  const count = packed.starts.length;
  const pause = Math.ceil(WORK_BETWEEN_PAUSES / (packed.doubles.length + 1));
  let first = 0;
  let converged = false;
  let iteration = 0;
  while (iteration < maxIterations && !converged) {
    if (iteration % pause === pause - 1) {
      await breathe(options.signal);
      options.onProgress?.(iteration / maxIterations);
    }
    shuffleBlocks(round.active, round.activeCount, random);
    round.run();
    if (iteration === 0) first = round.sum;
    iteration += 1;
    const done = problem.stop === 'sum' ? round.sum <= options.tol * first : round.most - round.least <= options.tol;
    if (!done) round.shrinkBy(problem.stop);
    else if (round.activeCount === count) converged = true;
    else round.restore();
  }
  const chosen = chooseBest(problem, round, random);
  const dual = round.dualObjective();
  return { ...chosen, iterations: iteration, converged, dualityGap: chosen.objective - dual };
}

function chooseBest(problem: DualProblem, round: Round, random: Random): PrimalSolution & { objective: number } {
  let best = round.solution();
  let objective = problem.primal(best.coef, best.biasCoef);
  round.restore();
  for (let extra = 0; extra < ROUNDS_TO_CHOOSE_FROM; extra += 1) {
    shuffleBlocks(round.active, round.activeCount, random);
    round.run();
    const next = round.solution();
    const value = problem.primal(next.coef, next.biasCoef);
    if (value >= objective) continue;
    best = next;
    objective = value;
  }
  return { ...best, objective };
}

type PrimalSolution = Pick<DualSolution, 'coef' | 'biasCoef'>;

function shuffleBlocks(active: Int32Array, count: number, random: Random): void {
  const blocks = Math.floor(count / BLOCK);
  if (blocks < 2 * BLOCK) {
    random.shuffle(active.subarray(0, count));
    return;
  }
  for (let last = blocks - 1; last > 0; last -= 1) {
    const chosen = random.integer(last + 1);
    if (chosen === last) continue;
    const to = last * BLOCK;
    const from = chosen * BLOCK;
    for (let at = 0; at < BLOCK; at += 1) {
      const held = active[to + at] ?? 0;
      active[to + at] = active[from + at] ?? 0;
      active[from + at] = held;
    }
  }
}

/** One visit of all rows that are not left out, and what it tells. */
class Round {
  /** Where the records of the rows that are still visited begin: the first `activeCount`. */
  readonly active: Int32Array;
  activeCount: number;
  /** Of the projected gradient in this round: the sum of its size, its largest and its least value. */
  sum = 0;
  most = 0;
  least = 0;
  readonly #problem: DualProblem;
  readonly #packed: PackedRows;
  readonly #coef: Float64Array;
  #biasCoef = 0;
  /** A row at a bound is left out when its gradient holds it there by more than this. */
  #above = Infinity;
  #below = -Infinity;

  constructor(problem: DualProblem, packed: PackedRows) {
    this.#problem = problem;
    this.#packed = packed;
    this.#coef = new Float64Array(problem.design.columns);
    this.active = packed.starts.slice();
    this.activeCount = packed.starts.length;
  }

  restore(): void {
    this.active.set(this.#packed.starts);
    this.activeCount = this.#packed.starts.length;
    this.#above = Infinity;
    this.#below = -Infinity;
  }

  shrinkBy(stop: DualProblem['stop']): void {
    const largest = Math.max(this.most, -this.least);
    this.#above = stop === 'sum' ? largest : this.most > 0 ? this.most : Infinity;
    this.#below = stop === 'sum' ? -largest : this.least < 0 ? this.least : -Infinity;
  }

  solution(): PrimalSolution {
    return { coef: this.#coef.slice(), biasCoef: this.#biasCoef };
  }

  /** What the problem minimises, with its sign changed: a lower bound of the primal objective. */
  dualObjective(): number {
    const { starts, doubles } = this.#packed;
    const { epsilon, squared } = this.#problem;
    let value = this.#biasCoef * this.#biasCoef + dot(this.#coef, this.#coef);
    for (const start of starts) {
      const beta = doubles[start + DUAL] ?? 0;
      value -= 2 * (doubles[start + TARGET] ?? 0) * beta;
      if (squared) value += (0.5 / (doubles[start + COST] ?? 0)) * beta * beta;
      value += 2 * epsilon * Math.abs(beta);
    }
    return -value / 2;
  }

  run(): void {
    const { doubles, integers, denseColumns } = this.#packed;
    const { epsilon, bias, squared } = this.#problem;
    const both = this.#problem.sides === 'both';
    const coef = this.#coef;
    const active = this.active;
    const above = this.#above;
    const below = this.#below;
    const biasSquare = bias * bias;
    let intercept = this.#biasCoef * bias;
    let kept = 0;
    let sum = 0;
    let most = -Infinity;
    let least = Infinity;
    const visited = this.activeCount;
    for (let at = 0; at < visited; at += 1) {
      const start = active[at] ?? 0;
      const beta = doubles[start + DUAL] ?? 0;
      const count = integers[2 * (start + COUNT)] ?? 0;
      const values = start + VALUES;
      const columns = 2 * (values + count);
      const target = doubles[start + TARGET] ?? 0;
      const cost = doubles[start + COST] ?? 0;
      const limit = squared ? Infinity : cost;
      const highest = both || target > 0 ? limit : 0;
      const lowest = both || target < 0 ? -limit : 0;
      let gradient = intercept - target;
      if (squared) gradient += (0.5 / cost) * beta;
      if (denseColumns === null) {
        for (let index = 0; index < count; index += 1) {
          gradient += (doubles[values + index] ?? 0) * (coef[integers[columns + index] ?? 0] ?? 0);
        }
      } else {
        for (let index = 0; index < count; index += 1) gradient += (doubles[values + index] ?? 0) * (coef[index] ?? 0);
      }
      const up = gradient + epsilon; // slope towards larger beta
      const down = gradient - epsilon; // and, from below, towards it
      let violation = 0;
      if (beta >= highest) {
        if (up > 0) violation = up;
        else if (up < below) continue;
      } else if (beta <= lowest) {
        if (down < 0) violation = down;
        else if (down > above) continue;
      } else if (beta === 0) {
        if (up < 0) violation = up;
        else if (down > 0) violation = down;
        else if (up > above && down < below) continue;
      } else violation = beta > 0 ? up : down;
      active[kept] = start;
      kept += 1;
      sum += Math.abs(violation);
      if (violation > most) most = violation;
      if (violation < least) least = violation;

      const step = doubles[start + STEP] ?? 0;
      const margin = epsilon * step;
      // each round is one long chain of dependent operations; written so that few of them wait for the gradient
      const fall = gradient * step;
      let next = beta - margin - fall;
      if (next <= 0) {
        next = beta + margin - fall;
        if (next > 0) next = 0;
      }
      if (next > highest) next = highest;
      else if (next < lowest) next = lowest;
      const change = next - beta;
      if (change < SMALLEST_STEP && change > -SMALLEST_STEP) continue;
      doubles[start + DUAL] = next;
      intercept += change * biasSquare;
      if (denseColumns === null) {
        for (let index = 0; index < count; index += 1) {
          const column = integers[columns + index] ?? 0;
          coef[column] = (coef[column] ?? 0) + change * (doubles[values + index] ?? 0);
        }
      } else {
        for (let index = 0; index < count; index += 1) {
          coef[index] = (coef[index] ?? 0) + change * (doubles[values + index] ?? 0);
        }
      }
    }
    this.activeCount = kept;
    this.#biasCoef = bias === 0 ? 0 : intercept / bias;
    this.sum = sum;
    this.most = most;
    this.least = least;
  }
}

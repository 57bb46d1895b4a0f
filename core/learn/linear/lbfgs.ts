import { breathe } from '../fit-options';
import { addScaled, dot, largest } from './vectors';

/** A smooth function: writes its gradient at `point` into the second argument, and returns its value. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Largest absolute part of the gradient at which to stop. */
  readonly tol: number;
  readonly maxIterations: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

export interface LbfgsSolution {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Steps remembered. */
const MEMORY = 10;
/** A fall of the value by less than this share of it is rounding. */
const LEAST_FALL = 64 * Number.EPSILON;
const ENOUGH_FALL = 1e-4;
const ENOUGH_TURN = 0.9;
const LINE_EVALUATIONS = 40;

/**
 * The least value of a convex function, from zero on, by L-BFGS (Nocedal 1980; Liu and Nocedal 1989, "On the limited memory
 * BFGS method for large scale optimization") with steps that meet the strong Wolfe conditions (Nocedal and Wright 2006,
 * "Numerical Optimization", algorithms 3.5, 3.6 and 7.4). Ends when the gradient is small, or when the value falls no
 * more than rounding does. Memory: 24 doubles for each parameter.
 */
export async function minimise(objective: Objective, size: number, options: LbfgsOptions): Promise<LbfgsSolution> {
  let point = new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  const history: Step[] = [];
  for (let iteration = 0; ; iteration += 1) {
    if (largest(gradient) <= options.tol) return { point, value, iterations: iteration, converged: true };
    if (iteration === options.maxIterations) return { point, value, iterations: iteration, converged: false };
    await breathe(options.signal);
    options.onProgress?.(iteration / options.maxIterations);

    const direction = descent(gradient, history);
    const first = history.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const next = searchLine(objective, { point, value, slope: dot(gradient, direction) }, direction, first);
    if (next === null) {
      // no better point to be found along a direction made from old steps: once more without them
      if (history.length === 0) return { point, value, iterations: iteration, converged: true };
      history.length = 0;
      continue;
    }
    const moved = next.point.map((coordinate, at) => coordinate - (point[at] ?? 0));
    const turned = next.gradient.map((slope, at) => slope - (gradient[at] ?? 0));
    const curvature = dot(moved, turned);
    if (curvature > Number.EPSILON * dot(turned, turned)) {
      if (history.length === MEMORY) history.shift();
      history.push({ moved, turned, curvature });
    }
    const fall = (value - next.value) / Math.max(Math.abs(value), Math.abs(next.value), 1);
    ({ point, gradient, value } = next);
    if (fall <= LEAST_FALL) return { point, value, iterations: iteration + 1, converged: true };
  }
}

interface Step {
  readonly moved: Float64Array<ArrayBuffer>;
  readonly turned: Float64Array<ArrayBuffer>;
  readonly curvature: number;
}

/** The direction of the two-loop recursion. */
function descent(gradient: Float64Array, history: readonly Step[]): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares: number[] = [];
  for (const { moved, turned, curvature } of history.toReversed()) {
    const share = dot(moved, direction) / curvature;
    shares.push(share);
    addScaled(direction, -share, turned);
  }
  const last = history.at(-1);
  if (last !== undefined) {
    const scale = last.curvature / dot(last.turned, last.turned);
    for (let at = 0; at < direction.length; at += 1) direction[at] = (direction[at] ?? 0) * scale;
  }
  for (const { moved, turned, curvature } of history) {
    addScaled(direction, (shares.pop() ?? 0) - dot(turned, direction) / curvature, moved);
  }
  return direction;
}

interface Start {
  readonly point: Float64Array;
  readonly value: number;
  /** Of the function along the direction; below 0. */
  readonly slope: number;
}

interface Trial {
  readonly length: number;
  readonly point: Float64Array<ArrayBuffer>;
  readonly gradient: Float64Array<ArrayBuffer>;
  readonly value: number;
  readonly slope: number;
}

/** A point along the direction that meets the strong Wolfe conditions, or the best one seen; null when none is better. */
function searchLine(objective: Objective, start: Start, direction: Float64Array, first: number): Trial | null {
  const attempt = (length: number): Trial => {
    const point = start.point.map((coordinate, at) => coordinate + length * (direction[at] ?? 0));
    const gradient = new Float64Array(point.length);
    const value = objective(point, gradient);
    return { length, point, gradient, value, slope: dot(gradient, direction) };
  };
  let low: Bracket = { length: 0, value: start.value, slope: start.slope };
  let high: Bracket | null = null;
  let best: Trial | null = null;
  let length = first;
  for (let evaluation = 0; evaluation < LINE_EVALUATIONS; evaluation += 1) {
    const trial = attempt(length);
    if (trial.value < (best?.value ?? start.value)) best = trial;
    const isHigh =
      !(trial.value <= start.value + ENOUGH_FALL * length * start.slope) ||
      (low.length > 0 && trial.value >= low.value);
    if (isHigh) high = trial;
    else if (Math.abs(trial.slope) <= -ENOUGH_TURN * start.slope) return trial;
    else {
      if (trial.slope * ((high?.length ?? Infinity) - low.length) >= 0) high = low;
      low = trial;
    }
    length = high === null ? 2 * length : between(low, high);
    if (high !== null && Math.abs(high.length - low.length) <= Number.EPSILON * Math.abs(low.length)) break;
  }
  return best;
}

interface Bracket {
  readonly length: number;
  readonly value: number;
  readonly slope: number;
}

/** Where the cubic through two points and their slopes is least, kept away from both; their middle where there is no such. */
function between(left: Bracket, right: Bracket): number {
  const width = right.length - left.length;
  const bend = left.slope + right.slope - (3 * (left.value - right.value)) / (left.length - right.length);
  const root = Math.sqrt(bend * bend - left.slope * right.slope) * Math.sign(width);
  const share = 1 - (right.slope + root - bend) / (right.slope - left.slope + 2 * root);
  return left.length + width * (share >= 0.1 && share <= 0.9 ? share : 0.5);
}

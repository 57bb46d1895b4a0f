import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import { TASK_GRADIENTS, TASK_ROUND } from '../kernels/tasks';
import { absoluteErrorScale, type Objective } from './objectives';

/** Rows of a task: fixed, so that sums do not depend on the number of threads. */
const ROWS_AT_ONCE = 16384;

/** Addresses of what goes with the rows of a training. */
export interface RowArrays {
  readonly rows: number;
  /** 32-bit floats, rows × outputs. */
  readonly margins: number;
  readonly labels: number;
  /** 0 without weights. */
  readonly weights: number;
  /** Pairs of 32-bit floats, a block of all rows for each output. */
  readonly gradients: number;
}

export interface GradientSums {
  readonly gradient: number;
  readonly hessian: number;
}

export interface Sampling {
  readonly share: number;
  readonly seed: number;
}

/** Computes the gradients of a round; returns their sums over all rows, for each output. */
export class GradientPass {
  readonly #heap: Heap;
  readonly #crew: Crew;
  readonly #arrays: RowArrays;
  readonly #objective: Objective;
  readonly #positiveWeight: number;
  readonly #sums: number;
  readonly #chunks: number;

  constructor(heap: Heap, crew: Crew, arrays: RowArrays, objective: Objective, positiveWeight: number) {
    this.#heap = heap;
    this.#crew = crew;
    this.#arrays = arrays;
    this.#objective = objective;
    this.#positiveWeight = positiveWeight;
    this.#chunks = Math.ceil(arrays.rows / ROWS_AT_ONCE);
    this.#sums = heap.allocate(this.#chunks * objective.outputs * 16);
  }

  run(sampling: Sampling): readonly GradientSums[] {
    this.#compute(sampling);
    return Array.from({ length: this.#objective.outputs }, (_, output) => this.#round(output));
  }

  release(): void {
    this.#heap.release(this.#sums);
  }

  #compute({ share, seed }: Sampling): void {
    const { rows, margins, labels, weights, gradients } = this.#arrays;
    const { outputs, loss } = this.#objective;
    const parameter = this.#objective.parameter ?? this.#residualScale();
    this.#eachChunk((chunk, from, to) => {
      const { i32, f64 } = this.#heap.views;
      const address = this.#crew.next();
      const task = address >>> 2;
      i32[task] = TASK_GRADIENTS;
      i32[task + 1] = loss;
      i32[task + 2] = from;
      i32[task + 3] = to;
      i32[task + 4] = rows;
      i32[task + 5] = outputs;
      i32[task + 6] = margins;
      i32[task + 7] = labels;
      i32[task + 8] = weights;
      i32[task + 9] = gradients;
      i32[task + 10] = seed;
      i32[task + 11] = this.#sums + chunk * outputs * 16;
      f64[(address + 48) >>> 3] = this.#positiveWeight;
      f64[(address + 56) >>> 3] = parameter;
      f64[(address + 64) >>> 3] = share;
    });
  }

  #residualScale(): number {
    const { rows, margins, labels, weights } = this.#arrays;
    const { f32 } = this.#heap.views;
    const numbers = (address: number) => f32.subarray(address >>> 2, (address >>> 2) + rows);
    return absoluteErrorScale(numbers(margins), numbers(labels), weights === 0 ? null : numbers(weights));
  }

  #round(output: number): GradientSums {
    const { rows, gradients } = this.#arrays;
    const { outputs } = this.#objective;
    const { f64 } = this.#heap.views;
    let [sizes, hessians] = [0, 0];
    for (let chunk = 0; chunk < this.#chunks; chunk += 1) {
      const place = (this.#sums >>> 3) + (chunk * outputs + output) * 2;
      sizes += f64[place] ?? 0;
      hessians += f64[place + 1] ?? 0;
    }
    const [roundG, roundH] = [rounder(sizes), rounder(hessians)];
    let [gradient, hessian] = [0, 0];
    const add = (addresses: readonly number[]) => {
      for (const address of addresses) {
        gradient += f64[(address + 32) >>> 3] ?? 0;
        hessian += f64[(address + 40) >>> 3] ?? 0;
      }
    };
    this.#eachChunk((_chunk, from, to) => {
      const address = this.#crew.next();
      const { i32 } = this.#heap.views;
      const task = address >>> 2;
      i32[task] = TASK_ROUND;
      i32[task + 1] = gradients + output * rows * 8;
      i32[task + 2] = from;
      i32[task + 3] = to;
      f64[(address + 16) >>> 3] = roundG;
      f64[(address + 24) >>> 3] = roundH;
    }, add);
    return { gradient, hessian };
  }

  #eachChunk(
    write: (chunk: number, from: number, to: number) => void,
    done: (addresses: readonly number[]) => void = () => undefined,
  ): void {
    const { rows } = this.#arrays;
    for (let chunk = 0; chunk < this.#chunks; chunk += 1) {
      write(chunk, chunk * ROWS_AT_ONCE, Math.min(rows, (chunk + 1) * ROWS_AT_ONCE));
      if (this.#crew.isFull) done(this.#crew.run());
    }
    done(this.#crew.run());
  }
}

/**
 * What to add and take away again to round to a unit in which sums of that size are exact: 1.5 × 2^52 units, with a unit
 * so large that twice the sum is fewer than 2^52 of them (the gradients themselves grow a little by rounding).
 */
function rounder(size: number): number {
  if (!(size > 0) || size === Infinity) return 0;
  const exponent = Math.ceil(Math.log2(size)) + 1;
  return 1.5 * 2 ** Math.max(exponent, -900);
}

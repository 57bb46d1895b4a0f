import { checkLength } from '../checks';
import type { Heap } from '../kernels/heap';
import type { Booster } from './booster';
import type { DMatrix } from './dmatrix';
import type { RowArrays } from './gradient-pass';

/** What margins start from: the base score's margin of each output, or what a booster predicts. */
export interface Start {
  readonly margins: Float32Array;
  readonly booster: Booster | null;
}

/** The margin of each row before the first new tree, rows × outputs. */
export function startMargins(matrix: DMatrix, outputs: number, { margins, booster }: Start): Float32Array {
  const { baseMargin } = matrix;
  if (baseMargin !== null) checkLength('The booster', 'base margin', baseMargin, matrix.rows * outputs);
  if (booster === null) return baseMargin ?? repeated(margins, matrix.rows);
  return booster.predict(matrix.features, { outputMargin: true, ...(baseMargin === null ? {} : { baseMargin }) });
}

function repeated(margins: Float32Array, rows: number): Float32Array {
  const all = new Float32Array(rows * margins.length);
  for (let at = 0; at < all.length; at += margins.length) all.set(margins, at);
  return all;
}

/** The rows of a training in the memory of the kernels: labels, weights, margins so far, and gradients. */
export class TrainingRows implements RowArrays {
  readonly rows: number;
  readonly margins: number;
  readonly labels: number;
  readonly weights: number;
  readonly gradients: number;
  readonly #heap: Heap;
  readonly #numbers: number;
  #aside = 0;

  constructor(heap: Heap, matrix: DMatrix, label: Float32Array, outputs: number, start: Start) {
    const margins = startMargins(matrix, outputs, start);
    this.#heap = heap;
    this.rows = matrix.rows;
    this.#numbers = matrix.rows * outputs;
    this.margins = heap.allocate(this.#numbers * 4);
    this.labels = heap.allocate(this.rows * 4);
    this.weights = matrix.weight === null ? 0 : heap.allocate(this.rows * 4);
    this.gradients = heap.allocate(this.#numbers * 8);
    const { f32 } = heap.views;
    f32.set(margins, this.margins >>> 2);
    f32.set(label, this.labels >>> 2);
    if (matrix.weight !== null) f32.set(matrix.weight, this.weights >>> 2);
  }

  /** Margins so far, rows × outputs; a view on memory that changes. */
  get marginsView(): Float32Array {
    return this.#heap.views.f32.subarray(this.margins >>> 2, (this.margins >>> 2) + this.#numbers);
  }

  /** Address of a copy of the margins, for trees that shall not see each other. */
  marginsAside(): number {
    if (this.#aside === 0) this.#aside = this.#heap.allocate(this.#numbers * 4);
    const { f32 } = this.#heap.views;
    f32.copyWithin(this.#aside >>> 2, this.margins >>> 2, (this.margins >>> 2) + this.#numbers);
    return this.#aside;
  }

  /** Takes over margins from an address. */
  takeMargins(address: number): void {
    this.#heap.views.f32.copyWithin(this.margins >>> 2, address >>> 2, (address >>> 2) + this.#numbers);
  }

  release(): void {
    for (const address of [this.margins, this.labels, this.weights, this.gradients, this.#aside]) {
      this.#heap.release(address);
    }
  }
}

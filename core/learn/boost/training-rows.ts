import type { Heap } from '../kernels/heap';
import type { Booster } from './booster';
import type { DMatrix } from './dmatrix';
import type { RowArrays } from './gradient-pass';
import type { TreeGrower } from './grow-tree';
import type { GrowingTree } from './growing-tree';
import { weightedMedian } from './objectives';

/** What margins start from: the base score's margin, or what a booster predicts. */
export interface Start {
  readonly margin: number;
  readonly booster: Booster | null;
}

/** The margin of each row before the first new tree, rows × outputs. */
export function startMargins(matrix: DMatrix, outputs: number, { margin, booster }: Start): Float32Array {
  const { baseMargin } = matrix;
  if (booster === null) return baseMargin ?? new Float32Array(matrix.rows * outputs).fill(margin);
  return booster.predict(matrix.features, { outputMargin: true, ...(baseMargin === null ? {} : { baseMargin }) });
}

/** The rows of a training in the memory of the kernels: labels, weights, margins so far, and gradients. */
export class TrainingRows implements RowArrays {
  readonly rows: number;
  readonly margins: number;
  readonly labels: number;
  readonly weights: number;
  readonly gradients: number;
  readonly #heap: Heap;
  readonly #weight: Float32Array | null;
  readonly #numbers: number;
  #aside = 0;

  constructor(heap: Heap, matrix: DMatrix, label: Float32Array, outputs: number, start: Start) {
    this.#heap = heap;
    this.rows = matrix.rows;
    this.#weight = matrix.weight;
    this.#numbers = matrix.rows * outputs;
    this.margins = heap.allocate(this.#numbers * 4);
    this.labels = heap.allocate(this.rows * 4);
    this.weights = matrix.weight === null ? 0 : heap.allocate(this.rows * 4);
    this.gradients = heap.allocate(this.#numbers * 8);
    const { f32 } = heap.views;
    f32.set(startMargins(matrix, outputs, start), this.margins >>> 2);
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

  /** Sets each leaf of the tree that was grown last to the median of what its rows lack, times the learning rate. */
  setMedianLeaves(grower: TreeGrower, tree: GrowingTree, eta: number): void {
    const { f32 } = this.#heap.views;
    const weight = this.#weight;
    for (const leaf of grower.leaves) {
      const rows = grower.rowsOf(leaf);
      const lacking = Float64Array.from(rows, (row) => {
        return (f32[(this.labels >>> 2) + row] ?? 0) - (f32[(this.margins >>> 2) + row] ?? 0);
      });
      const weights = weight === null ? null : Float64Array.from(rows, (row) => weight[row] ?? 0);
      tree.setLeafValue(leaf.node, eta * weightedMedian(lacking, weights));
    }
  }

  release(): void {
    for (const address of [this.margins, this.labels, this.weights, this.gradients, this.#aside]) {
      this.#heap.release(address);
    }
  }
}

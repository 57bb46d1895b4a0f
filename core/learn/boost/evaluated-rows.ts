import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import { TASK_ROUTE } from '../kernels/tasks';
import type { DMatrix } from './dmatrix';
import { toColumns, type HeapColumns } from './heap-columns';
import { RowPartition, type RowRange } from './row-partition';
import type { RegressionTree } from './tree';

/**
 * Rows that a training is evaluated on after each round: their values by columns, and their margins so far. Takes 4 bytes
 * for each value of a dense matrix and 8 for each stored one of a sparse matrix, and 8 bytes a row.
 */
export class EvaluatedRows {
  readonly #heap: Heap;
  readonly #partition: RowPartition;
  readonly #sparse: HeapColumns | null;
  readonly #dense: number;
  readonly #margins: number;
  readonly #outputs: number;
  readonly #sets: number;
  readonly #setBytes: number;
  readonly rows: number;

  /** `margins` are those of the model so far, rows × outputs. `categories` is the most that a feature had in training. */
  constructor(heap: Heap, crew: Crew, matrix: DMatrix, margins: Float32Array, outputs: number, categories: number) {
    this.#heap = heap;
    this.rows = matrix.rows;
    this.#outputs = outputs;
    this.#partition = new RowPartition(heap, crew, matrix.rows);
    this.#sparse = matrix.features.kind === 'sparse' ? toColumns(matrix.features, heap) : null;
    this.#dense =
      matrix.features.kind === 'dense' ? columnsOf(heap, matrix.features.data, matrix.rows, matrix.columns) : 0;
    this.#margins = heap.allocate(margins.length * 4);
    heap.views.f32.set(margins, this.#margins >>> 2);
    this.#setBytes = ((categories + 31) >>> 5) * 4;
    this.#sets = heap.allocate(NODES_AT_ONCE * this.#setBytes + 16);
  }

  /** Margins after the trees so far; a view on memory that changes. */
  get margins(): Float32Array {
    const start = this.#margins >>> 2;
    return this.#heap.views.f32.subarray(start, start + this.rows * this.#outputs);
  }

  release(): void {
    this.#partition.release();
    const held = [this.#dense, this.#margins, this.#sets, this.#sparse?.rows ?? 0, this.#sparse?.values ?? 0];
    for (const address of held) this.#heap.release(address);
  }

  /** Adds a tree to one of the outputs. */
  add(tree: RegressionTree, output: number): void {
    const sets = new Map(tree.categorySets.map(({ node, categories }) => [node, categories]));
    const leaves: (RowRange & { value: number })[] = [];
    this.#partition.reset();
    let level: Reached[] = [{ node: 0, from: 0, to: this.rows }];
    while (level.length > 0) {
      const inner = level.filter((reached) => {
        if (reached.from === reached.to) return false;
        if ((tree.leftChildren[reached.node] ?? -1) >= 0) return true;
        leaves.push({ ...reached, value: tree.splitConditions[reached.node] ?? 0 });
        return false;
      });
      level = [];
      for (let first = 0; first < inner.length; first += NODES_AT_ONCE) {
        level.push(...this.#split(tree, inner.slice(first, first + NODES_AT_ONCE), sets));
      }
    }
    this.#partition.addLeaves(leaves, this.#margins + output * 4, this.#outputs * 4);
  }

  #split(tree: RegressionTree, nodes: readonly Reached[], sets: ReadonlyMap<number, Int32Array>): Reached[] {
    const lefts = this.#partition.split(nodes, (at, task) => {
      const node = nodes[at]?.node ?? 0;
      this.#writeTask(task, tree, node, at, sets.get(node) ?? null);
    });
    return nodes.flatMap(({ node, from, to }, at) => {
      const middle = from + (lefts[at] ?? 0);
      return [
        { node: tree.leftChildren[node] ?? 0, from, to: middle },
        { node: tree.rightChildren[node] ?? 0, from: middle, to },
      ];
    });
  }

  #writeTask(address: number, tree: RegressionTree, node: number, at: number, categories: Int32Array | null): void {
    const { i32, f64 } = this.#heap.views;
    const task = address >>> 2;
    const feature = tree.splitIndices[node] ?? 0;
    i32[task] = TASK_ROUTE;
    i32[task + 6] = this.#setBytes * 8;
    i32[task + 9] = categories === null ? 0 : this.#writeSet(at, categories);
    i32[task + 10] = tree.defaultLeft[node] ?? 0;
    f64[(address + 64) >>> 3] = tree.splitConditions[node] ?? 0;
    if (this.#sparse === null) {
      i32[task + 1] = this.#dense + feature * this.rows * 4;
      i32[task + 7] = -1;
      return;
    }
    const start = this.#sparse.starts[feature] ?? 0;
    i32[task + 1] = this.#sparse.rows + start * 4;
    i32[task + 7] = (this.#sparse.starts[feature + 1] ?? 0) - start;
    i32[task + 8] = this.#sparse.values + start * 4;
  }

  #writeSet(at: number, categories: Int32Array): number {
    const { i32 } = this.#heap.views;
    const address = this.#sets + at * this.#setBytes;
    i32.fill(0, address >>> 2, (address + this.#setBytes) >>> 2);
    for (const category of categories) {
      const word = (address >>> 2) + (category >>> 5);
      i32[word] = (i32[word] ?? 0) | (1 << (category & 31));
    }
    return address;
  }
}

/** Nodes that are split at the same time. */
const NODES_AT_ONCE = 256;

interface Reached extends RowRange {
  readonly node: number;
}

/** Values column after column, as 32-bit floats. */
function columnsOf(heap: Heap, data: ArrayLike<number | bigint>, rows: number, columns: number): number {
  const address = heap.allocate(rows * columns * 4);
  const { f32 } = heap.views;
  let place = address >>> 2;
  for (let column = 0; column < columns; column += 1) {
    for (let at = column; at < rows * columns; at += columns) {
      f32[place] = Number(data[at] ?? NaN);
      place += 1;
    }
  }
  return address;
}

import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import { TASK_HISTOGRAM } from '../kernels/tasks';
import type { BinnedMatrix } from './binned-matrix';
import type { GrowingNode } from './grown-node';
import { HistogramPool } from './histogram-pool';
import type { RowPartition } from './row-partition';

/** Updates of bins that are worth a task of their own. */
const LEAST_WORK = 60_000;

/** A histogram that several threads build: the node's own, and `count` parts at `parts` that are to be added to it. */
export interface BuiltParts {
  readonly parts: number;
  readonly count: number;
}

/** The histograms of the nodes of a tree that grows. */
export class NodeHistograms {
  readonly #heap: Heap;
  readonly #crew: Crew;
  readonly #matrix: BinnedMatrix;
  readonly #rows: RowPartition;
  readonly #pool: HistogramPool;
  readonly #parts: number;
  readonly #workOfRow: number;

  /** `mostBytes` is what those of waiting nodes may take together. */
  constructor(heap: Heap, crew: Crew, matrix: BinnedMatrix, rows: RowPartition, mostBytes: number | undefined) {
    this.#heap = heap;
    this.#crew = crew;
    this.#matrix = matrix;
    this.#rows = rows;
    this.#pool = new HistogramPool(heap, matrix.totalBins, mostBytes);
    this.#parts = heap.allocate(2 * crew.threads * this.#pool.bytes);
    const stored = matrix.sparse === null ? 0 : storedSparsely(matrix);
    this.#workOfRow = matrix.bundles + stored / matrix.rows;
  }

  /** Bytes of one. */
  get bytes(): number {
    return this.#pool.bytes;
  }

  /** How many more can be had without one being given up. */
  get available(): number {
    return this.#pool.available;
  }

  giveBack(node: GrowingNode): void {
    this.#pool.giveBack(node.histogram);
    node.histogram = 0;
  }

  /**
   * Builds the histograms of nodes, each by as many threads as it is worth. When all memory is taken, `lastInLine` is asked
   * which node gives its histogram up.
   */
  build(
    nodes: readonly GrowingNode[],
    gradients: number,
    lastInLine: () => GrowingNode | undefined,
  ): ReadonlyMap<GrowingNode, BuiltParts> {
    const { threads } = this.#crew;
    const total = nodes.reduce((sum, { from, to }) => sum + to - from, 0);
    const share = Math.max(LEAST_WORK / this.#workOfRow, total / (2 * threads));
    const built = new Map<GrowingNode, BuiltParts>();
    let used = 0;
    for (const node of nodes) {
      if (this.#pool.available === 0) {
        const last = lastInLine();
        if (last !== undefined) this.giveBack(last);
      }
      node.histogram = this.#pool.take();
      const wanted = Math.floor((node.to - node.from) / share);
      const count = Math.max(1, Math.min(wanted, threads, 2 * threads - used + 1));
      const rows = (node.to - node.from) / count;
      const parts = this.#parts + used * this.#pool.bytes;
      for (let at = 0; at < count; at += 1) {
        const target = at === 0 ? node.histogram : parts + (at - 1) * this.#pool.bytes;
        const [from, to] = [node.from + Math.floor(at * rows), node.from + Math.floor((at + 1) * rows)];
        this.#writeTask(target, node, from, to, gradients);
      }
      used += count - 1;
      built.set(node, { parts, count: count - 1 });
    }
    this.#crew.run();
    return built;
  }

  release(): void {
    this.#pool.release();
    this.#heap.release(this.#parts);
  }

  #writeTask(target: number, node: GrowingNode, from: number, to: number, gradients: number): void {
    const matrix = this.#matrix;
    const { i32 } = this.#heap.views;
    const task = this.#crew.next() >>> 2;
    i32[task] = TASK_HISTOGRAM;
    i32[task + 1] = target;
    i32[task + 2] = matrix.totalBins;
    i32[task + 3] = matrix.rowCodes;
    i32[task + 4] = matrix.bundles;
    i32[task + 5] = matrix.offsets;
    i32[task + 6] = node.depth === 0 ? 0 : this.#rows.rows;
    i32[task + 7] = from;
    i32[task + 8] = to;
    i32[task + 9] = gradients;
    i32[task + 10] = matrix.width - 1;
    i32[task + 11] = matrix.sparse?.starts ?? 0;
    i32[task + 12] = matrix.sparse?.bins ?? 0;
  }
}

function storedSparsely({ sparse, bundleOf }: BinnedMatrix): number {
  let stored = 0;
  for (const [feature, bundle] of bundleOf.entries()) {
    if (bundle < 0) stored += (sparse?.columnStarts[feature + 1] ?? 0) - (sparse?.columnStarts[feature] ?? 0);
  }
  return stored;
}

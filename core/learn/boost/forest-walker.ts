import { Crew } from '../kernels/crew';
import { Heap } from '../kernels/heap';
import { kernelKind, type KernelKind } from '../kernels/load';
import { TASK_WALK } from '../kernels/tasks';
import * as kernel from '../kernels/walk';
import { checkSparse } from '../encode/csr';
import { shapeOf, type FeatureMatrix } from '../matrix';
import type { FlatForest } from './flat-forest';
import { placeForest } from './placed-forest';
import { placeRows, storedInRow } from './placed-rows';
import { infiniteValue } from './row-block';

/** Trees `begin` to `end` of a forest. */
export interface TreeRange {
  readonly begin: number;
  readonly end: number;
}

/** Bytes of rows and results that are in the kernels' memory at the same time. */
const BYTES_AT_ONCE = 2 ** 22;
/** Bytes of all blocks at most, as long as every thread has two. */
const BLOCK_BYTES = 2 ** 24;
/** Rows of a task at least. */
const ROWS_OF_TASK = 8 * kernel.BLOCK_ROWS;
/** For each row of a block, the leaf it reaches. */
const LEAVES_BYTES = kernel.BLOCK_ROWS * 4;

/** What is walked, and what becomes of the leaves: added to so many outputs of each row, or, with 0, written down. */
export interface Walk {
  readonly forest: FlatForest;
  readonly features: FeatureMatrix;
  readonly trees: TreeRange;
  readonly outputs: number;
  readonly results: Float32Array | Int32Array;
}

/**
 * Walks rows through forests with some threads, in a memory of its own. Beside the forests it takes up to 20 MB, however
 * many rows there are, or more where 64 rows or the blocks of all threads (1 kB for each used feature) do.
 */
export class ForestWalker {
  readonly #heap = new Heap();
  readonly #crew: Crew;
  readonly #placed = new WeakMap<FlatForest, number>();
  readonly #forgotten = new FinalizationRegistry<readonly number[]>((parts) => {
    for (const part of parts) this.#heap.release(part);
  });

  constructor(threads: number, kind: KernelKind = kernelKind()) {
    this.#crew = new Crew(this.#heap, threads, kind);
  }

  /** Throws `features_invalid` for an infinite value, and `matrix_invalid`. */
  walk(walk: Walk): void {
    const { features, trees, outputs, results } = walk;
    const { rows, columns } = shapeOf(features);
    if (features.kind === 'sparse') checkSparse(features);
    const forest = this.#place(walk.forest, columns);
    const width = outputs === 0 ? trees.end - trees.begin : outputs;
    const wanted = BYTES_AT_ONCE / 4 / (storedInRow(features) + width) / kernel.BLOCK_ROWS;
    const atOnce = Math.max(1, Math.floor(wanted)) * kernel.BLOCK_ROWS;
    for (let first = 0; first < rows; first += atOnce) {
      const count = Math.min(atOnce, rows - first);
      this.#walkRows(walk, forest, first, count, results.subarray(first * width, (first + count) * width));
    }
  }

  /** Ends the helpers. Nobody waits for it: they only touch this memory, which is not used again. */
  end(): void {
    void this.#crew.end();
  }

  #place(forest: FlatForest, columns: number): number {
    const placed = this.#placed.get(forest);
    if (placed !== undefined) return placed;
    const { address, parts } = placeForest(this.#heap, forest, columns);
    this.#placed.set(forest, address);
    this.#forgotten.register(forest, parts);
    return address;
  }

  #walkRows(walk: Walk, forest: number, first: number, count: number, results: Walk['results']): void {
    const heap = this.#heap;
    const blockBytes = Math.max(1, walk.forest.features.length) * 2 * kernel.BLOCK_ROWS * 4 + LEAVES_BYTES;
    const most = Math.max(2 * this.#crew.threads, Math.floor(BLOCK_BYTES / blockBytes));
    const rowsOfTask = Math.max(ROWS_OF_TASK, Math.ceil(count / most / kernel.BLOCK_ROWS) * kernel.BLOCK_ROWS);
    const tasks = Math.ceil(count / rowsOfTask);
    const rows = placeRows(heap, walk.features, first, count);
    const target = heap.allocate(results.byteLength);
    const blocks = heap.allocate(tasks * blockBytes);
    const { i32 } = heap.views;
    // the words are copied as they are, whether integers or floats
    const words = new Int32Array(results.buffer, results.byteOffset, results.length);
    i32.set(words, target >>> 2);
    for (let at = 0; at < tasks; at += 1) {
      const block = blocks + at * blockBytes;
      const fields = [
        ...[TASK_WALK, forest, rows.address, at * rowsOfTask, Math.min(count, (at + 1) * rowsOfTask)],
        ...[walk.trees.begin, walk.trees.end, walk.outputs, target, block, block + blockBytes - LEAVES_BYTES],
      ];
      i32.set(fields, this.#crew.next() >>> 2);
    }
    const faults = this.#crew.run().map((task) => i32[(task >>> 2) + fieldsBeforeFault] ?? -1);
    words.set(i32.subarray(target >>> 2, (target >>> 2) + words.length));
    for (const part of [...rows.parts, target, blocks]) heap.release(part);
    const fault = faults.find((found) => found >= 0);
    if (fault !== undefined) throw infiniteValue(walk.features, rows.before + fault);
  }
}

/** Words of a task before the number of the first infinite value. */
const fieldsBeforeFault = 11;

import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import { TASK_LEAF } from '../kernels/tasks';

/** Rows from which a thread's part is worth it. */
const LEAST_ROWS = 20_000;

/** A node's rows: those at `from … to` of the order. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** The numbers of all rows, in the order of the nodes they have reached so far. Takes 8 bytes a row. */
export class RowPartition {
  readonly rows: number;
  readonly count: number;
  readonly #scratch: number;
  readonly #heap: Heap;
  readonly #crew: Crew;

  constructor(heap: Heap, crew: Crew, count: number) {
    this.#heap = heap;
    this.#crew = crew;
    this.count = count;
    this.rows = heap.allocate(count * 4);
    this.#scratch = heap.allocate(count * 4);
  }

  /** Puts all rows into their own order: they are at the root. */
  reset(): void {
    const { i32 } = this.#heap.views;
    const first = this.rows >>> 2;
    for (let row = 0; row < this.count; row += 1) i32[first + row] = row;
  }

  /**
   * Sorts the rows of nodes by the side that each goes to; returns how many go left, for each node. `write` completes a
   * task, whose rows and range are there already.
   */
  split(ranges: readonly RowRange[], write: (at: number, task: number) => void): number[] {
    const shares = ranges.map((range) => this.#shares(range));
    const done: number[] = [];
    const { i32 } = this.#heap.views;
    for (const [at, parts] of shares.entries()) {
      for (const { from, to } of parts) {
        const address = this.#crew.next();
        const task = address >>> 2;
        i32[task + 2] = this.rows;
        i32[task + 3] = this.#scratch;
        i32[task + 4] = from;
        i32[task + 5] = to;
        i32[task + 13] = parts.length === 1 ? 1 : 0;
        write(at, address);
      }
      if (this.#crew.isFull) done.push(...this.#leftCounts());
    }
    done.push(...this.#leftCounts());
    let next = 0;
    return shares.map((parts) => {
      const lefts = done.slice(next, next + parts.length);
      next += parts.length;
      return lefts.length === 1 ? (lefts[0] ?? 0) : this.#join(parts, lefts);
    });
  }

  /** Adds the value of each leaf to the margins of its rows, which are `stride` bytes apart. */
  addLeaves(leaves: readonly (RowRange & { readonly value: number })[], margins: number, stride: number): void {
    const { i32, f64 } = this.#heap.views;
    for (const leaf of leaves) {
      for (const { from, to } of this.#shares(leaf)) {
        const address = this.#crew.next();
        const task = address >>> 2;
        i32[task] = TASK_LEAF;
        i32[task + 1] = margins;
        i32[task + 2] = stride;
        i32[task + 3] = this.rows;
        i32[task + 4] = from;
        i32[task + 5] = to;
        f64[(address + 24) >>> 3] = Math.fround(leaf.value);
      }
      if (this.#crew.isFull) this.#crew.run();
    }
    this.#crew.run();
  }

  release(): void {
    this.#heap.release(this.rows);
    this.#heap.release(this.#scratch);
  }

  /** A range in parts for several threads, if it is large. */
  #shares({ from, to }: RowRange): RowRange[] {
    const count = Math.max(1, Math.min(this.#crew.threads, Math.floor((to - from) / LEAST_ROWS)));
    const size = (to - from) / count;
    return Array.from({ length: count }, (_, at) => ({
      from: from + Math.floor(at * size),
      to: from + Math.floor((at + 1) * size),
    }));
  }

  #leftCounts(): number[] {
    const done = this.#crew.run();
    const { i32 } = this.#heap.views;
    return done.map((task) => i32[(task + 48) >>> 2] ?? 0);
  }

  /** Puts together the parts of a node's rows that were sorted each for itself: all left ones, then all right ones. */
  #join(parts: readonly RowRange[], lefts: readonly number[]): number {
    const { i32 } = this.#heap.views;
    const [rows, scratch] = [this.rows >>> 2, this.#scratch >>> 2];
    const start = parts[0]?.from ?? 0;
    let end = start;
    for (const [at, { from }] of parts.entries()) {
      i32.copyWithin(rows + end, rows + from, rows + from + (lefts[at] ?? 0));
      end += lefts[at] ?? 0;
    }
    const left = end - start;
    for (const [at, { from, to }] of parts.entries()) {
      const rights = to - from - (lefts[at] ?? 0);
      i32.set(i32.subarray(scratch + from, scratch + from + rights), rows + end);
      end += rights;
    }
    return left;
  }
}

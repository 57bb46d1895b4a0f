import type { Heap } from '../kernels/heap';

/** Histograms of all nodes that wait take at most this many bytes, if four of them fit. */
const MOST_BYTES = 256 * 2 ** 20;
const FEWEST = 4;
const MOST = 4096;

/** Memory for histograms, of which only so many exist at the same time. */
export class HistogramPool {
  readonly bytes: number;
  readonly #heap: Heap;
  readonly #most: number;
  readonly #all: number[] = [];
  readonly #free: number[] = [];

  constructor(heap: Heap, bins: number, mostBytes = MOST_BYTES) {
    this.#heap = heap;
    this.bytes = bins * 16;
    this.#most = Math.min(MOST, Math.max(FEWEST, Math.floor(mostBytes / this.bytes)));
  }

  /** How many more can be had. */
  get available(): number {
    return this.#free.length + this.#most - this.#all.length;
  }

  /** Address of a histogram that nobody has. */
  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const address = this.#heap.allocate(this.bytes);
    this.#all.push(address);
    return address;
  }

  giveBack(address: number): void {
    if (address !== 0) this.#free.push(address);
  }

  release(): void {
    for (const address of this.#all) this.#heap.release(address);
  }
}

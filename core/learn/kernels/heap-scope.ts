import type { Heap } from './heap';

/** What is allocated for one purpose, and given back together when that ends, but for what is kept. */
export class HeapScope {
  readonly #heap: Heap;
  readonly #held = new Set<number>();

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  allocate(bytes: number): number {
    const address = this.#heap.allocate(bytes);
    this.#held.add(address);
    return address;
  }

  /** Takes over what was allocated elsewhere. */
  adopt(...addresses: readonly number[]): void {
    for (const address of addresses) this.#held.add(address);
  }

  /** Gives something back before the end. */
  release(address: number): void {
    this.#held.delete(address);
    this.#heap.release(address);
  }

  /** What outlives this. */
  keep(...addresses: readonly number[]): void {
    for (const address of addresses) this.#held.delete(address);
  }

  end(): void {
    for (const address of this.#held) this.#heap.release(address);
    this.#held.clear();
  }
}

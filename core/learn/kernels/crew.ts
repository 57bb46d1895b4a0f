import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { distFolder } from '../../dist-folder';
import type { Heap } from './heap';
import { compiledKernels, kernelKind, loadKernels, type KernelKind, type Kernels } from './load';
import { QUEUE_BYTES, QUEUE_DONE, QUEUE_FAILED, QUEUE_LIMIT, QUEUE_MASK, QUEUE_TASKS, TASK_BYTES } from './tasks';

/** Most tasks that are handed out at once; a power of two. */
export const MOST_TASKS = 4096;

/** What a helping thread is started with. */
export interface HelperData {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module | null;
  readonly queue: number;
}

/** What `QUEUE_LIMIT` is set to when helpers are to end. */
export const THE_END = -1;

/**
 * Threads that do tasks together: the one that calls, and helpers over the same memory. Whoever calls writes tasks down,
 * hands them out and takes part, so that nothing waits for a helper that the machine is too busy to wake.
 */
export class Crew {
  readonly threads: number;
  readonly #heap: Heap;
  readonly #queue: number;
  readonly #tasks: number;
  readonly #kernels: Kernels;
  readonly #helpers: readonly Worker[];
  #given = 0;
  #written = 0;

  constructor(heap: Heap, threads: number, kind: KernelKind = kernelKind()) {
    const module = kind === 'wasm' ? compiledKernels() : null;
    this.threads = Math.max(1, Math.floor(threads));
    this.#heap = heap;
    this.#queue = heap.allocate(QUEUE_BYTES);
    this.#tasks = heap.allocate(MOST_TASKS * TASK_BYTES);
    const { i32 } = heap.views;
    i32.fill(0, this.#queue >>> 2, (this.#queue + QUEUE_BYTES) >>> 2);
    i32[(this.#queue + QUEUE_TASKS) >>> 2] = this.#tasks;
    i32[(this.#queue + QUEUE_MASK) >>> 2] = MOST_TASKS - 1;
    this.#kernels = loadKernels(heap.memory, module);
    const workerData: HelperData = { memory: heap.memory, module, queue: this.#queue };
    this.#helpers = Array.from({ length: this.threads - 1 }, () => {
      const helper = new Worker(path.join(distFolder(), 'learn-worker.js'), { workerData, stdout: false });
      helper.unref();
      // one that cannot start is one fewer; one that fails later says so in the queue, where run() looks
      helper.on('error', () => undefined);
      return helper;
    });
  }

  /** Whether it is time to hand out what was written: there is little room for more. */
  get isFull(): boolean {
    return this.#written >= MOST_TASKS / 2;
  }

  /** Address of the next task, to be filled in before `run`. Its number counts from the last `run`. */
  next(): number {
    if (this.#written >= MOST_TASKS) throw new RangeError(`More than ${MOST_TASKS} tasks at once`);
    const address = this.#taskAt(this.#written);
    this.#written += 1;
    return address;
  }

  /** Does all tasks that were written; returns when the last is done, with the address of each one's record. */
  run(): readonly number[] {
    const count = this.#written;
    const addresses = Array.from({ length: count }, (_, number) => this.#taskAt(number));
    if (count === 0) return addresses;
    const { i32 } = this.#heap.views;
    this.#given += count;
    this.#written = 0;
    const limit = (this.#queue + QUEUE_LIMIT) >>> 2;
    Atomics.store(i32, limit, this.#given);
    if (count > 1 && this.#helpers.length > 0) Atomics.notify(i32, limit);
    this.#kernels.work(this.#queue);
    const done = (this.#queue + QUEUE_DONE) >>> 2;
    const failed = (this.#queue + QUEUE_FAILED) >>> 2;
    while (Atomics.load(i32, done) !== this.#given) {
      if (Atomics.load(i32, failed) !== 0) throw new Error('A thread that helps with a training has failed');
    }
    return addresses;
  }

  /** Ends the helpers and gives the memory of the tasks back. */
  async end(): Promise<void> {
    const { i32 } = this.#heap.views;
    Atomics.store(i32, (this.#queue + QUEUE_LIMIT) >>> 2, THE_END);
    Atomics.notify(i32, (this.#queue + QUEUE_LIMIT) >>> 2);
    await Promise.all(this.#helpers.map((helper) => helper.terminate()));
    this.#heap.release(this.#tasks);
    this.#heap.release(this.#queue);
  }

  /** Address of a task since the last `run`. */
  #taskAt(number: number): number {
    return this.#tasks + ((this.#given + number) & (MOST_TASKS - 1)) * TASK_BYTES;
  }
}

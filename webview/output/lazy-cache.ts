import { isAbort } from '../shared/host';

export interface LazyCacheOptions<Key, Value> {
  load(key: Key, signal: AbortSignal): Promise<Value>;
  /** Weight of the values kept; the ones wanted longest ago go first, wanted ones never. */
  readonly capacity: number;
  /** Of one value; without it each weighs 1. */
  weigh?(value: Value): number;
  /** Loads in flight at a time. */
  readonly concurrency: number;
  /** A value has come or a load has failed. */
  changed(): void;
}

/**
 * Values loaded when they are wanted: pages of a table, summaries of columns. What is no longer wanted is cancelled
 * while it loads and forgotten when there is too much; an answer that comes after all that is dropped.
 */
export class LazyCache<Key extends string | number, Value> {
  readonly #options: LazyCacheOptions<Key, Value>;
  /** In the order in which they were last wanted. */
  readonly #values = new Map<Key, Value>();
  readonly #loading = new Map<Key, AbortController>();
  readonly #failures = new Map<Key, unknown>();
  #wanted: readonly Key[] = [];

  constructor(options: LazyCacheOptions<Key, Value>) {
    this.#options = options;
  }

  get(key: Key): Value | undefined {
    return this.#values.get(key);
  }

  /** The error of a wanted key, if there is one. It is tried again only after `retry`. */
  failure(): unknown {
    const failed = this.#wanted.find((key) => this.#failures.has(key));
    return failed === undefined ? undefined : this.#failures.get(failed);
  }

  /** The keys that are on the screen now, most important first. */
  want(keys: readonly Key[]): void {
    this.#wanted = keys;
    const wanted = new Set(keys);
    for (const [key, controller] of this.#loading) {
      if (wanted.has(key)) continue;
      this.#loading.delete(key);
      controller.abort();
    }
    for (const key of keys) {
      const value = this.#values.get(key);
      if (value === undefined) continue;
      this.#values.delete(key);
      this.#values.set(key, value);
    }
    this.#startLoads();
  }

  retry(): void {
    this.#failures.clear();
    this.#startLoads();
  }

  /** Cancels what loads. What is there can still be read. */
  dispose(): void {
    this.want([]);
  }

  #startLoads(): void {
    for (const key of this.#wanted) {
      if (this.#loading.size >= this.#options.concurrency) return;
      if (this.#values.has(key) || this.#loading.has(key) || this.#failures.has(key)) continue;
      const controller = new AbortController();
      this.#loading.set(key, controller);
      void this.#load(key, controller);
    }
  }

  async #load(key: Key, controller: AbortController): Promise<void> {
    const isCurrent = () => this.#loading.get(key) === controller;
    try {
      const value = await this.#options.load(key, controller.signal);
      if (!isCurrent()) return;
      this.#values.set(key, value);
      this.#evict();
    } catch (error) {
      if (!isCurrent()) return;
      if (!isAbort(error)) this.#failures.set(key, error);
    }
    this.#loading.delete(key);
    this.#startLoads();
    this.#options.changed();
  }

  #evict(): void {
    const { capacity } = this.#options;
    const weigh = (value: Value) => this.#options.weigh?.(value) ?? 1;
    const wanted = new Set(this.#wanted);
    let weight = [...this.#values.values()].reduce((sum, value) => sum + weigh(value), 0);
    for (const [key, value] of this.#values) {
      if (weight <= capacity) return;
      if (wanted.has(key)) continue;
      this.#values.delete(key);
      weight -= weigh(value);
    }
  }
}

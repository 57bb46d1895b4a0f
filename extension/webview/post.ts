/** Between two snapshots, in milliseconds; a person sees no more than that. */
export const snapshotInterval = 50;

/**
 * Builds and posts snapshots, at most one in the interval, the latest wins. `request` may be called as often
 * as anything changes. A change during a build leads to one more build after it.
 */
export class SnapshotPoster {
  readonly #build: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #interval: () => number;
  #timer: NodeJS.Timeout | null = null;
  #building = false;
  #again = false;
  #disposed = false;

  /** `interval` is asked for each snapshot how many milliseconds it may wait. */
  constructor(build: () => Promise<void>, onError: (error: unknown) => void, interval = () => snapshotInterval) {
    this.#build = build;
    this.#onError = onError;
    this.#interval = interval;
  }

  request(): void {
    if (this.#disposed) return;
    if (this.#building) this.#again = true;
    else this.#timer ??= setTimeout(() => void this.#run(), this.#interval());
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#timer = null;
    this.#building = true;
    this.#again = false;
    try {
      await this.#build();
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#building = false;
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set by `request` during the await
      if (this.#again) this.request();
    }
  }
}

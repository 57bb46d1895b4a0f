/** Between the newest wish and the question, in milliseconds: saving all files is one wish. */
const pause = 250;

/**
 * Asks questions one after the other, a moment after they are wanted. One that is wanted again while it is being answered
 * is given up and asked anew, so that the newest answer is the one that counts.
 */
export class AskQueue {
  readonly #ask: (question: string, signal: AbortSignal) => Promise<void>;
  readonly #wanted = new Set<string>();
  #asking: { readonly question: string; readonly given: AbortController } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #disposed = false;

  /** `ask` handles its own failures. */
  constructor(ask: (question: string, signal: AbortSignal) => Promise<void>) {
    this.#ask = ask;
  }

  want(question: string): void {
    if (this.#disposed) return;
    if (this.#asking?.question === question) this.#asking.given.abort();
    this.#wanted.add(question);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#next();
    }, pause);
  }

  /** Nobody wants the answer any more. */
  drop(question: string): void {
    this.#wanted.delete(question);
    if (this.#asking?.question === question) this.#asking.given.abort();
  }

  dispose(): void {
    this.#disposed = true;
    this.#wanted.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#asking?.given.abort();
  }

  async #next(): Promise<void> {
    if (this.#asking !== null || this.#timer !== null) return;
    const [question] = this.#wanted;
    if (question === undefined) return;
    this.#wanted.delete(question);
    const given = new AbortController();
    this.#asking = { question, given };
    try {
      await this.#ask(question, given.signal);
    } finally {
      this.#asking = null;
      void this.#next();
    }
  }
}

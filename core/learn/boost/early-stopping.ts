/** Watches one score, and says when it has not become better for so many rounds. */
export class EarlyStopping {
  readonly #patience: number;
  readonly #maximize: boolean;
  #best: { readonly round: number; readonly score: number } | null = null;

  constructor(patience: number, maximize: boolean) {
    this.#patience = patience;
    this.#maximize = maximize;
  }

  get best(): { readonly round: number; readonly score: number } | null {
    return this.#best;
  }

  /** Takes the score of a round; true when training should end. A score of NaN is never better. */
  shouldStop(round: number, score: number): boolean {
    const best = this.#best;
    if (best === null || (this.#maximize ? score > best.score : score < best.score)) {
      this.#best = { round, score };
      return false;
    }
    return round - best.round >= this.#patience;
  }
}

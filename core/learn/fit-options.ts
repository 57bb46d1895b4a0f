/** What every `fit` takes beside data and parameters. */
export interface FitOptions {
  /** One weight for each row, 0 or more; without them every row counts 1. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
  /** Ends the training with its reason, within a second. */
  readonly signal?: AbortSignal | undefined;
  /** Told now and then how far it has got, between 0 and 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Told what the user should know although the model was fitted, such as a solver that has not converged. */
  readonly onWarning?: ((warning: string) => void) | undefined;
}

/** Gives others a turn, so that an abort, a message or a timer is noticed; throws the reason when `signal` is aborted. */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

/** When a failed block is tried again. Null inherits from what the block is part of. */
export interface RetrySettings {
  /** Tries after the first. */
  readonly retries: number | null;
  /** Seconds before the second try. */
  readonly delay: number | null;
  /** Seconds that all waiting together stays below; it ends the tries before `retries` does. */
  readonly maxDelay: number | null;
  /** Whether each wait is twice the one before. */
  readonly exponentialBackoff: boolean | null;
}

/** How much of a pipeline runs at once; null is no limit. */
export interface ConcurrencySettings {
  /** Blocks of one run. */
  readonly blocks: number | null;
  /** Runs of the pipeline that one trigger starts. */
  readonly runs: number | null;
  /** Runs of the pipeline, whoever starts them. */
  readonly allRuns: number | null;
  /** What a run does that comes when the limit is reached. */
  readonly whenReached: 'wait' | 'skip';
}

/** How much runs at once on the machine; null is no limit. */
export interface QueueSettings {
  /** Blocks, over all runs of the user. */
  readonly concurrency: number | null;
}

/** How a block takes part in dynamic runs (one run of it for each of several items). */
export interface DynamicSettings {
  /** Its first output is a list or a table, and blocks below run once for each entry. */
  readonly dynamic: boolean;
  /** Blocks below run once and receive the outputs of all its children in one list. */
  readonly reduceOutput: boolean;
  /** With several dynamic upstreams: every combination of their items, or the items of the same place. */
  readonly combine: 'product' | 'zip';
}

/** How often a sensor looks, in seconds. */
export interface SensorSettings {
  readonly interval: number;
}

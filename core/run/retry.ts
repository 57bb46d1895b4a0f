import type { RetrySettings } from '../project/run-settings-types';

/** How often and after what waiting a failed block is tried again. */
export interface RetryPolicy {
  readonly retries: number;
  /** Seconds. */
  readonly delay: number;
  /** Seconds that all waiting together stays below. */
  readonly maxDelay: number;
  readonly exponentialBackoff: boolean;
}

/** What holds where nothing is set; Mage's. */
const usual: RetryPolicy = { retries: 0, delay: 5, maxDelay: 60, exponentialBackoff: true };

/** Over all other settings: a block that fails has failed. */
export const noRetry: RetrySettings = { retries: 0, delay: null, maxDelay: null, exponentialBackoff: null };

/** The policy of a block: each setting from the last of the given that has it, in the order project, pipeline, block. */
export function retryPolicy(settings: readonly RetrySettings[]): RetryPolicy {
  return settings.reduce<RetryPolicy>(
    (policy, own) => ({
      retries: own.retries ?? policy.retries,
      delay: own.delay ?? policy.delay,
      maxDelay: own.maxDelay ?? policy.maxDelay,
      exponentialBackoff: own.exponentialBackoff ?? policy.exponentialBackoff,
    }),
    usual,
  );
}

/**
 * The seconds to wait after each failed try, in order; as many as there are tries left. They end early where all waiting
 * together would reach `maxDelay`.
 */
export function retryDelays({ retries, delay, maxDelay, exponentialBackoff }: RetryPolicy): number[] {
  const delays: number[] = [];
  let waited = 0;
  for (let attempt = 0; attempt < retries; attempt += 1) {
    const next = exponentialBackoff ? delay * 2 ** attempt : delay;
    if (waited + next >= maxDelay && next > 0) break;
    delays.push(next);
    waited += next;
  }
  return delays;
}

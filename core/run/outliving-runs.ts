import type { RunFinished } from '../protocol/run-events';

/** Runs that blocks have started without waiting for their end: the process stays until they have ended. */
export interface OutlivingRuns {
  add(pipeline: string, finished: Promise<RunFinished>): void;
  /** Waits until none is left, those that they start included. `onStaying` is told once of what is waited for. */
  ended(onStaying: ((reason: string) => void) | undefined): Promise<void>;
}

export function createOutlivingRuns(): OutlivingRuns {
  const going = new Map<Promise<unknown>, string>();
  return {
    add(pipeline, finished) {
      // how it ended is in its own log
      const ended = finished.catch(() => undefined).finally(() => going.delete(ended));
      going.set(ended, pipeline);
    },
    async ended(onStaying) {
      if (going.size === 0) return;
      const pipelines = [...new Set(going.values())].sort().join(', ');
      onStaying?.(`The run has ended; what its blocks have started goes on: ${pipelines}.`);
      while (going.size > 0) await Promise.all(going.keys());
    },
  };
}

import type { Project } from '../project/types';
import type { RunFinished } from '../protocol/run-events';
import type { RunRequest } from '../protocol/runner';
import type { RunOptions } from './run-options';

/** Starts runs of pipelines inside a run, for a block that asks for them. */
export interface TriggeredRuns {
  /** Throws `trigger_cycle` for a pipeline that has started this run, directly or through others. */
  refuseCycle(project: Project, pipeline: string): void;
  /**
   * Starts a run, which goes on when the block and even the run have ended, unless they are cancelled. `signal` is what
   * else cancels it. Rejects when it cannot begin.
   */
  start(
    request: RunRequest,
    options: Pick<RunOptions, 'onStarted' | 'onWaiting'> & { readonly signal: AbortSignal | null },
  ): Promise<RunFinished>;
}

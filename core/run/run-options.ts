import type { PipelineReading } from '../project/types';
import type { RunEvent } from '../protocol/run-events';

/** What a run needs besides its request. */
export interface RunOptions {
  /**
   * The pipeline, when the caller reads it himself; DuckDB is opened meanwhile. When it rejects, so does the run; it may do
   * so before the run listens, so the caller handles its rejection too.
   */
  readonly reading?: Promise<PipelineReading>;
  /** By name: secrets that blocks may ask for besides the environment's. They are kept out of everything that is written. */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * Aborting cancels the run; it then ends within a second, or when the callbacks of the blocks that it stops are done, and
   * its log is complete.
   */
  readonly signal: AbortSignal;
  /** Ends the waiting for other runs of the pipeline; else `signal` does. */
  readonly whileWaiting?: AbortSignal;
  /** Called with a reason when other runs of the pipeline must end first. */
  readonly onWaiting?: (reason: string) => void;
  /** Called when the run's log exists. */
  readonly onStarted?: (run: string) => void;
  readonly onEvent?: (event: RunEvent) => void;
  /** The pipelines whose runs this one is part of, with their projects: it makes a data product for them. */
  readonly within?: readonly string[];
  /** The process exits after the run, which gives back its memory quicker than DuckDB would: it stays open. */
  readonly exiting?: boolean;
}

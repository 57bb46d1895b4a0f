import type { PipelineReading } from '../project/types';
import type { RunEvent } from '../protocol/run-events';
import type { Secrets } from '../secrets';
import type { OutlivingRuns } from './outliving-runs';

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
  /** Called when a debugger may attach to a Python block, with a port of 127.0.0.1. */
  readonly onDebugger?: (port: number) => void;
  readonly onEvent?: (event: RunEvent) => void;
  /** The pipelines whose runs this one is part of, with their projects: it makes a data product for them, or a block has started it. */
  readonly within?: readonly string[];
  /** Of a run inside another: where those are counted that go on after it. */
  readonly outliving?: OutlivingRuns;
  /** Of a run inside another: the secrets of the outer one, which has learned more than it was handed. */
  readonly sharedSecrets?: Secrets;
  /** Told, when the run has ended, that runs which its blocks have started still go on. */
  readonly onStaying?: (reason: string) => void;
  /** The process exits after the run, which gives back its memory quicker than DuckDB would: it stays open. */
  readonly exiting?: boolean;
}

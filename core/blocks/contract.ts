import type { DuckDBInstance } from '@duckdb/node-api';
import type { Block, Project } from '../project/types';
import type { ColumnInfo, OutputKind } from '../protocol/outputs';
import type { Failure } from '../protocol/problem';
import type { WorkerPool } from './typescript/worker-pool';

/** One stored output of an upstream block, as a block reads it. */
export interface InputOutput {
  readonly name: string;
  readonly kind: OutputKind;
  /** Absolute path. */
  readonly file: string;
}

/** What one upstream block gives; in the order of `upstream_blocks`. */
export interface BlockInput {
  readonly block: string;
  readonly outputs: readonly InputOutput[];
}

/** Everything a block needs to run once. */
export interface BlockTask {
  readonly project: Project;
  readonly pipeline: string;
  readonly run: string;
  readonly block: Block;
  /** Absolute path of the block's file. */
  readonly file: string;
  readonly inputs: readonly BlockInput[];
  /** Pipeline variables under run variables under the system's. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Empty folder for the output files; renamed into place when the block has succeeded. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Appends text to the block's log. */
  log(text: string): void;
  /** Share of the work done, 0 to 1. */
  progress(fraction: number): void;
  testFinished(result: TestOutcome): void;
  /** An output file is complete: its checksum is taken while the block goes on. */
  outputWritten(output: DraftOutput): void;
}

/** An output file as a block's runner left it in the task's folder. */
export interface DraftOutput {
  readonly name: string;
  readonly kind: OutputKind;
  readonly file: string;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly schema: readonly ColumnInfo[];
  /** SHA-256 of the file, where it was taken while writing; else it is taken of the file. */
  readonly checksum?: string;
}

export interface TestOutcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly failure?: Failure;
}

export interface BlockResult {
  readonly outputs: readonly DraftOutput[];
  readonly tests: readonly TestOutcome[];
  /** SHA-256 over the block's source and everything of the project it imports. */
  readonly sourceHash: string;
}

/** What the blocks of one run share. */
export interface BlockEngine {
  readonly database: DuckDBInstance;
  readonly workers: WorkerPool;
}

/** Runs one block. Rejects with an `EiderError` when the block fails and with an abort error when it was cancelled. */
export type BlockRunner = (task: BlockTask, engine: BlockEngine) => Promise<BlockResult>;

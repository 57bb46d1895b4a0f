import type { DuckDBInstance } from '@duckdb/node-api';
import type { Block, Project } from '../project/types';
import type { ColumnInfo, OutputKind, OutputNote, Usage } from '../protocol/outputs';
import type { Failure } from '../protocol/problem';
import type { Child } from '../protocol/run-events';
import type { Secrets } from '../secrets';
import type { PythonPool } from './python/python-pool';
import type { BlockRequests } from './requests';
import type { WorkerPool } from './typescript/worker-pool';

/** One stored output of an upstream block, as a block reads it. */
export interface InputOutput {
  readonly name: string;
  readonly kind: OutputKind;
  /** Absolute path. */
  readonly file: string;
  readonly note?: OutputNote;
}

/** The stored outputs of a block: one stands for itself, several for a list of them, none for an empty list. */
export interface OutputsInput {
  readonly kind: 'outputs';
  readonly block: string;
  readonly outputs: readonly InputOutput[];
}

/** What one upstream block gives a block that reads it. */
export type BlockInput =
  | OutputsInput
  /** An item of a dynamic block's list. */
  | { readonly kind: 'item'; readonly block: string; readonly value: unknown }
  /** A row of a dynamic block's table, counted from 0. */
  | { readonly kind: 'row'; readonly block: string; readonly output: InputOutput; readonly row: number }
  /**
   * Everything that the children of a block gave, in one list: of a child with one output the output; of one with several
   * each of them, or a list of them when the children have names.
   */
  | {
      readonly kind: 'children';
      readonly block: string;
      readonly children: readonly (readonly InputOutput[])[];
      readonly named: boolean;
    }
  /** Of a data product: for each of its blocks the outputs of its newest runs in one list. */
  | { readonly kind: 'product'; readonly block: string; readonly products: readonly OutputsInput[] };

/**
 * What is wanted of a block: outputs to store; an answer, yes or no, of a sensor or a condition; or merely that it runs,
 * of a callback of the named event or of a check on another block's outputs.
 */
export type Wanted =
  | { readonly kind: 'outputs' }
  | { readonly kind: 'answer' }
  | { readonly kind: 'callback'; readonly event: CallbackEvent }
  | { readonly kind: 'check' };
export type CallbackEvent = 'success' | 'failure' | 'cancelled';

/** Everything a block needs to run once. */
export interface BlockTask {
  readonly project: Project;
  readonly pipeline: string;
  readonly run: string;
  /** The trigger that the run belongs to, if any. */
  readonly trigger: string | null;
  readonly block: Block;
  /** Which run of the block it is, below a dynamic block. */
  readonly child: Child | null;
  readonly wanted: Wanted;
  /** Absolute path of the block's file. */
  readonly file: string;
  readonly inputs: readonly BlockInput[];
  /** Pipeline variables under the trigger's, the run's, the system's and, of a child, those of its item. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Empty folder for the output files, moved into place when the block has succeeded; for anything else a scratch folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Appends text to the block's log. */
  log(text: string): void;
  /** Share of the work done, 0 to 1. */
  progress(fraction: number): void;
  /** What the code took of the machine, told at its end however it ended. */
  used(usage: Usage): void;
  testFinished(result: TestOutcome): void;
  /** An output file is complete: its checksum is taken while the block goes on. */
  outputWritten(output: DraftOutput): void;
  /** Waits for something that others do, and leaves the block's place to them meanwhile. */
  idle<Result>(waiting: () => Promise<Result>): Promise<Result>;
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
  readonly note?: OutputNote;
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
  /** Names of the variables that the block has read; null when it may have read them all. */
  readonly variablesRead: readonly string[] | null;
  /** Whether the block has asked the run for something that may be another each time. */
  readonly asked?: boolean;
  /** Whether what was returned is true in JavaScript's sense; of SQL the first value of the first row. */
  readonly answer: boolean;
}

/** What the blocks of one run share. */
export interface BlockEngine {
  readonly database: DuckDBInstance;
  readonly workers: WorkerPool;
  readonly python: PythonPool;
  readonly secrets: Secrets;
  readonly requests: BlockRequests;
}

/** What a language has to offer. */
export interface BlockLanguage {
  readonly run: BlockRunner;
  /** SHA-256 over a block's source and everything of the project that it imports, without running it. */
  readonly hashSource: (projectRoot: string, file: string) => Promise<string>;
}

/** Runs one block. Rejects with an `EiderError` when the block fails and with an abort error when it was cancelled. */
export type BlockRunner = (task: BlockTask, engine: BlockEngine) => Promise<BlockResult>;

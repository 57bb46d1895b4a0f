import type { Failure } from '../../protocol/problem';
import type { Child } from '../../protocol/run-events';
import type { BlockInput, DraftOutput, Wanted } from '../contract';
import type { Categories, Column, Numbers, Row } from './eider';

/** A table as data: a file, or a query whose placeholders hold other tables, identifiers and values. */
export type Relation =
  | { readonly kind: 'file'; readonly file: string }
  /** Newline-delimited JSON with the given column types, written by a block from rows of its own. */
  | { readonly kind: 'rows'; readonly file: string; readonly columns: readonly Column[] }
  | { readonly kind: 'query'; readonly text: readonly string[]; readonly values: readonly Placeholder[] };
export type Placeholder =
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'identifier'; readonly name: string }
  | { readonly kind: 'value'; readonly value: unknown };

/** What the worker asks of the runner, which alone holds DuckDB. */
export interface RelationRequests {
  columns: { params: { relation: Relation }; result: readonly Column[] };
  rowCount: { params: { relation: Relation }; result: number };
  /** Whole columns, in the order of their names; read in one pass. */
  read: { params: { relation: Relation; names: readonly string[] }; result: readonly (Categories | Numbers)[] };
  rows: { params: { relation: Relation; offset: number; limit: number }; result: readonly Row[] };
  /** Computes a query into a scratch file, so that reading it again costs nothing. */
  materialize: { params: { relation: Relation }; result: Relation };
  /** Writes the rows to a file; the path is absolute. */
  write: { params: { relation: Relation; file: string }; result: null };
  /** Writes a table output and gives the relation of its stored file. */
  store: {
    params: { relation: Relation; index: number; name: string };
    result: { output: DraftOutput; relation: Relation };
  };
}
export type RelationMethod = keyof RelationRequests;

/** What the worker is started with. */
export interface WorkerStart {
  /** Address to import the bundle from; another one for each run of a block, so that its modules start anew. */
  readonly bundle: string;
  readonly blockType: string;
  readonly file: string;
  readonly folder: string;
  readonly inputs: readonly BlockInput[];
  readonly wanted: Wanted;
  readonly child: Child | null;
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly pipeline: string;
  readonly block: string;
  readonly run: string;
  readonly project: string;
}

/** What a block has done: its stored outputs, and whether what it returned is true. */
export interface BlockDone {
  readonly outputs: readonly DraftOutput[];
  readonly answer: boolean;
  /** Null when it has looked at all variables together. */
  readonly variablesRead: readonly string[] | null;
}

export type FromWorker =
  | { readonly type: 'request'; readonly id: number; readonly method: RelationMethod; readonly params: unknown }
  | { readonly type: 'progress'; readonly fraction: number }
  | {
      readonly type: 'test';
      readonly name: string;
      readonly seconds: number;
      readonly failure: Failure | null;
    }
  | { readonly type: 'written'; readonly output: DraftOutput }
  /** `clean`: nothing of the block is left in the thread, so that another may run in it. */
  | ({ readonly type: 'done'; readonly clean: boolean } & BlockDone)
  | { readonly type: 'failed'; readonly failure: Failure };

export type ToWorker =
  | { readonly type: 'start'; readonly start: WorkerStart }
  | { readonly type: 'response'; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly type: 'response'; readonly id: number; readonly ok: false; readonly failure: Failure }
  | { readonly type: 'cancel' };

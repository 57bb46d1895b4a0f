import type { ChartData, ChartQuery } from './charts';
import type { ExperimentsAnswer, ExperimentsQuery } from './experiment-view';
import type { Histogram } from './histogram';
import type { ImportanceKind, ModelImportances, ModelSummary, ModelTree } from './model';
import type { ColumnInfo, OutputInfo } from './outputs';
import type { Failure } from './problem';
import type { TestFinished, UnmetCondition } from './run-events';

/**
 * Questions about stored outputs, answered by the data process. The same map types the requests that the webview sends
 * to the extension and the ones the extension sends on. Tables travel as Arrow IPC stream bytes.
 */

/** Which output. `run` null means the block's newest stored one. */
export interface OutputRef {
  readonly project: string;
  readonly pipeline: string;
  readonly block: string;
  readonly run: string | null;
  /** Of a block below a dynamic one: the number of the run of it that stored the output. */
  readonly child?: number;
  readonly index: number;
}

export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}

/** A condition on one column; several conditions are joined by AND. Values are given as text and cast by DuckDB. */
export type Filter =
  | { readonly column: string; readonly op: 'contains'; readonly value: string }
  | { readonly column: string; readonly op: 'equals'; readonly value: string }
  | { readonly column: string; readonly op: 'range'; readonly min: string | null; readonly max: string | null }
  | { readonly column: string; readonly op: 'null' | 'not_null' };

/**
 * Characters of a text that a page or a profile carries. A longer one comes cut, as its first `pageTextLength` characters
 * and one more, which tells that there is more: a page of texts of many megabytes is not larger than this allows. The
 * whole of it is asked for with `cell`.
 */
export const pageTextLength = 1000;

/** Columns from `first` up to, not including, `end`, in the order of the schema. */
export interface ColumnRange {
  readonly first: number;
  readonly end: number;
}

export interface PageQuery extends OutputRef {
  readonly offset: number;
  readonly limit: number;
  readonly sort: readonly SortKey[];
  readonly filters: readonly Filter[];
  /** All columns without it; reading thousands of columns takes seconds. */
  readonly columns?: ColumnRange;
}

export interface Page {
  /**
   * Arrow IPC stream of the rows. Integers up to 64 bits, floats, booleans and text travel as such; every other type as
   * the text DuckDB prints, so that nothing is rounded. Texts are cut as {@link pageTextLength} says. Column names are
   * the output's own, in its order.
   */
  readonly arrow: Uint8Array;
  /** Rows that match the filters, of which this page is a part. */
  readonly rows: number;
}

/** Characters that one `cell` request gives at most. */
export const cellTextLength = 16_777_216;

/** One value as text: `limit` characters of it from character `from` on. */
export interface CellQuery extends OutputRef {
  /** Counts as `offset` of a page does, after filtering and sorting. */
  readonly row: number;
  /** Counts in the order of the schema, since names may repeat. */
  readonly column: number;
  readonly sort: readonly SortKey[];
  readonly filters: readonly Filter[];
  readonly from: number;
  readonly limit: number;
}
export interface CellText {
  /** As DuckDB prints the value; null for a missing one. */
  readonly text: string | null;
  /** Of the whole value, in Unicode code points, as `from` and `limit` are. */
  readonly characters: number;
}

export interface Schema {
  readonly columns: readonly ColumnInfo[];
  readonly rows: number;
}

export interface ColumnQuery extends OutputRef {
  readonly column: string;
  readonly filters: readonly Filter[];
}

/** A value printed by DuckDB, cut as in a page, with how often it occurs. */
export interface TopValue {
  readonly value: string;
  readonly count: number;
}

/** Profile of one column. `min`, `max`, quantiles are printed by DuckDB, cut as in a page; numbers are null for types without an order or mean. */
export interface ColumnProfile {
  readonly column: string;
  readonly type: string;
  readonly rows: number;
  readonly nulls: number;
  /** Exact up to 10,000 distinct values, beyond that DuckDB's HyperLogLog estimate. */
  readonly distinct: number;
  readonly distinctIsExact: boolean;
  readonly min: string | null;
  readonly max: string | null;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  /** Quartiles q25, q50, q75; null for types without an order. */
  readonly quantiles: readonly (string | null)[] | null;
  readonly topValues: readonly TopValue[];
}

export interface HistogramQuery extends ColumnQuery {
  readonly buckets: number;
}

export interface GraphLayoutQuery {
  readonly nodes: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** Top left corner of each node, in the order of the query's nodes. */
export interface GraphLayout {
  readonly positions: readonly { readonly id: string; readonly x: number; readonly y: number }[];
}

/** A piece of a block's log: text from byte `from` on. */
export interface LogQuery {
  readonly project: string;
  readonly pipeline: string;
  readonly run: string;
  readonly block: string;
  /** Of a block below a dynamic one: the name of the run of it whose lines are wanted, without that name before them. */
  readonly child?: string;
  readonly from: number;
}
export interface LogText {
  readonly text: string;
  /** Byte to ask from next time. */
  readonly next: number;
}

/** First rows of an output that is not a table, as text a person can read. */
export interface Preview {
  readonly text: string;
  readonly truncated: boolean;
  /** Of a picture that is not too large, itself as a data URL. */
  readonly image?: string;
}

/** Importances of an output that is a model: the `most` greatest of them. */
export interface ImportancesQuery extends OutputRef {
  readonly kind: ImportanceKind;
  readonly most: number;
}

/** A tree of an output that is a model, by its number. */
export interface TreeQuery extends OutputRef {
  readonly tree: number;
}

/** As much of it as is below the node `root`, at most so many levels of questions. */
export interface TreePartQuery extends TreeQuery {
  readonly root: number;
  readonly levels: number;
}

export const childStatuses = ['running', 'completed', 'failed', 'cancelled', 'condition_failed'] as const;
export type ChildStatus = (typeof childStatuses)[number];

/** The runs of a block below a dynamic block that its run of the pipeline `run` speaks of, in the order of their numbers. */
export interface ChildrenQuery {
  readonly project: string;
  readonly pipeline: string;
  readonly block: string;
  readonly run: string;
  /** What the name contains, whatever the case, or `#12` for a number; empty for all. */
  readonly filter: string;
  /** Only those of this state; null for all. */
  readonly status: ChildStatus | null;
  readonly offset: number;
  readonly limit: number;
}

/** One run of a block below a dynamic block. Those that have not begun are not known by name. */
export interface ChildSummary {
  readonly index: number;
  readonly name: string;
  readonly status: ChildStatus;
  readonly seconds: number | null;
  /** Rows of its first output; null when it has none, or none that is counted in rows. */
  readonly rows: number | null;
  /** Tries that failed before the one that counts. */
  readonly retries: number;
  readonly failure: Failure | null;
}
export interface ChildrenPage {
  /** As many as match, of which this page is a part. */
  readonly matching: number;
  readonly children: readonly ChildSummary[];
}

export interface ChildQuery {
  readonly project: string;
  readonly pipeline: string;
  readonly block: string;
  readonly run: string;
  readonly name: string;
}
export interface ChildDetail {
  /** What the run says of it; null when it has not begun there, or does not exist. */
  readonly child: ChildSummary | null;
  /** Conditions of it that were not met. */
  readonly unmet: readonly UnmetCondition[];
  /** Tests of it that failed in the run, and those of its stored outputs. */
  readonly tests: readonly TestFinished[];
  /** The newest outputs that are stored under its name, of an earlier run when this one gave none. */
  readonly stored: StoredChildOutputs | null;
}
export interface StoredChildOutputs {
  readonly run: string;
  /** Its number in that run. */
  readonly index: number;
  readonly finishedAt: string;
  readonly seconds: number;
  readonly outputs: readonly OutputInfo[];
}

/** Every request of the data process: parameters and answer. */
export interface DataRequests {
  schema: { params: OutputRef; result: Schema };
  page: { params: PageQuery; result: Page };
  cell: { params: CellQuery; result: CellText };
  profile: { params: ColumnQuery; result: ColumnProfile };
  histogram: { params: HistogramQuery; result: Histogram | null };
  chart: { params: ChartQuery; result: ChartData };
  preview: { params: OutputRef; result: Preview };
  /** Null for a model of another kind than is understood here; its preview is a text. */
  model: { params: OutputRef; result: ModelSummary | null };
  importances: { params: ImportancesQuery; result: ModelImportances };
  tree: { params: TreePartQuery; result: ModelTree };
  tree_text: { params: TreeQuery; result: Preview };
  log: { params: LogQuery; result: LogText };
  children: { params: ChildrenQuery; result: ChildrenPage };
  child: { params: ChildQuery; result: ChildDetail };
  experiments: { params: ExperimentsQuery; result: ExperimentsAnswer };
  layout: { params: GraphLayoutQuery; result: GraphLayout };
}
export type DataMethod = keyof DataRequests;

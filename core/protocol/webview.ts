import type { Adoption } from './adoption';
import type { ChildrenCounts } from './children-text';
import type { DataMethod, DataRequests } from './data';
import type { ExperimentsAnswer } from './experiment-view';
import type { OutputInfo, Usage } from './outputs';
import type { Failure, Problem } from './problem';
import type { BlockStatus, RunStatus } from './run-state';
import type { TestFinished, UnmetCondition } from './run-events';

/**
 * Messages between the extension host and its webviews. Host to webview: one whole snapshot whenever anything changed
 * (a hidden webview is rebuilt from the newest one), and answers to requests. Webview to host: notifications and requests.
 */

/** Pixels a node of the graph is drawn in: what the layout is asked for and what the view's type sizes are made for. */
export const graphNodeSize = { width: 248, height: 76 } as const;

/** How fresh a block is, in words: beside it, and why (each reason a line). `word` is empty where nothing is to be said. */
export interface NodeFreshness {
  readonly word: string;
  /** Whether it would be made again. */
  readonly stale: boolean;
  readonly lines: readonly string[];
}

export interface GraphNode {
  readonly uuid: string;
  readonly name: string;
  readonly type: string;
  readonly language: string;
  readonly color: string | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly status: BlockStatus | null;
  /** ISO time at which the running block started; for a live clock. */
  readonly startedAt: string | null;
  readonly seconds: number | null;
  /** Rows of each table, sparse or array output of the newest run. */
  readonly rows: readonly number[];
  /** Of a block below a dynamic one: how many runs it has, and how far they are. */
  readonly children: ChildrenCounts | null;
  readonly failure: Failure | null;
  /** Null while the state of its newest run says more, and when nothing is known. */
  readonly freshness: NodeFreshness | null;
  readonly problems: readonly Problem[];
}
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}
export interface GraphSnapshot {
  readonly view: 'graph';
  readonly project: string;
  readonly pipeline: string;
  readonly title: string;
  readonly trusted: boolean;
  readonly runStatus: RunStatus | null;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly selected: string | null;
  /** Ticket of the view's newest selection that `selected` knows of; 0 before the first. */
  readonly ticket: number;
  /** Problems of the pipeline's file that belong to no block, such as broken YAML. */
  readonly problems: readonly Problem[];
}

export interface OutputChart {
  readonly uuid: string;
  readonly name: string;
  readonly type: string;
  /** Whether the user has allowed the scripts in the HTML that it gives. */
  readonly scripts: boolean;
}
/** A block that ran once for each item of a dynamic block: its runs, in numbers. */
export interface OutputChildren {
  /** The run of the pipeline that they belong to; one by one they are asked for with `children`. */
  readonly run: string;
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly conditionFailed: number;
  /** The dynamic blocks whose items it runs for, as far as they are known. */
  readonly itemsOf: readonly BlockName[];
}
export interface BlockName {
  readonly uuid: string;
  readonly name: string;
}
/** Why a block did not run. */
export interface OutputCause {
  /** The block that is to blame: itself when a condition of its own was not met, else one above it. */
  readonly block: BlockName;
  /** The conditions of that block that were not met. */
  readonly unmet: readonly UnmetCondition[];
  /** What made that block fail. */
  readonly failure: Failure | null;
}
/** The tries of a block that has been tried more than once in its newest run. */
export interface OutputRetry {
  /** Tries that failed before the one that counts, or that goes on or is awaited. */
  readonly failed: number;
  /** Why the last of them failed; null when that is not known. */
  readonly failure: Failure | null;
  /** ISO time at which the next try begins; null when none is known. */
  readonly nextAt: string | null;
}
export interface OutputSubject {
  readonly project: string;
  readonly pipeline: string;
  readonly block: string;
  readonly blockName: string;
  readonly type: string;
  readonly language: string;
  /** Run whose outputs are shown; null when the block has never completed. */
  readonly run: string | null;
  /** Run whose log and tests are shown: the newest that touched the block. */
  readonly logRun: string | null;
  readonly status: BlockStatus | null;
  /** ISO time at which the running block started; for a live clock. */
  readonly startedAt: string | null;
  readonly seconds: number | null;
  /** Null where it is not known. */
  readonly usage: Usage | null;
  readonly finishedAt: string | null;
  readonly outputs: readonly OutputInfo[];
  readonly charts: readonly OutputChart[];
  readonly tests: readonly TestFinished[];
  readonly failure: Failure | null;
  /** Null for a block that runs once. */
  readonly children: OutputChildren | null;
  /** Null unless the block did not run in its newest run. */
  readonly cause: OutputCause | null;
  readonly retry: OutputRetry | null;
  /** Of a sensor: seconds between two looks. */
  readonly looksEvery: number | null;
  /** Of a condition, a callback or a check: the blocks that it belongs to, with which it runs. */
  readonly attachedTo: readonly BlockName[];
}
export interface OutputSnapshot {
  readonly view: 'output';
  readonly trusted: boolean;
  /** Null: nothing is selected; the view says what to do. */
  readonly subject: OutputSubject | null;
  /** Changes whenever what the subject shows may have changed; a view that holds pages drops them. */
  readonly revision: number;
}

/** The page What Eider Found. */
export interface FoundSnapshot {
  readonly view: 'found';
  readonly trusted: boolean;
  /** Whether the folders are being looked at, for the first time or again. */
  readonly reading: boolean;
  /** One for each folder of the workspace that holds a project. */
  readonly folders: readonly Adoption[];
  /** One for each folder of the workspace that could not be looked at. */
  readonly failures: readonly Failure[];
}

/** The page Experiments, of one project. */
export interface ExperimentsSnapshot extends ExperimentsAnswer {
  readonly view: 'experiments';
  readonly trusted: boolean;
  readonly project: string;
  readonly projectName: string;
  /** Whether there are other projects to choose from. */
  readonly severalProjects: boolean;
  readonly failure: Failure | null;
  /** What the page was opened for the last time: all, a pipeline or a block of it. `ticket` counts the openings. */
  readonly asked: { readonly ticket: number; readonly pipeline: string | null; readonly block: string | null };
}

export type Snapshot = GraphSnapshot | OutputSnapshot | FoundSnapshot | ExperimentsSnapshot;

/** Requests a webview may send: the data process's own, less the ones only the host needs. */
export type WebviewMethod = Exclude<DataMethod, 'layout' | 'experiments'>;

export type HostToWebview =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | {
      readonly type: 'response';
      readonly id: number;
      readonly ok: true;
      readonly result: DataRequests[WebviewMethod]['result'];
    }
  | { readonly type: 'response'; readonly id: number; readonly ok: false; readonly failure: Failure }
  /** The log of the shown block has grown. */
  | { readonly type: 'log_grew' };

export type WebviewToHost =
  | { readonly type: 'ready' }
  | { readonly type: 'request'; readonly id: number; readonly method: WebviewMethod; readonly params: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  /** `ticket` counts the view's selections from 1, so that it can tell an answer to an earlier one. */
  | { readonly type: 'select_block'; readonly block: string; readonly ticket: number }
  | { readonly type: 'open_block'; readonly block: string }
  | { readonly type: 'show_output'; readonly block: string }
  | { readonly type: 'run_pipeline' }
  | { readonly type: 'run_block'; readonly block: string; readonly upstream: boolean }
  /** Runs the block under the debugger of its language. */
  | { readonly type: 'debug_block'; readonly block: string }
  | { readonly type: 'cancel_run' }
  /** Installs the packages that the shown block has failed for. */
  | { readonly type: 'install_packages' }
  /** Goes on with a run that has ended: what had not completed in it runs again. */
  | { readonly type: 'retry_run'; readonly run: string }
  /** Asks for a new block in the shown pipeline, after the selected one. */
  | { readonly type: 'new_block' }
  | { readonly type: 'open_location'; readonly file: string; readonly line: number; readonly column: number }
  /** Whether the scripts in the HTML of a chart of the shown pipeline may run. */
  | {
      readonly type: 'allow_scripts';
      readonly project: string;
      readonly pipeline: string;
      readonly chart: string;
      readonly allowed: boolean;
    }
  | { readonly type: 'show_logs' }
  /** From the page What Eider Found, whose pipelines and projects are several. */
  | {
      readonly type: 'found_action';
      readonly action: FoundAction;
      readonly project: string;
      readonly pipeline: string;
    }
  /** Experiments that are to be shown in full. */
  | { readonly type: 'choose_experiments'; readonly ids: readonly string[] }
  | {
      readonly type: 'experiments_action';
      readonly action: ExperimentsAction;
      readonly pipeline: string;
      readonly block: string;
    };

/** `output` and `block` are of a block, the others of the whole page. */
export type ExperimentsAction = (typeof experimentsActions)[number];
export const experimentsActions = ['output', 'block', 'run', 'example', 'older', 'project', 'trust'] as const;

/** `run` and `graph` are of a pipeline, `python` and `install` of a project, the others of the whole page. */
export type FoundAction = (typeof foundActions)[number];
export const foundActions = ['run', 'graph', 'python', 'install', 'refresh', 'trust'] as const;

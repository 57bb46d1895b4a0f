import type { OutputInfo, Usage } from './outputs';
import type { Failure } from './problem';
import type {
  BlockRetried,
  ChildFinished,
  GivenToRun,
  PlannedBlock,
  RunEvent,
  RunProcess,
  TestFinished,
  UnmetCondition,
} from './run-events';

export type RunStatus = 'running' | 'completed' | 'failed' | 'cancelled' | 'interrupted';
export type BlockStatus =
  | 'pending'
  | 'running'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'upstream_failed'
  | 'condition_failed'
  | 'interrupted'
  | 'reused';

/** How far the runs of a block below a dynamic block are. Of those that failed the first few are kept. */
export interface ChildrenState {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly conditionFailed: number;
  readonly failures: readonly ChildFinished[];
}

/** What is known of one block in one run. Times are ISO 8601, `seconds` is null until the block has finished. */
export interface BlockState {
  readonly plan: PlannedBlock;
  readonly status: BlockStatus;
  readonly startedAt: string | null;
  readonly seconds: number | null;
  /** Null until the block has finished, and where it is not known. */
  readonly usage: Usage | null;
  readonly fraction: number | null;
  readonly outputs: readonly OutputInfo[];
  readonly tests: readonly TestFinished[];
  readonly children: ChildrenState | null;
  /** Tries that failed before the one that counts. */
  readonly retries: number;
  /** The last of these tries, of a block that runs once. */
  readonly lastRetry: BlockRetried | null;
  /** Conditions of the block that did not pass; those of its children are in the log only. */
  readonly unmet: readonly UnmetCondition[];
  readonly failure: Failure | null;
}

export interface RunState {
  readonly run: string;
  readonly pipeline: string;
  readonly origin: 'cli' | 'editor' | 'trigger';
  readonly trigger: string | null;
  readonly given: GivenToRun | null;
  readonly process: RunProcess;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly seconds: number | null;
  readonly executed: number;
  readonly reused: number;
  readonly failed: number;
  readonly failure: Failure | null;
  /** In the order of the plan. */
  readonly blocks: readonly BlockState[];
}

/**
 * Folds one event into the state of a run. Pure: the given state is left alone. The first event must be `run_started`;
 * events that come before it or that name an unknown block change nothing.
 */
export function foldRunEvent(state: RunState | null, event: RunEvent): RunState | null {
  if (event.type === 'run_started') return startedState(event);
  if (state === null) return null;
  switch (event.type) {
    case 'block_started':
      return withBlock(state, event.block, () => ({ status: 'running', startedAt: event.time }));
    case 'run_resumed': {
      const again = new Set(event.blocks);
      const blocks = state.blocks.map((block) => (again.has(block.plan.uuid) ? pendingBlock(block.plan) : block));
      return {
        ...state,
        process: event.process,
        given: event.given ?? state.given,
        status: 'running',
        finishedAt: null,
        seconds: null,
        failure: null,
        blocks,
      };
    }
    case 'children_planned':
      return withBlock(state, event.block, () => ({ children: { ...noChildren, total: event.total } }));
    case 'child_finished':
      return withBlock(state, event.block, ({ children }) => ({ children: countChild(children ?? noChildren, event) }));
    case 'block_retried':
      return withBlock(state, event.block, ({ retries }) => ({
        retries: retries + 1,
        lastRetry: event.child === undefined ? event : null,
      }));
    case 'condition_finished':
      if (event.passed || event.child !== undefined) return state;
      return withBlock(state, event.block, ({ unmet }) => ({ unmet: [...unmet, unmetCondition(event)] }));
    case 'callback_finished':
      return state;
    case 'block_progress':
      return withBlock(state, event.block, () => ({ fraction: event.fraction }));
    case 'test_finished':
      return withBlock(state, event.block, ({ tests }) =>
        event.child !== undefined && event.passed ? {} : { tests: [...tests, event] },
      );
    case 'block_finished':
      return withBlock(state, event.block, () => ({
        status: event.status,
        seconds: event.seconds,
        usage: event.usage ?? null,
        fraction: null,
        outputs: event.outputs,
        failure: event.failure ?? null,
      }));
    case 'run_finished':
      return {
        ...state,
        status: event.status,
        finishedAt: event.time,
        seconds: event.seconds,
        executed: event.executed,
        reused: event.reused,
        failed: event.failed,
        failure: event.failure ?? null,
      };
  }
}

/** The state of a run whose process is gone without having written `run_finished`. */
export function interruptedState(state: RunState): RunState {
  if (state.status !== 'running') return state;
  const blocks = state.blocks.map((block): BlockState => {
    const unfinished = block.status === 'running' || block.status === 'pending';
    return unfinished ? { ...block, status: block.status === 'running' ? 'interrupted' : 'cancelled' } : block;
  });
  return { ...state, status: 'interrupted', blocks };
}

function startedState(event: Extract<RunEvent, { type: 'run_started' }>): RunState {
  return {
    run: event.run,
    pipeline: event.pipeline,
    origin: event.origin,
    trigger: event.trigger ?? null,
    given: event.given ?? null,
    process: event.process,
    status: 'running',
    startedAt: event.time,
    finishedAt: null,
    seconds: null,
    executed: 0,
    reused: 0,
    failed: 0,
    failure: null,
    blocks: event.blocks.map(pendingBlock),
  };
}

/** What is kept of a condition that did not pass. */
export function unmetCondition({ condition, failure }: UnmetCondition): UnmetCondition {
  return failure === undefined ? { condition } : { condition, failure };
}

/** A block of a plan before anything is known of it. */
export function pendingBlock(plan: PlannedBlock): BlockState {
  return {
    plan,
    status: plan.action === 'reuse' ? 'reused' : 'pending',
    startedAt: null,
    seconds: null,
    usage: null,
    fraction: null,
    outputs: [],
    tests: [],
    children: null,
    retries: 0,
    lastRetry: null,
    unmet: [],
    failure: null,
  };
}

const noChildren: ChildrenState = {
  total: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  conditionFailed: 0,
  failures: [],
};
/** Failures of children that are kept in a state; the log has them all. */
const KEPT_FAILURES = 20;

function countChild(children: ChildrenState, event: ChildFinished): ChildrenState {
  switch (event.status) {
    case 'completed':
      return { ...children, completed: children.completed + 1 };
    case 'cancelled':
      return { ...children, cancelled: children.cancelled + 1 };
    case 'condition_failed':
      return { ...children, conditionFailed: children.conditionFailed + 1 };
    case 'failed': {
      const failures = children.failures.length < KEPT_FAILURES ? [...children.failures, event] : children.failures;
      return { ...children, failed: children.failed + 1, failures };
    }
  }
}

function withBlock(state: RunState, uuid: string, change: (block: BlockState) => Partial<BlockState>): RunState {
  return {
    ...state,
    blocks: state.blocks.map((block) => (block.plan.uuid === uuid ? { ...block, ...change(block) } : block)),
  };
}

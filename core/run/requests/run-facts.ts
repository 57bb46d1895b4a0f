import path from 'node:path';
import type { RunState } from '../../protocol/run-state';
import { readRun } from '../../store/runs';

/** A run of a pipeline as a block sees it. */
export interface RunFacts {
  readonly id: string | null;
  readonly pipeline_uuid: string;
  /** As Mage calls them: `initial` while it waits for others, and an interrupted run has failed. */
  readonly status: 'initial' | 'running' | 'completed' | 'failed' | 'cancelled';
  /** ISO 8601, UTC. */
  readonly execution_date: string | null;
  readonly completed_at: string | null;
  readonly trigger: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly blocks: readonly { readonly block_uuid: string; readonly status: string }[];
  /** What went wrong, in a sentence. */
  readonly failure: string | null;
  readonly repo_path: string;
}

/** What a block is told of a run, from its event log. */
export async function runFacts(root: string, pipeline: string, run: string): Promise<RunFacts | null> {
  const state = await readRun(root, { pipeline, run });
  return state === null ? null : factsOf(root, state);
}

export function factsOf(root: string, state: RunState): RunFacts {
  return {
    id: state.run,
    pipeline_uuid: state.pipeline,
    status: state.status === 'interrupted' ? 'failed' : state.status,
    execution_date: state.startedAt,
    completed_at: state.finishedAt,
    trigger: state.trigger,
    variables: state.given?.variables ?? {},
    blocks: state.blocks.map(({ plan, status }) => ({ block_uuid: plan.uuid, status })),
    failure: failureOf(state),
    repo_path: path.resolve(root),
  };
}

function failureOf({ status, failure, blocks }: RunState): string | null {
  if (status === 'completed' || status === 'running') return null;
  if (failure !== null) return failure.message;
  const failed = blocks.find((block) => block.failure !== null);
  if (failed !== undefined) return `block ${failed.plan.uuid}: ${failed.failure?.message ?? ''}`;
  return status === 'interrupted' ? 'its process has ended' : null;
}

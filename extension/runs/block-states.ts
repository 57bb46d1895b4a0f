import type { OutputInfo } from '../../core/protocol/outputs';
import type { BlockState, RunState } from '../../core/protocol/run-state';

/** What the newest run that touched a block says of it. */
export interface BlockInRun {
  readonly run: string;
  readonly state: BlockState;
}

/**
 * The newest word on each block, from runs in the order newest first: a run of one block leaves the others as the run
 * before left them. A run that only reused a block's outputs says nothing, unless no other run speaks.
 */
export function newestBlockStates(runs: readonly RunState[]): ReadonlyMap<string, BlockInRun> {
  const newest = new Map<string, BlockInRun>();
  for (const run of runs) {
    for (const state of run.blocks) {
      const known = newest.get(state.plan.uuid);
      const speaks = known === undefined || (known.state.plan.action === 'reuse' && state.plan.action !== 'reuse');
      if (speaks) newest.set(state.plan.uuid, { run: run.run, state });
    }
  }
  return newest;
}

/** Rows of each output that has rows. */
export function outputRows(outputs: readonly OutputInfo[]): number[] {
  return outputs.flatMap((output) => output.rows ?? []);
}

/** How many of a run's own blocks have completed, of how many. One that failed or was cancelled has not. */
export function runProgress(state: RunState): { readonly done: number; readonly planned: number } {
  const own = state.blocks.filter((block) => block.plan.action !== 'reuse');
  const done = own.filter((block) => block.status === 'completed');
  return { done: done.length, planned: own.length };
}

/** The blocks of a run whose state differs from what it was before. */
export function changedBlocks(before: RunState | null, after: RunState | null): string[] {
  const known = new Map((before?.blocks ?? []).map((block) => [block.plan.uuid, block]));
  const changed = (after?.blocks ?? []).filter((block) => known.get(block.plan.uuid) !== block);
  return changed.map((block) => block.plan.uuid);
}

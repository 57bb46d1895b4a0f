import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import type { Pipeline } from '../project/types';
import type { Retention } from '../protocol/runner';
import { runFolder, scratchFolder, spillFolder, storePaths } from '../store/paths';
import { isRunning, listRuns, readRun } from '../store/runs';
import { pruneOutputs, sweepTemporary } from './output-writer';
import { removeIfPossible } from './remove';
import { isOlder } from './run-id';

/** Removes what runs of this pipeline left half done when they were killed: temporary outputs and spilled memory. */
export async function sweepKilledRuns(pipeline: Pipeline): Promise<void> {
  const { root } = pipeline.project;
  await Promise.all(pipeline.blocks.map((block) => sweepTemporary(root, pipeline.uuid, block.uuid)));
  const { cache } = storePaths(root);
  const left = new Set((await Promise.all(['spill', 'scratch'].map((name) => folders(path.join(cache, name))))).flat());
  for (const run of left) {
    // a run of another pipeline has its log elsewhere and is left for that pipeline to sweep
    const state = await readRun(root, { pipeline: pipeline.uuid, run });
    if (state !== null && state.status !== 'running') await removeSpill(root, run);
  }
}

/** Removes what a run had moved from memory to the disk, and what its conditions and callbacks needed. */
export async function removeSpill(root: string, run: string): Promise<void> {
  await Promise.all([removeIfPossible(spillFolder(root, run)), removeIfPossible(scratchFolder(root, run))]);
}

/** Removes the logs of runs that are too old or too many; of a run that goes on never. Gives how many it removed. */
export async function pruneRuns(
  root: string,
  pipeline: string,
  { runs, days }: Pick<Retention, 'runs' | 'days'>,
): Promise<number> {
  const entries = await listRuns(root, pipeline);
  let removed = 0;
  for (const [index, entry] of entries.entries()) {
    if (index < Math.max(1, runs) && !isOlder(entry.run, days)) continue;
    if (await isRunning(root, entry)) continue;
    await removeIfPossible(runFolder(root, entry.pipeline, entry.run));
    removed += 1;
  }
  return removed;
}

/** Removes from a whole project what is too old or too many, of pipelines and blocks that are gone too. */
export async function cleanStore(root: string, retention: Retention): Promise<{ runs: number; outputs: number }> {
  const { outputs, runs } = storePaths(root);
  const removed = { runs: 0, outputs: 0 };
  for (const pipeline of await folders(runs)) removed.runs += await pruneRuns(root, pipeline, retention);
  for (const pipeline of await folders(outputs)) {
    for (const block of await folders(path.join(outputs, pipeline))) {
      await sweepTemporary(root, pipeline, block);
      removed.outputs += await pruneOutputs(root, pipeline, block, retention);
    }
  }
  return removed;
}

async function folders(parent: string): Promise<string[]> {
  try {
    return await readdir(parent);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

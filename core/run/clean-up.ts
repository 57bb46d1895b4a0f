import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import type { Pipeline } from '../project/types';
import { runFolder, scratchFolder, spillFolder, storePaths } from '../store/paths';
import { isRunning, listRuns, readRun } from '../store/runs';
import { sweepTemporary } from './output-writer';
import { removeIfPossible } from './remove';

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

/** Removes the logs of all but the newest runs of a pipeline; of a run that goes on never. `keep` is at least 1. */
export async function pruneRuns(root: string, pipeline: string, keep: number): Promise<void> {
  for (const entry of (await listRuns(root, pipeline)).slice(Math.max(1, keep))) {
    if (!(await isRunning(root, entry))) await removeIfPossible(runFolder(root, entry.pipeline, entry.run));
  }
}

async function folders(parent: string): Promise<string[]> {
  try {
    return await readdir(parent);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

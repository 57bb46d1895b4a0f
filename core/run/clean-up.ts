import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import type { Pipeline } from '../project/types';
import { storePaths } from '../store/paths';
import { readRun } from '../store/runs';
import { sweepTemporary } from './output-writer';

/** Removes what runs of this pipeline left half done when they were killed: temporary outputs and spilled memory. */
export async function sweepKilledRuns(pipeline: Pipeline): Promise<void> {
  const { root } = pipeline.project;
  const isRunning = async (run: string) => {
    const state = await readRun(root, { pipeline: pipeline.uuid, run });
    return state?.status === 'running';
  };
  await Promise.all(pipeline.blocks.map((block) => sweepTemporary(root, pipeline.uuid, block.uuid, isRunning)));
  const spill = path.join(storePaths(root).cache, 'spill');
  for (const run of await folders(spill)) {
    // a run of another pipeline has its log elsewhere and is left for that pipeline to sweep
    const state = await readRun(root, { pipeline: pipeline.uuid, run });
    if (state !== null && state.status !== 'running') await rm(path.join(spill, run), { recursive: true, force: true });
  }
}

/** Removes what a run that ends properly no longer needs. */
export async function cleanUp(root: string, run: string): Promise<void> {
  await rm(path.join(storePaths(root).cache, 'spill', run), { recursive: true, force: true });
}

async function folders(parent: string): Promise<string[]> {
  try {
    return await readdir(parent);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import type { Pipeline } from '../project/types';
import type { Retention } from '../protocol/runner';
import { flatUuid, runFolder, scratchFolder, spillFolder, storePaths } from '../store/paths';
import { isRunning, listRuns, type RunEntry } from '../store/runs';
import { pruneOutputs, sweepTemporary } from './output-writer';
import { isKept } from './pins';
import { removeIfPossible } from './remove';
import { isOlder } from './run-id';

/** Removes what runs of this pipeline left half done when they were killed: temporary outputs and spilled memory. */
export async function sweepKilledRuns(pipeline: Pipeline): Promise<void> {
  const { root } = pipeline.project;
  await Promise.all(pipeline.blocks.map(({ uuid }) => sweepTemporary(root, pipeline.uuid, flatUuid(uuid))));
  await sweepCache(root);
}

/** Removes spilled memory and scratch files of runs, of whatever pipeline, that do not go on. */
async function sweepCache(root: string): Promise<void> {
  const { cache } = storePaths(root);
  const left = new Set((await Promise.all(['spill', 'scratch'].map((name) => folders(path.join(cache, name))))).flat());
  if (left.size === 0) return;
  const runs = await listRuns(root);
  for (const run of left) {
    // without a log it was cleaned away: a run has its log before it writes anything else
    const entry = runs.find((one) => one.run === run);
    if (entry === undefined || !(await isRunning(root, entry))) await removeSpill(root, run);
  }
}

/** Removes what a run had moved from memory to the disk, and what its conditions and callbacks needed. */
export async function removeSpill(root: string, run: string): Promise<void> {
  await Promise.all([removeIfPossible(spillFolder(root, run)), removeIfPossible(scratchFolder(root, run))]);
}

/**
 * Removes the logs of runs that are too old or too many; gives how many. That of a run that goes on stays, and that of one
 * whose outputs a data product gives: by its log the product knows when it was made.
 */
export async function pruneRuns(
  root: string,
  pipeline: string,
  { runs, days }: Pick<Retention, 'runs' | 'days'>,
): Promise<number> {
  const entries = await listRuns(root, pipeline);
  let removed = 0;
  for (const [index, entry] of entries.entries()) {
    if (index < Math.max(1, runs) && !isOlder(entry.run, days)) continue;
    if ((await isRunning(root, entry)) || (await givesProduct(root, entry))) continue;
    if (await removeIfPossible(runFolder(root, entry.pipeline, entry.run))) removed += 1;
  }
  return removed;
}

async function givesProduct(root: string, { pipeline, run }: RunEntry): Promise<boolean> {
  const parent = path.join(storePaths(root).outputs, pipeline);
  const kept = await Promise.all((await folders(parent)).map((block) => isKept(path.join(parent, block, run))));
  return kept.includes(true);
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
  await sweepCache(root);
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

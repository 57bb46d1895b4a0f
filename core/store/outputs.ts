import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { EiderError } from '../errors';
import { isMissing } from '../fs-errors';
import { manifestSchema, type Manifest, type StoredOutput } from '../protocol/outputs';
import { blockOutputsFolder, blockRunFolder, childFolder } from './paths';

/** The stored outputs of one block in one run. */
export interface BlockOutputs {
  /** Absolute path of the folder that holds the manifest and the output files. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** One output, found on disk. */
export interface LocatedOutput {
  readonly output: StoredOutput;
  /** Absolute path of its file. */
  readonly file: string;
  readonly run: string;
}

/** Run ids that have whole outputs of the block, newest first. Run ids sort by time. */
export async function listOutputRuns(root: string, pipeline: string, block: string): Promise<string[]> {
  return runsIn(blockOutputsFolder(root, pipeline, block));
}

/** Run ids that have a folder in that of a block, newest first. */
export async function runsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
    .reverse();
}

/**
 * The block's outputs of the given run, or of the newest run that stored any when `run` is null. Null when there are none.
 * Of a block that ran once for each item, `block:name` is one of its runs, by its name or its number.
 */
export async function readBlockOutputs(
  root: string,
  pipeline: string,
  block: string,
  run: string | null = null,
): Promise<BlockOutputs | null> {
  const [uuid = '', child] = block.split(/:(.*)/s); // no uuid has a colon
  const runs = run === null ? await listOutputRuns(root, pipeline, uuid) : [run];
  for (const candidate of runs) {
    const folder = path.join(blockOutputsFolder(root, pipeline, uuid), candidate);
    const manifest = await readManifest(folder);
    if (manifest === null) continue;
    return child === undefined ? { folder, manifest } : childOutputs(folder, manifest, child);
  }
  return null;
}

async function childOutputs(folder: string, { children }: Manifest, name: string): Promise<BlockOutputs | null> {
  const named = children?.find((child) => child.name === name) ?? children?.find(({ index }) => String(index) === name);
  if (named === undefined) return null;
  const own = childFolder(folder, named.index);
  const manifest = await readManifest(own);
  return manifest === null ? null : { folder: own, manifest };
}

/**
 * What one run of a block below a dynamic block has stored, by its number, whether or not the block as a whole has
 * completed. Of the newest run that stored any when `run` is null.
 */
export async function readChildOutputs(
  root: string,
  pipeline: string,
  block: string,
  run: string | null,
  index: number,
): Promise<BlockOutputs | null> {
  const runs = run === null ? await listOutputRuns(root, pipeline, block) : [run];
  for (const candidate of runs) {
    const folder = childFolder(blockRunFolder(root, pipeline, block, candidate), index);
    const manifest = await readManifest(folder);
    if (manifest !== null) return { folder, manifest };
  }
  return null;
}

/**
 * One output of a block, for showing it; `child` is the number of one run of a block below a dynamic one. Throws
 * `output_missing` when it was never stored or has been removed.
 */
export async function locateOutput(
  root: string,
  pipeline: string,
  block: string,
  run: string | null,
  index: number,
  child?: number,
): Promise<LocatedOutput> {
  const outputs =
    child === undefined
      ? await readBlockOutputs(root, pipeline, block, run)
      : await readChildOutputs(root, pipeline, block, run, child);
  const output = outputs?.manifest.outputs.find((candidate) => candidate.index === index);
  if (outputs === null || output === undefined) {
    throw new EiderError({
      code: 'output_missing',
      message:
        outputs === null
          ? `Block ${block} of pipeline ${pipeline} has no stored output${run === null ? '' : ` of run ${run}`}.`
          : `Block ${block} of pipeline ${pipeline} stored ${outputs.manifest.outputs.length} outputs; there is no number ${index}.`,
      remedy: 'Run the block to make one.',
    });
  }
  return { output, file: path.join(outputs.folder, output.file), run: outputs.manifest.run };
}

/** The manifest in a folder of outputs; null when there is none, or the outputs are not whole. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  let text: string;
  try {
    text = await readFile(path.join(folder, 'manifest.json'), 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const parsed = v.safeParse(manifestSchema, JSON.parse(text));
    return parsed.success && (await isWhole(folder, parsed.output)) ? parsed.output : null;
  } catch {
    return null; // cut off by a full disk or a power loss: as good as missing
  }
}

/** After a power failure a file can be shorter than it was when its manifest was written. */
async function isWhole(folder: string, manifest: Manifest): Promise<boolean> {
  const sizes = await Promise.all(
    manifest.outputs.map(async ({ file, bytes }) => (await stat(path.join(folder, file))).size === bytes),
  );
  return sizes.every((whole) => whole);
}

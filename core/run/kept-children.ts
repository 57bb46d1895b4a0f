import { copyFile, link, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createLimit } from '../limit';
import { readLimit } from '../project/files';
import type { Basis, Manifest } from '../protocol/outputs';
import { readBlockOutputs, readManifest } from '../store/outputs';
import { childFolder } from '../store/paths';

/** What a run of a block for one item has stored. */
export interface KeptChild {
  /** Absolute path. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The runs of a block in its newest stored outputs, by the items that they were for. */
export async function childrenBefore(
  root: string,
  pipeline: string,
  block: string,
): Promise<ReadonlyMap<string, KeptChild>> {
  const stored = await readBlockOutputs(root, pipeline, block);
  const limit = createLimit(readLimit);
  const children = await Promise.all(
    (stored?.manifest.children ?? []).map(({ index }) =>
      limit(async () => {
        const folder = childFolder(stored?.folder ?? '', index);
        const manifest = await readManifest(folder);
        return manifest === null ? [] : [[itemKey(manifest.basis.inputs), { folder, manifest }] as const];
      }),
    ),
  );
  return new Map(children.flat());
}

/** Tells the items of one run of a block from those of another. */
export function itemKey(inputs: Basis['inputs']): string {
  return JSON.stringify(inputs);
}

/**
 * Takes what an earlier run has stored for an item over into the folder of another run, without copying where the disk has
 * links. Null when it has gone meanwhile.
 */
export async function takeOver({ folder, manifest }: KeptChild, into: string, run: string): Promise<KeptChild | null> {
  try {
    await mkdir(into, { recursive: true });
    for (const { file } of manifest.outputs) {
      const [from, to] = [path.join(folder, file), path.join(into, file)];
      await link(from, to).catch(() => copyFile(from, to));
    }
    const own = { ...manifest, run };
    // last: with a manifest the folder is whole
    await writeFile(path.join(into, 'manifest.json'), `${JSON.stringify(own, null, 2)}\n`);
    return { folder: into, manifest: own };
  } catch {
    return null; // cleaned away by another run, or the disk is full: whoever runs instead says so
  }
}

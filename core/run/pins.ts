import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import { isFile } from '../project/files';
import type { RunEntry } from '../store/runs';

const PIN = /^\.read-by-(.+)~([^~]+)$/;
const KEPT = '.kept';

/** Marks of one run on the stored outputs that it reads and did not make. */
export interface Pins {
  /** Marks folders of outputs, so that other runs that end meanwhile do not remove them. */
  add(folders: readonly string[]): Promise<void>;
  unpin(): Promise<void>;
}

/**
 * The mark says in which project the run is: it may read another's data product.
 * A mark that cannot be set or taken away is no reason for a run to fail: outputs are kept by their age anyway.
 */
export function pinsOfRun(root: string, { pipeline, run }: RunEntry): Pins {
  const pins = new Set<string>();
  return {
    async add(folders) {
      const added = folders.map((folder) => path.join(folder, `.read-by-${encodeURIComponent(pipeline)}~${run}`));
      for (const pin of added) pins.add(pin);
      await Promise.all(added.map((pin) => writeFile(pin, root).catch(() => undefined)));
    },
    async unpin() {
      await Promise.all([...pins].map((pin) => rm(pin, { force: true }).catch(() => undefined)));
    },
  };
}

/** A run that reads outputs, and the root of its project. */
export interface Reader extends RunEntry {
  readonly root: string;
}

/** Runs that have marked the outputs in a folder; a run that was killed leaves its mark behind. */
export async function readersOf(folder: string): Promise<Reader[]> {
  try {
    const pins = (await readdir(folder)).map((name) => PIN.exec(name)).filter((pin) => pin !== null);
    return await Promise.all(
      pins.map(async ([name, pipeline = '', run = '']) => {
        const root = await readFile(path.join(folder, name), 'utf8');
        return { root, pipeline: decodeURIComponent(pipeline), run };
      }),
    );
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Keeps outputs whatever their age, or no longer: a data product gives those of its own runs. */
export async function setKept(folder: string, kept: boolean): Promise<void> {
  const mark = path.join(folder, KEPT);
  await (kept ? writeFile(mark, '') : rm(mark, { force: true })).catch(() => undefined); // the folder may be gone
}

export async function isKept(folder: string): Promise<boolean> {
  return isFile(path.join(folder, KEPT));
}

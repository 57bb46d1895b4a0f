import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';

const PIN = /^\.read-by-(.+)$/;

/**
 * Marks stored outputs as read by a run that did not make them, so that newer runs that end meanwhile do not remove them.
 * A mark that cannot be set or taken away is no reason for a run to fail: outputs are kept by their age anyway.
 */
export async function pinOutputs(folders: readonly string[], run: string): Promise<{ unpin(): Promise<void> }> {
  const pins = folders.map((folder) => path.join(folder, `.read-by-${run}`));
  await Promise.all(pins.map((pin) => writeFile(pin, '').catch(() => undefined)));
  return {
    async unpin() {
      await Promise.all(pins.map((pin) => rm(pin, { force: true }).catch(() => undefined)));
    },
  };
}

/** Runs that have marked the outputs in a folder; a run that was killed leaves its mark behind. */
export async function pinsOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).flatMap((name) => PIN.exec(name)?.[1] ?? []);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

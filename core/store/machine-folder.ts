import { lstat, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EiderError } from '../errors';
import { isExisting } from '../project/files';

/**
 * A folder that all of the user's processes on this machine share, whatever their project; gone after a restart at the
 * latest. Throws `machine_folder_refused` when something is in its place that is not the user's own.
 */
export async function machineFolder(): Promise<string> {
  const user = process.getuid?.() ?? null; // on Windows the folder for temporary files is the user's already
  const folder = path.join(os.tmpdir(), user === null ? 'eider' : `eider-${user}`);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    if (!isExisting(error)) throw error; // a file: see below
  });
  const found = await lstat(folder); // no link that leads elsewhere
  if (found.isDirectory() && (user === null || found.uid === user)) return folder;
  throw new EiderError({
    code: 'machine_folder_refused',
    message: `${folder} is not a folder of yours, so the blocks on this machine cannot be counted there.`,
    remedy: 'Remove it, or set TMPDIR to a folder of your own.',
    file: folder,
  });
}

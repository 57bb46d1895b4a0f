import { rm } from 'node:fs/promises';

/**
 * Removes a folder that nobody needs any more. What cannot be removed now, because somebody reads it on Windows for
 * instance, is left for the next run: no reason for this one to fail. Tells whether it is gone.
 */
export async function removeIfPossible(folder: string): Promise<boolean> {
  return rm(folder, { recursive: true, force: true }).then(
    () => true,
    () => false,
  );
}

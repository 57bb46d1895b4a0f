import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EiderError } from '../errors';
import { storePaths } from './paths';

/** Makes a project's `.eider` folder with the `.gitignore` that keeps it out of git. Throws `store_not_writable`. */
export async function prepareStore(projectRoot: string): Promise<void> {
  const { root } = storePaths(projectRoot);
  try {
    await mkdir(root, { recursive: true });
    await writeFile(path.join(root, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw storeNotWritable(projectRoot, error);
  }
}

/** What the file system said of a project's `.eider` folder, as an error for the user. */
export function storeNotWritable(projectRoot: string, cause: unknown): EiderError {
  const { root } = storePaths(projectRoot);
  return new EiderError(
    {
      code: 'store_not_writable',
      message: `The folder ${root} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Eider keeps runs and outputs there. Give yourself the right to write, or free some disk space.',
      file: root,
    },
    { cause },
  );
}

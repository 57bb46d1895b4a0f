import { existsSync } from 'node:fs';
import path from 'node:path';

/** The repository's own folder: the nearest one above with a `.vscodeignore`, wherever this file was bundled to. */
export const root = nearest(import.meta.dirname);

function nearest(folder: string): string {
  if (existsSync(path.join(folder, '.vscodeignore'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('The end-to-end harness runs only from a checkout of the repository.');
  return nearest(parent);
}

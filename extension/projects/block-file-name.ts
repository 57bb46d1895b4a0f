import path from 'node:path';
import { blockTypes } from '../../core/project/types';
import { blockFolder } from '../../core/project/uuid';

const extensions = new Set(['.sql', '.ts', '.py']);
const folders = new Set(blockTypes.filter((type) => type !== 'chart').map(blockFolder));

/** Whether a path looks like the file of a block that runs, without a look at the disk. */
export function looksLikeBlockFile(file: string): boolean {
  if (!extensions.has(path.extname(file).toLowerCase())) return false;
  const parts = file.split(/[\\/]/).slice(0, -1);
  return parts.some((part) => folders.has(part));
}

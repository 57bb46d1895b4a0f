import path from 'node:path';
import { isFileError } from '../../fs-errors';
import { readTextOrNull } from '../files';
import { normalName } from './package-names';

/** A line of a `requirements.txt` that names a package. */
export interface Requirement {
  readonly name: string;
  /** As it is written, with its version. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** The requirements of the `requirements.txt` in the folders, by their names; the first that names a package counts. */
export async function readRequirements(folders: readonly string[]): Promise<Map<string, Requirement>> {
  const found = new Map<string, Requirement>();
  const read = new Set<string>();
  const open = folders.map((folder) => path.join(folder, 'requirements.txt'));
  for (let file = open.shift(); file !== undefined; file = open.shift()) {
    if (read.has(file)) continue;
    read.add(file);
    const text = await readTextOrNull(file).catch(unreadable);
    for (const [index, line] of (text ?? '').split(/\r?\n/).entries()) {
      const written = line.replace(/(^|\s)#.*$/, '').trim();
      const other = /^(?:-r|--requirement)[ =](.+)$/.exec(written)?.[1];
      if (other !== undefined) open.push(path.resolve(path.dirname(file), other.trim()));
      if (/^[A-Za-z+]+:\/\//.test(written)) continue; // an address, which does not tell the name
      const name = /^[A-Za-z0-9][A-Za-z0-9._-]*/.exec(written)?.[0];
      if (name === undefined || found.has(normalName(name))) continue;
      found.set(normalName(name), { name, text: written.replace(/\s*;.*$/, ''), file, line: index + 1 });
    }
  }
  return found;
}

/** A file that names a folder, or that may not be read, names no packages; pip says what is wrong with it. */
function unreadable(error: unknown): null {
  if (isFileError(error)) return null;
  throw error;
}

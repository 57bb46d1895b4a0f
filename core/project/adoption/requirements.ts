import path from 'node:path';
import { isFileError } from '../../fs-errors';
import { readTextOrNull } from '../files';
import { normalName } from './package-names';

/** A line of a `requirements.txt` that names a package. */
export interface Requirement {
  readonly name: string;
  /** As it is written, with its version. */
  readonly text: string;
  /** Whether it is asked for on some machines only, which are not looked into: `; sys_platform == "win32"`. */
  readonly conditional: boolean;
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
      const name = namedIn(written);
      if (name === null || found.has(normalName(name))) continue;
      const text = written.replace(/\s*(;.*|\s--.*|\\)$/, '');
      found.set(normalName(name), { name, text, conditional: written.includes(';'), file, line: index + 1 });
    }
  }
  return found;
}

/** The package that a line names; null for an option, and for an address or a file, which do not tell the name. */
function namedIn(line: string): string | null {
  const name = /^([A-Za-z0-9][\w.-]*)\s*(?=$|[[<>=!~;@(\\]|--)/.exec(line)?.[1] ?? null;
  return name === null || /\.(whl|zip|gz)$/i.test(name) ? null : name;
}

/** A file that names a folder, or that may not be read, names no packages; pip says what is wrong with it. */
function unreadable(error: unknown): null {
  if (isFileError(error)) return null;
  throw error;
}

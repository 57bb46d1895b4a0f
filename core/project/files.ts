import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import { createLimit } from '../limit';

/** Whether a file system error says that something is there already. */
export function isExisting(error: unknown): boolean {
  return hasCode(error, 'EEXIST');
}

export async function isFile(file: string): Promise<boolean> {
  return (await statOrNull(file))?.isFile() ?? false;
}

export async function isFolder(folder: string): Promise<boolean> {
  return (await statOrNull(folder))?.isDirectory() ?? false;
}

/** The text of a file, or null when there is none. */
export async function readTextOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/**
 * Writes beside the file and renames into place, so that a reader sees the old text or the new, never a part. A link
 * stays a link and permissions stay as they are.
 */
export async function writeFileAtomically(file: string, text: string): Promise<void> {
  const target = (await statOrNull(file)) === null ? file : await realpath(file);
  const mode = (await statOrNull(target))?.mode ?? 0o666;
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { mode });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const changing = new Map<string, Promise<void>>();

/** Reads a file, changes its text and writes it atomically. Changes of one file that this process makes at the same time happen one after the other. */
export async function updateFile(file: string, change: (text: string) => string): Promise<void> {
  const before = changing.get(file) ?? Promise.resolve();
  const own = before.then(async () => writeFileAtomically(file, change(await readFile(file, 'utf8'))));
  const settled = own.catch(() => undefined); // whoever comes next does not depend on how this one ended
  changing.set(file, settled);
  try {
    await own;
  } finally {
    if (changing.get(file) === settled) changing.delete(file);
  }
}

/** `Promise.all` over `items` with at most `atOnce` of them under way; results in the order of the items. */
export function mapLimit<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const limit = createLimit(atOnce);
  return Promise.all(items.map((item) => limit(() => map(item))));
}

/** Files read at the same time; enough to hide the latency of a network disk, far from any limit on open files. */
export const readLimit = 32;

async function statOrNull(file: string): Promise<Stats | null> {
  try {
    return await stat(file);
  } catch (error) {
    if (isMissing(error) || hasCode(error, 'EACCES') || hasCode(error, 'ELOOP')) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

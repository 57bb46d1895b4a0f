import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Everything in a folder: each file with its bytes, each folder with nothing, by their paths. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<[string, string]> => {
      const place = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, place), entry.isFile() ? await readFile(place, 'base64') : ''];
    }),
  );
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

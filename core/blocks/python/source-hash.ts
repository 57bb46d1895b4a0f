import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectAt } from '../../project/find-project';
import { readTextOrNull } from '../../project/files';
import { projectPlaces } from './project-places';

/**
 * SHA-256 over a Python block's file and the modules of the project that it imports, and those that they import. Found in
 * the text, so nothing is executed; an import that is put together at run time is not seen.
 */
export async function hashPythonSource(projectRoot: string, file: string): Promise<string> {
  const { importFolders: folders } = await projectPlaces(projectAt(projectRoot));
  const sources = new Map<string, string>([[file, await readFile(file, 'utf8')]]);
  for (const [from, text] of sources) {
    for (const candidate of importedFiles(text, from, folders)) {
      if (sources.has(candidate)) continue;
      const source = await readTextOrNull(candidate);
      if (source !== null) sources.set(candidate, source); // which the loop comes to
    }
  }
  const hash = createHash('sha256');
  for (const [name, text] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([path.relative(projectRoot, name).replaceAll('\\', '/'), text]));
  }
  return hash.digest('hex');
}

const IMPORT =
  /^[ \t]*(?:from[ \t]+(?<from>\.*[\w.]*)[ \t]+import[ \t]+(?<names>\([^)]*\)|[^\n#]+)|import[ \t]+(?<modules>[^\n#]+))/gm;

/** The files that the modules of a text's imports would lie in. */
function importedFiles(text: string, file: string, folders: readonly string[]): string[] {
  const files: string[] = [];
  for (const { groups } of text.matchAll(IMPORT)) {
    const names = (list: string | undefined) =>
      (list ?? '').split(/[(),\s]+/).filter((name) => /^[\w.]+$/.test(name) && name !== 'as');
    if (groups?.['modules'] !== undefined) {
      for (const module of names(groups['modules'])) files.push(...placesOf(module.split('.'), folders));
      continue;
    }
    const [, dots = '', module = ''] = /^(\.*)(.*)$/.exec(groups?.['from'] ?? '') ?? [];
    const parts = module === '' ? [] : module.split('.');
    const from =
      dots === '' ? folders : [path.resolve(path.dirname(file), ...Array<string>(dots.length - 1).fill('..'))];
    files.push(...placesOf(parts, from));
    // what is imported may itself be a module
    for (const name of names(groups?.['names'])) files.push(...placesOf([...parts, name], from));
  }
  return files;
}

function placesOf(parts: readonly string[], folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    // importing a.b executes a/__init__.py too
    parts.flatMap((_, index) => {
      const place = path.join(folder, ...parts.slice(0, index + 1));
      return [`${place}.py`, path.join(place, '__init__.py')];
    }),
  );
}

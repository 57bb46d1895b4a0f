import path from 'node:path';
import { isFile, isFolder, readTextOrNull } from '../files';
import type { Position } from '../types';
import { isStandard } from './package-names';
import { callsWith, importsOf, parsePython } from './python-source';

/** A place where a module is imported. */
export interface ImportPlace extends Position {
  readonly file: string;
}

export interface ImportedModule {
  /** The first part of its name, for instance `sklearn`. */
  readonly module: string;
  /** Every import of it provides for its absence. */
  readonly optional: boolean;
  readonly places: readonly [ImportPlace, ...ImportPlace[]];
}

/** What Python files import, and what the files of the project that they import do. */
export interface Imports {
  /** Of other people's: neither Python's own nor the project's nor `mage_ai`. Sorted by name. */
  readonly modules: readonly ImportedModule[];
  /** Modules of `mage_ai`, by their dotted names. */
  readonly mage: ReadonlyMap<string, readonly [ImportPlace, ...ImportPlace[]]>;
  /** Calls of `mean_squared_error` with `squared`, which scikit-learn 1.6 took away. */
  readonly squaredErrors: readonly ImportPlace[];
}

/**
 * Reads what Python files import, without executing anything. `folders` are those from which the project's own modules
 * are importable; from the one above the outermost, `top`, only that itself.
 */
export async function readImports(
  files: readonly string[],
  folders: readonly string[],
  top: string,
  signal?: AbortSignal,
): Promise<Imports> {
  const modules = new Map<string, { optional: boolean; places: [ImportPlace, ...ImportPlace[]] }>();
  const mage = new Map<string, [ImportPlace, ...ImportPlace[]]>();
  const squaredErrors: ImportPlace[] = [];
  const open = new Set(files);
  for (const file of open) {
    signal?.throwIfAborted();
    // a folder is a package without a file of its own
    const text = file.endsWith('.py') ? await readTextOrNull(file).catch(() => null) : null;
    if (text === null) continue;
    const source = parsePython(text);
    for (const { module, names, optional, position } of importsOf(source)) {
      const place = { file, ...position };
      const own = await ownFiles(module, names, file, folders, top);
      for (const imported of own) open.add(imported);
      const [first = ''] = module.split('.');
      if (own.length > 0 || first === '' || isStandard(first)) continue;
      if (first === 'mage_ai') {
        const known = mage.get(module);
        mage.set(module, known === undefined ? [place] : [...known, place]);
        continue;
      }
      const known = modules.get(first);
      if (known === undefined) modules.set(first, { optional, places: [place] });
      else {
        known.places.push(place);
        known.optional &&= optional;
      }
    }
    squaredErrors.push(
      ...callsWith(source, 'mean_squared_error', 'squared').map((position) => ({ file, ...position })),
    );
  }
  const sorted = [...modules].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return {
    modules: sorted.map(([module, { optional, places }]) => ({ module, optional, places })),
    mage,
    squaredErrors,
  };
}

/** The files of the project that an import executes; none when it names a module of somebody else's. */
async function ownFiles(
  module: string,
  names: readonly string[],
  file: string,
  folders: readonly string[],
  top: string,
): Promise<string[]> {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(module) ?? [];
  const parts = rest === '' ? [] : rest.split('.');
  if (dots !== '') {
    const from = path.resolve(path.dirname(file), ...Array<string>(dots.length - 1).fill('..'));
    return filesBelow(from, parts, names);
  }
  const above = path.basename(top) === parts[0] ? [path.dirname(top)] : [];
  for (const folder of [...folders, ...above]) {
    const found = await filesBelow(folder, parts, names);
    if (found.length > 0) return found;
  }
  return [];
}

/** A module's file and the `__init__.py` above it; what is taken from it may be modules, too. */
async function filesBelow(folder: string, parts: readonly string[], names: readonly string[]): Promise<string[]> {
  const steps = parts.map((_, index) => path.join(folder, ...parts.slice(0, index + 1)));
  const below = names.filter((name) => name !== '*').map((name) => path.join(folder, ...parts, name));
  const candidates = [...steps, ...below].flatMap((step) => [`${step}.py`, path.join(step, '__init__.py')]);
  const there = await Promise.all(candidates.map(isFile));
  const found = candidates.filter((_, index) => there[index]);
  if (found.length > 0 || parts.length === 0) return found;
  // a folder without __init__.py is a package all the same; one that holds none of these names is not meant
  const whole = steps.at(-1) ?? folder;
  return names.length === 0 && parts.length > 1 && (await isFolder(whole)) ? [whole] : [];
}

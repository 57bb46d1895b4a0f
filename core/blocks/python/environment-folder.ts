import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isFile } from '../../project/files';

const WINDOWS = process.platform === 'win32';

/** Where the interpreter of a virtual environment lies. */
export function virtualPython(folder: string): string {
  return WINDOWS ? path.join(folder, 'Scripts', 'python.exe') : path.join(folder, 'bin', 'python');
}

/** Where that of a conda environment lies, and of a Python that was unpacked. */
export function prefixPython(folder: string): string {
  return WINDOWS ? path.join(folder, 'python.exe') : path.join(folder, 'bin', 'python');
}

/** Where the interpreter of an environment of either kind lies; null when there is none that could be started. */
export async function pythonIn(folder: string): Promise<string | null> {
  for (const python of [virtualPython(folder), prefixPython(folder)]) if (await isFile(python)) return python;
  return null;
}

/** Whether a folder is a virtual environment whose interpreter is gone: removed, or its link leads nowhere. */
export async function isBroken(folder: string): Promise<boolean> {
  if ((await pythonIn(folder)) !== null) return false;
  return (await isThere(virtualPython(folder))) || (await isFile(path.join(folder, 'pyvenv.cfg')));
}

/** The newest of the folders whose name is a version or begins with it, for instance `3.11` or `cpython-3.11`. */
export async function newestVersion(parent: string, wanted: string): Promise<string | null> {
  const names = await readdir(parent).catch((): string[] => []);
  const fitting = names.filter(
    (name) => name === wanted || (/^[.-]/.test(name.slice(wanted.length)) && name.startsWith(wanted)),
  );
  const [newest] = fitting.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return newest === undefined ? null : path.join(parent, newest);
}

/** Whether there is anything of that name, be it a link that leads nowhere. */
export async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

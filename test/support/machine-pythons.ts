import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { findInterpreter, type Interpreter } from '../../core/blocks/python/interpreter';
import { root } from '../setup/root';

/** The minor versions of Python 3 that blocks are promised to run on. */
const PROMISED = [9, 10, 11, 12, 13] as const;

let found: Promise<readonly Interpreter[]> | null = null;

/**
 * The Pythons of this machine that blocks are promised to run on, one for each minor version, oldest first: those that
 * `EIDER_TEST_PYTHONS` lists (paths, separated as in `PATH`), else those on the path and of pyenv.
 */
export function machinePythons(): Promise<readonly Interpreter[]> {
  return (found ??= search());
}

async function search(): Promise<readonly Interpreter[]> {
  const listed = process.env['EIDER_TEST_PYTHONS'];
  const commands =
    listed === undefined || listed === ''
      ? ['python3', ...PROMISED.map((minor) => `python3.${minor}`), ...(await pyenvPythons())]
      : listed.split(path.delimiter);
  // a name on the path that cannot be started, or is too old, is none
  const answers = await Promise.all(commands.map((command) => findInterpreter(root, null, command).catch(() => null)));
  const byMinor = new Map<number, Interpreter>();
  for (const python of answers) {
    const minor = python === null ? NaN : Number(python.version.split('.')[1]);
    if (python !== null && PROMISED.some((promised) => promised === minor) && !byMinor.has(minor))
      byMinor.set(minor, python);
  }
  return [...byMinor].sort(([a], [b]) => a - b).map(([, python]) => python);
}

async function pyenvPythons(): Promise<string[]> {
  const versions = path.join(process.env['PYENV_ROOT'] ?? path.join(homedir(), '.pyenv'), 'versions');
  const names = await readdir(versions).catch((): string[] => []);
  return names
    .filter((name) => PROMISED.some((minor) => name.startsWith(`3.${minor}.`)))
    .map((name) => path.join(versions, name, 'bin', 'python'));
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename } from 'node:fs/promises';
import path from 'node:path';
import { findInterpreter } from '../../core/blocks/python/interpreter';
import { cacheFolder } from '../setup/cache-folder';
import { runCommand } from '../setup/command';
import { withLock } from '../setup/lock';
import { root } from '../setup/root';

/** Pythons for the tests, or why there are none. */
export type TestPython = { readonly command: string } | { readonly unavailable: string };

/** What blocks of data scientists import. */
const PACKAGES = ['pandas', 'pyarrow', 'scipy', 'scikit-learn', 'polars'];

/** The Python of this machine as it is, without any package. */
export async function barePython(): Promise<TestPython> {
  return environment([]);
}

/** The same with the packages of data scientists. */
export async function pythonWithPackages(): Promise<TestPython> {
  return environment(PACKAGES);
}

/** A virtual environment in the user's cache, made once and shared by every checkout. */
async function environment(packages: readonly string[]): Promise<TestPython> {
  try {
    const { command, version } = await findInterpreter(root, null, null);
    const key = createHash('sha256')
      .update(JSON.stringify([version, packages]))
      .digest('hex')
      .slice(0, 16);
    const folder = path.join(path.dirname(cacheFolder('')), `python-${key}`);
    const python = path.join(folder, 'bin', 'python');
    await withLock(folder, async () => {
      if (existsSync(python)) return;
      await mkdir(path.dirname(folder), { recursive: true });
      const partial = await mkdtemp(`${folder}.partial-`);
      const made = path.join(partial, 'environment');
      await runCommand(command, ['-m', 'venv', made], { cwd: partial, timeout: 120 });
      if (packages.length > 0) {
        const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
        await runCommand(path.join(made, 'bin', 'python'), pip, { cwd: partial, timeout: 280 });
      }
      await rename(made, folder); // an environment is found by its own place, so it may be moved
    });
    return { command: python };
  } catch (error) {
    return { unavailable: error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error) };
  }
}

/** A title that says why its tests are skipped, when they are. */
export function withReason(title: string, python: TestPython): string {
  return 'unavailable' in python ? `${title} (skipped: ${python.unavailable})` : title;
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { findInterpreter, type Interpreter } from '../../core/blocks/python/interpreter';
import { cacheFolder } from '../setup/cache-folder';
import { runCommand } from '../setup/command';
import { withLock } from '../setup/lock';
import { root } from '../setup/root';
import { machinePythons } from './machine-pythons';

/** Pythons for the tests, or why there are none. */
export type TestPython = { readonly command: string } | { readonly unavailable: string };

/** What blocks of data scientists import. */
const PACKAGES = ['pandas', 'pyarrow', 'scipy', 'scikit-learn', 'polars'];
/** XGBoost without its 300 MB for graphics cards, where there is such a package. */
export const XGBOOST = process.platform === 'darwin' ? 'xgboost' : 'xgboost-cpu';

/** The Python of this machine as it is, without any package. */
export async function barePython(): Promise<TestPython> {
  return environment(null, []);
}

/** That Python with the packages of data scientists. */
export async function pythonWithPackages(): Promise<TestPython> {
  return environment(null, PACKAGES);
}

/** The same with just these packages. */
export async function pythonWith(...packages: readonly string[]): Promise<TestPython> {
  return environment(null, packages);
}

/** The newest Python of this machine with just these packages: the newest versions of many are for no older one. */
export async function newestPythonWith(...packages: readonly string[]): Promise<TestPython> {
  return environment((await machinePythons()).at(-1) ?? null, packages);
}

/** And with XGBoost. */
export async function pythonWithXGBoost(): Promise<TestPython> {
  return environment(null, [...PACKAGES, XGBOOST]);
}

/** Mage itself, with what the samples need, in an environment of its own. */
export async function pythonWithMage(): Promise<TestPython> {
  return environment(null, ['mage-ai', 'pyarrow', 'scikit-learn', XGBOOST]);
}

/** An environment of one of the machine's Pythons. `title` says which, and why its tests are skipped when they are. */
export interface VersionedPython {
  readonly title: string;
  /** Null where it could not be made. */
  readonly command: string | null;
}

/**
 * The oldest and the newest Python found on this machine, one when they are the same, each in an environment of its own:
 * `bare`, with the packages of data scientists, or with just those named. For `describe.each`; with none found, one that says so.
 */
export async function oldestAndNewestPython(
  kind: 'bare' | 'packages' | readonly string[],
): Promise<readonly VersionedPython[]> {
  const all = await machinePythons();
  if (all.length === 0) return [{ title: 'Python (skipped: none was found)', command: null }];
  const ends = all.filter((_, index) => index === 0 || index === all.length - 1);
  return Promise.all(
    ends.map(async (python) => {
      const made = await environment(python, kind === 'bare' ? [] : kind === 'packages' ? PACKAGES : kind);
      const described = typeof kind === 'string' ? kind : kind.join(' and ');
      const name = `Python ${python.version}${kind === 'bare' ? '' : ` with ${described}`}`;
      return { title: withReason(name, made), command: 'command' in made ? made.command : null };
    }),
  );
}

/** The same with the debugger. */
export async function pythonWithDebugger(): Promise<TestPython> {
  return environment(null, ['debugpy']);
}

/** A virtual environment in the user's cache, made once and shared by every checkout. */
async function environment(base: Interpreter | null, packages: readonly string[]): Promise<TestPython> {
  try {
    const { command, version } = base ?? (await findInterpreter(root, null, null));
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
      try {
        const made = path.join(partial, 'environment');
        await runCommand(command, ['-m', 'venv', made], { cwd: partial, timeout: 120 });
        if (packages.length > 0) {
          const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
          await runCommand(path.join(made, 'bin', 'python'), pip, { cwd: partial, timeout: 280 });
        }
        await rename(made, folder); // an environment is found by its own place, so it may be moved
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
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

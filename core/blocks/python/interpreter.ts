import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { EiderError } from '../../errors';
import { isFile } from '../../project/files';

/** A Python that can run blocks. */
export interface Interpreter {
  /** What is started: a path, or a name that is looked for on the path. */
  readonly command: string;
  /** As Python says it, for instance `3.11.7`. */
  readonly version: string;
}

/** The oldest Python whose syntax the worker needs, and that its tests run on. */
const OLDEST = [3, 9] as const;
/** How long a Python may take to say its version, in milliseconds: the first start after an installation is slow. */
const ANSWER_TIME = 20_000;

/**
 * The Python for a project's blocks: the one that was chosen, else that of the `EIDER_PYTHON` variable, a virtual
 * environment in the project or in a folder above it, up to `root`, an environment that is active (`VIRTUAL_ENV`,
 * `CONDA_PREFIX`), or what the path has. Throws `python_missing` or `python_too_old`.
 */
export async function findInterpreter(
  project: string,
  root: string | null,
  chosen: string | null,
): Promise<Interpreter> {
  const named = chosen ?? process.env['EIDER_PYTHON'] ?? null;
  if (named !== null) return askVersion(named, true);
  const candidates = [...(await environmentsAt(project, root)), ...activeEnvironments(), ...onPath()];
  let tooOld: EiderError | null = null;
  for (const candidate of candidates) {
    try {
      return await askVersion(candidate, false);
    } catch (error) {
      if (error instanceof EiderError && error.problem.code === 'python_too_old') tooOld ??= error;
    }
  }
  throw (
    tooOld ??
    new EiderError({
      code: 'python_missing',
      message: `No Python was found for the blocks of ${project}.`,
      remedy: `Install Python ${OLDEST.join('.')} or newer, make a virtual environment .venv in the project, or set EIDER_PYTHON.`,
    })
  );
}

/** The interpreters of virtual environments in a folder and those above it, as far as `root`. */
async function environmentsAt(project: string, root: string | null): Promise<string[]> {
  const found: string[] = [];
  for (let folder = project; ; folder = path.dirname(folder)) {
    for (const name of ['.venv', 'venv']) {
      const python = pythonIn(path.join(folder, name));
      if (await isFile(python)) found.push(python);
    }
    if (root === null || folder === root || path.dirname(folder) === folder) return found;
  }
}

function activeEnvironments(): string[] {
  const { VIRTUAL_ENV: virtual, CONDA_PREFIX: conda } = process.env;
  return [...(virtual === undefined ? [] : [pythonIn(virtual)]), ...(conda === undefined ? [] : [condaPython(conda)])];
}

function pythonIn(environment: string): string {
  return process.platform === 'win32'
    ? path.join(environment, 'Scripts', 'python.exe')
    : path.join(environment, 'bin', 'python');
}

function condaPython(prefix: string): string {
  return process.platform === 'win32' ? path.join(prefix, 'python.exe') : path.join(prefix, 'bin', 'python');
}

function onPath(): string[] {
  return process.platform === 'win32' ? ['python', 'python3'] : ['python3', 'python'];
}

const answerSchema = v.tuple([v.number(), v.number(), v.string()]);
const QUESTION = 'import json, sys; print(json.dumps([*sys.version_info[:2], sys.version.split()[0]]))';

async function askVersion(command: string, wasNamed: boolean): Promise<Interpreter> {
  let answer: v.InferOutput<typeof answerSchema>;
  try {
    const { stdout } = await promisify(execFile)(command, ['-c', QUESTION], {
      timeout: ANSWER_TIME,
      windowsHide: true,
    });
    answer = v.parse(answerSchema, JSON.parse(stdout));
  } catch (cause) {
    throw new EiderError(
      {
        code: 'python_missing',
        message: `${command} is no Python that can be started${wasNamed ? ', though it was named as the one to use' : ''}.`,
        remedy: 'Name the path of a Python interpreter, for instance that of a virtual environment.',
      },
      { cause },
    );
  }
  const [major, minor, version] = answer;
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return { command, version };
  throw new EiderError({
    code: 'python_too_old',
    message: `${command} is Python ${version}; blocks need ${OLDEST.join('.')} or newer.`,
    remedy: 'Make a virtual environment .venv with a newer one in the project, or set EIDER_PYTHON.',
  });
}

import path from 'node:path';
import { EiderError } from '../../errors';
import { askVersion, type PythonVersion } from './ask-python';
import { pythonIn } from './environment-folder';
import { pythonCandidates, type PythonCandidate } from './python-candidates';

/** A Python that can run blocks. */
export interface Interpreter {
  /** What is started: a path. */
  readonly command: string;
  /** As Python says it, for instance `3.11.7`. */
  readonly version: string;
  /** Why it was taken, for a sentence: `.venv of my_project`. */
  readonly source: string;
  /** A sentence for each environment that would have come before it but cannot be used. */
  readonly passed: readonly string[];
}

/** The oldest Python whose syntax the worker needs, and that its tests run on. */
const OLDEST = [3, 9] as const;

/** The variable that names an interpreter for everything that runs. */
const VARIABLE = 'EIDER_PYTHON';

/**
 * The Python for a project's blocks: the one that was chosen, else that of the `EIDER_PYTHON` variable, else the first of the
 * project's candidates that can be started. Throws `python_missing` or `python_too_old`.
 *
 * @param chosenBy who has chosen, for a sentence
 */
export async function findInterpreter(
  project: string,
  root: string | null,
  chosen: string | null,
  chosenBy = 'chosen for the project',
): Promise<Interpreter> {
  const variable = process.env[VARIABLE];
  if (chosen !== null) return startNamed(project, chosen, chosenBy);
  if (variable !== undefined && variable !== '') return startNamed(project, variable, `variable ${VARIABLE}`);
  const { candidates, broken } = await pythonCandidates(project, root);
  const passed = [...broken];
  for (const candidate of candidates) {
    const answer = await askVersion(candidate.command, { cwd: project }).catch(() => null);
    if (answer === null) continue;
    if (isNewEnough(answer)) return interpreterOf(candidate, answer, passed);
    passed.push(`${answer.executable} (${candidate.source}) is Python ${answer.version}, which is too old.`);
  }
  throw new EiderError({
    code: passed.length > broken.length ? 'python_too_old' : 'python_missing',
    message: [`No Python for the blocks of ${project} was found.`, ...passed].join(' '),
    remedy: `Install Python ${OLDEST.join('.')} or newer, make a virtual environment .venv in the project, or set ${VARIABLE}.`,
  });
}

/** `named` is a program, a path, or the folder of an environment. */
async function startNamed(project: string, named: string, source: string): Promise<Interpreter> {
  const program = (await pythonIn(path.resolve(project, named))) ?? named;
  let answer: PythonVersion;
  try {
    answer = await askVersion([program], { cwd: project });
  } catch (cause) {
    throw new EiderError(
      {
        code: 'python_missing',
        message: `${named} is no Python that can be started, though it is the one to use (${source}).`,
        remedy: 'Name the path of a Python interpreter, for instance that of a virtual environment.',
      },
      { cause },
    );
  }
  if (isNewEnough(answer)) return interpreterOf({ command: [program], source }, answer, []);
  throw new EiderError({
    code: 'python_too_old',
    message: `${named} (${source}) is Python ${answer.version}; blocks need ${OLDEST.join('.')} or newer.`,
    remedy: `Make a virtual environment .venv with a newer one in the project, or choose another with ${VARIABLE}.`,
  });
}

function isNewEnough({ major, minor }: PythonVersion): boolean {
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** A path stays as it was given: it may be a script that prepares Python's surroundings. A name becomes what it stands for. */
function interpreterOf(
  { command, source }: PythonCandidate,
  { version, executable }: PythonVersion,
  passed: readonly string[],
): Interpreter {
  const [program = ''] = command;
  return { command: path.isAbsolute(program) ? program : executable, version, source, passed };
}

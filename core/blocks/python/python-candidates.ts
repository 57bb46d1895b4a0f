import { homedir } from 'node:os';
import path from 'node:path';
import { isFile, isFolder, readTextOrNull } from '../../project/files';
import { condaEnvironments } from './conda-environments';
import { isBroken, newestVersion, prefixPython, pythonIn } from './environment-folder';

/** A Python that a project may mean. */
export interface PythonCandidate {
  /** What is started: a path, or a name that is looked for on the path, with arguments of a launcher. */
  readonly command: readonly string[];
  /** Why it is thought of, for a sentence: `.venv of my_project`. */
  readonly source: string;
}

export interface PythonCandidates {
  /** The first that can be started is the one to take. */
  readonly candidates: readonly PythonCandidate[];
  /** A sentence for each environment that cannot be used. */
  readonly broken: readonly string[];
}

/**
 * The Pythons that a project may mean, in the order in which they count: virtual environments in it or in a folder above it,
 * an active one, conda's, uv's, the version that `.python-version` names, and what the path has. Starts none of them.
 *
 * @param root the outer folder of a checkout of several projects, if it is in one
 */
export async function pythonCandidates(project: string, root: string | null): Promise<PythonCandidates> {
  const folders = await foldersAbove(project, root);
  const environments = [
    ...folders.flatMap((folder) =>
      ['.venv', 'venv'].map((name) => ({
        folder: path.join(folder, name),
        source: `${name} of ${path.basename(folder)}`,
      })),
    ),
    ...named('VIRTUAL_ENV', project, 'active virtual environment'),
    ...(await condaEnvironments(folders)),
    ...named('UV_PROJECT_ENVIRONMENT', project, 'variable UV_PROJECT_ENVIRONMENT'),
  ];
  const candidates: PythonCandidate[] = [];
  const broken: string[] = [];
  for (const { folder, source } of environments) {
    const python = await pythonIn(folder);
    if (python !== null) candidates.push({ command: [python], source });
    else if (await isBroken(folder)) broken.push(`The virtual environment ${folder} is broken: its Python is gone.`);
  }
  return { candidates: [...candidates, ...(await pinned(folders)), ...onPath()], broken };
}

/** The project's folder and those above it, as far as the outer project and the top of the checkout. */
async function foldersAbove(project: string, root: string | null): Promise<string[]> {
  const above: string[] = [];
  let last = 0;
  for (let folder = project; ; folder = path.dirname(folder)) {
    above.push(folder);
    const git = path.join(folder, '.git');
    const isTop = (await isFolder(git)) || (await isFile(git)); // a file in a second work tree
    if (isTop || folder === root) last = above.length - 1;
    if (isTop || path.dirname(folder) === folder) return above.slice(0, last + 1);
  }
}

function named(variable: string, project: string, source: string): { folder: string; source: string }[] {
  const value = process.env[variable];
  return value === undefined || value === '' ? [] : [{ folder: path.resolve(project, value), source }];
}

/** The Python of the version that the nearest `.python-version` names, among those that pyenv and uv have installed. */
async function pinned(folders: readonly string[]): Promise<PythonCandidate[]> {
  for (const folder of folders) {
    const text = await readTextOrNull(path.join(folder, '.python-version')).catch(() => null);
    const version = text
      ?.split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '' && !line.startsWith('#'));
    if (version === undefined) continue;
    const places = await Promise.all([
      newestVersion(path.join(process.env['PYENV_ROOT'] ?? path.join(homedir(), '.pyenv'), 'versions'), version),
      newestVersion(process.env['UV_PYTHON_INSTALL_DIR'] ?? uvPythons(), `cpython-${version}`),
    ]);
    return places.flatMap((place) =>
      place === null ? [] : [{ command: [prefixPython(place)], source: `version ${version}, of .python-version` }],
    );
  }
  return [];
}

function uvPythons(): string {
  return process.platform === 'win32'
    ? path.join(process.env['APPDATA'] ?? homedir(), 'uv', 'python')
    : path.join(process.env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'uv', 'python');
}

function onPath(): PythonCandidate[] {
  const names = process.platform === 'win32' ? [['py', '-3'], ['python'], ['python3']] : [['python3'], ['python']];
  return names.map((command) => ({ command, source: `${command.join(' ')} on the path` }));
}

import { homedir } from 'node:os';
import path from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { isFolder, readTextOrNull } from '../../project/files';

/** A conda environment, and why it is thought of. */
export interface CondaEnvironment {
  readonly folder: string;
  readonly source: string;
}

/** The conda environments that a project may mean: its own folder, the active one, the one that its file names. */
export async function condaEnvironments(folders: readonly string[]): Promise<CondaEnvironment[]> {
  const active = process.env['CONDA_PREFIX'];
  const isBase = process.env['CONDA_DEFAULT_ENV'] === 'base';
  const ofActive =
    active === undefined || active === '' ? [] : [{ folder: active, source: 'active conda environment' }];
  const own: CondaEnvironment[] = [];
  const named: CondaEnvironment[] = [];
  for (const folder of folders) {
    if (await isFolder(path.join(folder, '.conda'))) {
      own.push({ folder: path.join(folder, '.conda'), source: `.conda of ${path.basename(folder)}` });
    }
    named.push(...(await namedIn(folder)));
  }
  // everybody's base is active in many a terminal without having been chosen
  return isBase ? [...own, ...named, ...ofActive] : [...own, ...ofActive, ...named];
}

/** The environment that a folder's environment.yml names, where it was made. */
async function namedIn(folder: string): Promise<CondaEnvironment[]> {
  for (const file of ['environment.yml', 'environment.yaml']) {
    const text = await readTextOrNull(path.join(folder, file)).catch(() => null);
    if (text === null) continue;
    const { contents } = parseDocument(text, { logLevel: 'silent' });
    const name: unknown = isMap(contents) ? contents.get('name') : null;
    if (typeof name !== 'string' || name === '' || name !== path.basename(name)) return [];
    for (const root of condaRoots()) {
      const environment = path.join(root, 'envs', name);
      if (await isFolder(environment))
        return [{ folder: environment, source: `conda environment ${name}, of ${file}` }];
    }
    return [];
  }
  return [];
}

/** Folders that hold conda, or the environments of a user. */
function condaRoots(): string[] {
  const { CONDA_EXE: executable, CONDA_PREFIX: active, MAMBA_ROOT_PREFIX: mamba } = process.env;
  const homes = [homedir(), '/opt', process.env['ProgramData'] ?? '', process.env['LOCALAPPDATA'] ?? ''].filter(
    (home) => home !== '',
  );
  const usual = ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge', 'micromamba', 'conda', '.conda'];
  const told = [
    ...(executable === undefined ? [] : [path.dirname(path.dirname(executable))]),
    ...(active === undefined ? [] : [active, path.dirname(path.dirname(active))]),
    ...(mamba === undefined ? [] : [mamba]),
  ];
  return [...told, ...homes.flatMap((home) => usual.map((name) => path.join(home, name)))];
}

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { EiderError } from '../errors';
import { isMissing } from '../fs-errors';
import { activeNames, findRootProject, readSubProjects } from './block-file';
import { isFile, isFolder, readTextOrNull } from './files';
import type { Project } from './types';

/** How deep below a workspace folder projects are looked for. */
const searchDepth = 3;
const skippedFolders = new Set([
  'node_modules',
  'venv',
  'env',
  'site-packages',
  '__pycache__',
  'dist',
  'build',
  'target',
]);

/**
 * The project that `from` (a folder or a file) belongs to: the nearest folder at or above it that is one. Leniently, a
 * mere `pipelines` folder makes a project when nothing above has better marks. The outer folder of several projects, which
 * has no pipelines of its own, stands for the one that its `settings.yaml` calls active, or for the only one that is there.
 * Throws `project_not_found`, and `project_ambiguous` when there are several.
 */
export async function findProject(from: string): Promise<Project> {
  let lenient: string | null = null;
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const inner = (await hasPipelines(folder)) ? null : await innerProject(folder);
    if (inner !== null) return inner;
    if (await isProject(folder)) return projectAt(folder);
    if (lenient === null && (await isFolder(path.join(folder, 'pipelines')))) lenient = folder;
    if (path.dirname(folder) === folder) break;
  }
  if (lenient !== null) return projectAt(lenient);
  throw new EiderError({
    code: 'project_not_found',
    message: `There is no project at or above ${path.resolve(from)}.`,
    remedy:
      'Go to a folder that holds a metadata.yaml and a pipelines folder, name one with --project, or make a new project.',
  });
}

/**
 * The projects of a workspace folder, sorted by path: itself, those its `settings.yaml` lists, and folders down to three
 * levels below. Never looks inside a project it has found, and skips dot folders, packages and virtual environments.
 * Throws the signal's reason when aborted.
 */
export async function findProjectsUnder(root: string, signal?: AbortSignal): Promise<Project[]> {
  const found = new Map<string, Project>();
  const search = async (folder: string, depth: number): Promise<void> => {
    signal?.throwIfAborted();
    if (found.has(folder)) return;
    const subProjects = await readSubProjects(folder);
    const listed = [...(subProjects?.values() ?? [])];
    // the outer folder of several projects counts itself only when it has pipelines of its own
    const isOwn = subProjects === null ? await isProject(folder) : await hasPipelines(folder);
    if (isOwn) found.set(folder, projectAt(folder));
    const children = found.has(folder) || depth === searchDepth ? [] : await childFolders(folder);
    for (const child of new Set([...listed, ...children])) {
      if (listed.includes(child) && !found.has(child) && (await isListedProject(child))) {
        found.set(child, projectAt(child));
      } else if (children.includes(child)) {
        await search(child, depth + 1);
      }
    }
  };
  await search(path.resolve(root), 0);
  return [...found.values()].sort((a, b) => (a.root < b.root ? -1 : 1));
}

/** Another project of the same checkout by its name in the outer `settings.yaml`; null when there is none of that name. */
export async function findNamedProject(project: Project, name: string): Promise<Project | null> {
  if (name === project.name) return project;
  const root = await findRootProject(project);
  const folder = root === null ? undefined : (await readSubProjects(root))?.get(name);
  return folder !== undefined && (await isListedProject(folder)) ? projectAt(folder) : null;
}

/** The other projects of the same checkout. */
export async function siblingsOf(project: Project): Promise<Project[]> {
  const root = await findRootProject(project);
  const folders = root === null ? [] : [...((await readSubProjects(root))?.values() ?? [])];
  return folders.map(projectAt).filter((other) => other.root !== project.root);
}

/** The project that an outer folder stands for; null when it lists none that is there. */
async function innerProject(folder: string): Promise<Project | null> {
  const listed = [...((await readSubProjects(folder)) ?? [])];
  const isThere = await Promise.all(listed.map(([, place]) => isListedProject(place)));
  const there = listed.filter(([, place], index) => isThere[index] === true && path.resolve(place) !== folder);
  const active = there.length > 1 ? await activeNames(folder) : [];
  const meant = there.length > 1 ? there.filter(([name]) => active.includes(name)) : there;
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return projectAt(only[1]);
  if (there.length === 0) return null;
  throw new EiderError({
    code: 'project_ambiguous',
    message: `${folder} holds several projects: ${there.map(([name]) => name).join(', ')}.`,
    remedy: 'Go into the folder of one, or name it with --project.',
  });
}

/** The project whose folder is `root`; does not look whether it is there. */
export function projectAt(root: string): Project {
  const absolute = path.resolve(root);
  return { root: absolute, name: path.basename(absolute) || absolute };
}

/**
 * A project's marks: `metadata.yaml` beside a `pipelines` folder, a pipeline in a `pipelines` folder, or a
 * `metadata.yaml` that names a project type (git keeps no empty `pipelines` folder).
 */
async function isProject(folder: string): Promise<boolean> {
  const metadata = path.join(folder, 'metadata.yaml');
  const pipelines = path.join(folder, 'pipelines');
  if (await isFolder(pipelines)) return (await isFile(metadata)) || (await holdsPipeline(pipelines));
  const text = path.basename(path.dirname(folder)) === 'pipelines' ? null : await readTextOrNull(metadata);
  return text !== null && /^project_(type|uuid)\s*:/m.test(text);
}

/** A folder listed in `settings.yaml` counts with a `pipelines` folder alone. */
async function isListedProject(folder: string): Promise<boolean> {
  return (await isProject(folder)) || (await hasPipelines(folder));
}

async function hasPipelines(folder: string): Promise<boolean> {
  return isFolder(path.join(folder, 'pipelines'));
}

async function holdsPipeline(pipelines: string): Promise<boolean> {
  for (const child of await childFolders(pipelines)) {
    if (await isFile(path.join(child, 'metadata.yaml'))) return true;
  }
  return false;
}

async function childFolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !skippedFolders.has(entry.name))
      .map((entry) => path.join(folder, entry.name));
  } catch (error) {
    if (isMissing(error) || isRefused(error)) return []; // a folder that may not be read holds no project of this user
    throw error;
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}

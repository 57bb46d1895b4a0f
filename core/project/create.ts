import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EiderError } from '../errors';
import { isExisting, isFile, isFolder, readTextOrNull, writeFileAtomically } from './files';
import { projectAt } from './find-project';
import { pipelineFile } from './read-pipeline';
import { lineBreakOf } from './text-edit';
import type { Project } from './types';
import { typescriptConfig } from './typescript-config';
import { cleanUuid } from './uuid';
import { blockLines } from './yaml-text';

/**
 * Makes the project `<folder>/<name>`: `metadata.yaml`, an empty `pipelines` folder, a `tsconfig.json` for TypeScript
 * blocks and a `.gitignore` with Eider's own folder. The folder may exist and hold other files; a `tsconfig.json` that is
 * there stays as it is. Throws `exists` when it is a project already, `name_invalid`.
 */
export async function createProject(folder: string, name: string): Promise<Project> {
  if (!isFolderName(name)) throw invalidName('project', name, 'Use a name that a folder can have on every system.');
  const project = projectAt(path.join(folder, name));
  const metadata = path.join(project.root, 'metadata.yaml');
  const pipelines = path.join(project.root, 'pipelines');
  if ((await isFile(metadata)) || (await isFolder(pipelines))) {
    throw existing(`There is a project in ${project.root} already.`, 'Open it, or choose another name or folder.');
  }
  await mkdir(pipelines, { recursive: true });
  await writeFileAtomically(
    metadata,
    blockLines({ project_type: 'standalone', features: {} }, false).join('\n') + '\n',
  );
  await writeUnlessThere(path.join(project.root, 'tsconfig.json'), typescriptConfig);
  await ignoreStore(path.join(project.root, '.gitignore'));
  return project;
}

/**
 * Makes an empty pipeline; its uuid, which is the name of its folder, is made of the name. Returns the uuid. Throws
 * `exists`, `name_invalid`.
 */
export async function createPipeline(project: Project, name: string): Promise<string> {
  const uuid = cleanUuid(name).replaceAll('/', '_');
  if (!/[\p{L}\p{N}]/u.test(uuid) || !isFolderName(uuid)) {
    throw invalidName('pipeline', name, 'Use a name with letters or digits.');
  }
  const file = pipelineFile(project, uuid);
  await mkdir(path.join(project.root, 'pipelines'), { recursive: true });
  try {
    await mkdir(path.dirname(file));
  } catch (error) {
    if (!isExisting(error)) throw error;
    throw existing(`There is a pipeline ${uuid} already.`, 'Choose another name.', path.dirname(file));
  }
  const fields = {
    name: name.trim(),
    uuid,
    type: 'python',
    description: null,
    tags: [],
    variables: {},
    blocks: [],
    callbacks: [],
    conditionals: [],
    widgets: [],
  };
  await writeFileAtomically(file, blockLines(fields, false).join('\n') + '\n');
  return uuid;
}

/** The error for something that must not be overwritten. */
export function existing(message: string, remedy: string, file?: string): EiderError {
  return new EiderError({ code: 'exists', message, remedy, ...(file === undefined ? {} : { file }) });
}

export function invalidName(what: string, name: string, remedy: string): EiderError {
  return new EiderError({ code: 'name_invalid', message: `${JSON.stringify(name)} is no name for a ${what}.`, remedy });
}

/** A name that Windows, macOS and Linux all take for a folder. */
function isFolderName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- Windows refuses control characters in names
  const refused = /[<>:"/\\|?*\u0000-\u001f]|[. ]$|^\s|^\.{1,2}$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
  return name !== '' && name.length <= 200 && !refused.test(name);
}

async function writeUnlessThere(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
}

async function ignoreStore(file: string): Promise<void> {
  const text = (await readTextOrNull(file)) ?? '';
  if (text.split(/\r?\n/).some((line) => /^\/?\.eider\/?$/.test(line.trim()))) return;
  const lineBreak = lineBreakOf(text);
  const before = text === '' || text.endsWith('\n') ? text : text + lineBreak;
  await writeFileAtomically(file, `${before}.eider/${lineBreak}`);
}

import path from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { isFile, readTextOrNull } from './files';
import type { BlockEntry } from './pipeline-spec';
import type { Project } from './types';
import { blockExtension, blockFolder, hasBlockFile } from './uuid';

/** Where a block's file is, or where it would be looked for last. */
export interface BlockFile {
  /** Absolute; null for a type without a file. */
  readonly file: string | null;
  readonly exists: boolean;
}

/** What the look-up needs of an entry. */
export type BlockFileEntry = Pick<BlockEntry, 'uuid' | 'type' | 'language' | 'configuration' | 'replicatedBlock'>;

/**
 * Finds a block's file in Mage's order: that of the block it replicates; `configuration.file_source.path` below the root
 * project (in a checkout of several projects only); `configuration.file_path`; the type's folder and the uuid. A path
 * that leads nowhere falls through without a word, as in Mage.
 *
 * @param entries all entries of the pipeline, for `replicated_block`
 * @param rootProject from `findRootProject`
 */
export async function findBlockFile(
  project: Project,
  rootProject: string | null,
  entry: BlockFileEntry,
  entries: readonly BlockFileEntry[],
): Promise<BlockFile> {
  if (!hasBlockFile(entry.type)) return { file: null, exists: false };
  const original = originalOf(entry, entries);
  const usual = path.join(project.root, blockFolder(original.type), ...fileParts(original));
  for (const candidate of [...configuredFiles(project, rootProject, original), usual]) {
    if (await isFile(candidate)) return { file: candidate, exists: true };
  }
  return { file: usual, exists: false };
}

/** The file a new block gets: `{type}s/{uuid}.{extension}`. */
export function usualBlockFile(project: Project, entry: Pick<BlockEntry, 'uuid' | 'type' | 'language'>): string {
  return path.join(project.root, blockFolder(entry.type), ...fileParts(entry));
}

/**
 * The outer folder of a checkout of several projects: the nearest one at or above the project whose `settings.yaml` has a
 * `projects` map. Null when the project stands alone.
 */
export async function findRootProject(project: Project): Promise<string | null> {
  for (let folder = project.root; ; folder = path.dirname(folder)) {
    if ((await readSubProjects(folder)) !== null) return folder;
    if (path.dirname(folder) === folder) return null;
  }
}

/** Folders listed under `projects` of the folder's `settings.yaml`, absolute, by their names; null without such a file or map. */
export async function readSubProjects(folder: string): Promise<ReadonlyMap<string, string> | null> {
  const text = await readTextOrNull(path.join(folder, 'settings.yaml'));
  if (text === null || !text.includes('projects')) return null;
  const projects = parseDocument(text, { logLevel: 'silent' }).get('projects');
  if (!isMap(projects)) return null;
  return new Map(
    projects.items.map(({ key, value }) => {
      const given = isMap(value) ? value.get('path') : null;
      return [String(key), path.resolve(folder, typeof given === 'string' ? given : String(key))];
    }),
  );
}

/** The names under `projects` of the folder's `settings.yaml` that have `active: true`. */
export async function activeNames(folder: string): Promise<string[]> {
  const text = (await readTextOrNull(path.join(folder, 'settings.yaml'))) ?? '';
  const projects = parseDocument(text, { logLevel: 'silent' }).get('projects');
  if (!isMap(projects)) return [];
  return projects.items.flatMap(({ key, value }) =>
    isMap(value) && value.get('active') === true ? [String(key)] : [],
  );
}

/** Follows `replicated_block` to the end; a replica of a block that is not in the pipeline uses the file of that name. */
function originalOf(entry: BlockFileEntry, entries: readonly BlockFileEntry[]): BlockFileEntry {
  let original = entry;
  const seen = new Set([entry.uuid]);
  while (original.replicatedBlock !== null && !seen.has(original.replicatedBlock)) {
    const uuid = original.replicatedBlock;
    seen.add(uuid);
    original = entries.find((candidate) => candidate.uuid === uuid) ?? {
      ...original,
      uuid,
      configuration: {},
      replicatedBlock: null,
    };
  }
  return original;
}

function configuredFiles(project: Project, rootProject: string | null, entry: BlockFileEntry): string[] {
  const { file_source: fileSource, file_path: filePath } = entry.configuration;
  const files: string[] = [];
  const sourcePath = isRecord(fileSource) ? fileSource['path'] : null;
  if (rootProject !== null && typeof sourcePath === 'string' && sourcePath !== '') {
    files.push(...belowRoot(rootProject, sourcePath));
  }
  if (typeof filePath === 'string' && filePath !== '') {
    const parts = filePath.split(/[\\/]/);
    files.push(path.resolve(project.root, ...parts));
    if (entry.type === 'dbt') files.push(path.resolve(project.root, 'dbt', ...parts));
    if (rootProject !== null) files.push(path.resolve(rootProject, ...parts));
  }
  return files;
}

/**
 * The path below the root project; then, since it may repeat the root's name or come from another checkout, what is left
 * of it when leading folders are dropped one by one, down to a folder and a file.
 */
function belowRoot(rootProject: string, sourcePath: string): string[] {
  if (path.isAbsolute(sourcePath)) return [sourcePath];
  const parts = sourcePath.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  return parts
    .map((_, dropped) => parts.slice(dropped))
    .filter((rest, dropped) => dropped === 0 || rest.length >= 2)
    .map((rest) => path.resolve(rootProject, ...rest));
}

function fileParts(entry: Pick<BlockEntry, 'uuid' | 'language'>): string[] {
  const parts = entry.uuid.split('/');
  return [...parts.slice(0, -1), `${parts.at(-1) ?? ''}${blockExtension(entry.language)}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

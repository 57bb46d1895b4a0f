import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EiderError } from '../errors';
import { usualBlockFile } from './block-file';
import { existing, invalidName } from './create';
import { addBlock, type NewEntry } from './edit-pipeline';
import { isExisting, isFile, updateFile } from './files';
import { pipelineFile, readPipeline } from './read-pipeline';
import { nearest } from './suggest';
import { templatesFor } from './templates';
import { applyEdits } from './text-edit';
import type { BlockLanguage, BlockType, Pipeline, Project } from './types';
import { cleanUuid, hasBlockFile } from './uuid';

export interface NewBlock {
  /** For people; the uuid, and with it the file's name, is made of it. A `/` makes a sub folder. */
  readonly name: string;
  readonly type: BlockType;
  readonly language: BlockLanguage;
  /** The id of a template of the type and language; `empty` exists for all of them. */
  readonly template: string;
  readonly upstream: readonly string[];
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Take a file of that name that is there already, as it is, instead of refusing. */
  readonly reuseFile?: boolean;
}

/** What making a block would do. */
export interface BlockPlan {
  readonly entry: NewEntry;
  /** Absolute; null for a type without a file. */
  readonly file: string | null;
  /** What to write into the file; null when it is there and is used as it is. */
  readonly contents: string | null;
}

/**
 * Works out a new block without writing anything, for an editor that holds a newer text of the pipeline than the disk.
 * Throws `name_invalid`, `template_unknown`, `upstream_unknown`, `uuid_duplicate`, `exists` when its file is there and is
 * not to be reused, and the pipeline's own first problem when its file cannot be read.
 */
export async function planBlock(
  project: Project,
  pipeline: string,
  block: NewBlock,
  options: { readonly text?: string } = {},
): Promise<BlockPlan> {
  const uuid = cleanUuid(block.name);
  if (!/[\p{L}\p{N}]/u.test(uuid)) throw invalidName('block', block.name, 'Use a name with letters or digits.');
  const reading = await readPipeline(project, pipeline, options);
  if (reading.pipeline === null) throw unreadable(pipeline, reading.problems[0]);
  refuseTaken(reading.pipeline, uuid);
  for (const upstream of block.upstream) refuseUnknownUpstream(reading.pipeline, upstream);

  const { name, type, language, upstream, configuration } = block;
  const entry: NewEntry = {
    uuid,
    name: name.trim(),
    type,
    language,
    upstream,
    ...(configuration === undefined ? {} : { configuration }),
  };
  if (!hasBlockFile(type)) return { entry, file: null, contents: null };
  const template = templatesFor(type, language).find(({ id }) => id === block.template);
  if (template === undefined) throw unknownTemplate(block);
  const file = usualBlockFile(project, entry);
  if (!(await isFile(file))) return { entry, file, contents: template.contents(entry) };
  if (block.reuseFile === true) return { entry, file, contents: null };
  throw fileExists(project, file);
}

/**
 * Makes a block: writes its file from a template, then adds it to the pipeline's file, which is replaced as a whole. When
 * the second fails the first is taken back. Returns what was made. Throws as `planBlock` does.
 */
export async function createBlock(project: Project, pipeline: string, block: NewBlock): Promise<BlockPlan> {
  const plan = await planBlock(project, pipeline, block);
  const { entry, file, contents } = plan;
  if (file !== null && contents !== null) await writeNew(project, file, contents);
  try {
    await updateFile(pipelineFile(project, pipeline), (text) => applyEdits(text, addBlock(text, entry).edits));
  } catch (error) {
    if (file !== null && contents !== null) await rm(file, { force: true });
    throw error;
  }
  return plan;
}

async function writeNew(project: Project, file: string, contents: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(file, contents, { flag: 'wx' });
  } catch (error) {
    throw isExisting(error) ? fileExists(project, file) : error;
  }
}

function refuseTaken(pipeline: Pipeline, uuid: string): void {
  const { blocks, callbacks, conditionals, charts } = pipeline;
  if (![...blocks, ...callbacks, ...conditionals, ...charts].some((block) => block.uuid === uuid)) return;
  throw new EiderError({
    code: 'uuid_duplicate',
    message: `Pipeline ${pipeline.uuid} already has a block ${uuid}.`,
    remedy: 'Choose another name.',
  });
}

function refuseUnknownUpstream(pipeline: Pipeline, uuid: string): void {
  const known = pipeline.blocks.map((block) => block.uuid);
  if (known.includes(uuid)) return;
  const meant = nearest(uuid, known);
  throw new EiderError({
    code: 'upstream_unknown',
    message: `Pipeline ${pipeline.uuid} has no block ${uuid} to read from.`,
    remedy: meant === null ? `Its blocks are ${known.join(', ') || 'none so far'}.` : `Did you mean ${meant}?`,
  });
}

function unknownTemplate({ type, language, template }: NewBlock): EiderError {
  const known = templatesFor(type, language).map(({ id }) => id);
  return new EiderError({
    code: 'template_unknown',
    message: `There is no template ${template} for a ${type} in ${language}.`,
    remedy: known.length > 0 ? `Use one of ${known.join(', ')}.` : `A ${type} cannot be written in ${language}.`,
  });
}

function unreadable(pipeline: string, problem: EiderError['problem'] | undefined): EiderError {
  return new EiderError(problem ?? { code: 'pipeline_unreadable', message: `Pipeline ${pipeline} cannot be read.` });
}

function fileExists(project: Project, file: string): EiderError {
  const relative = path.relative(project.root, file).replaceAll('\\', '/');
  return existing(`The file ${relative} is there already.`, 'Choose another name, or use the file as it is.', file);
}

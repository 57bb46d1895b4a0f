import { rm } from 'node:fs/promises';
import path from 'node:path';
import { EiderError } from '../errors';
import { findRootProject, readSubProjects } from './block-file';
import { removeBlock } from './edit-pipeline';
import { isFolder, updateFile } from './files';
import { projectAt } from './find-project';
import { readPipelines } from './list-pipelines';
import { pipelineFile, readPipeline } from './read-pipeline';
import { applyEdits } from './text-edit';
import type { Block, Pipeline, Project } from './types';

/** A block that uses a file. */
export interface BlockFileUse {
  readonly project: Project;
  readonly pipeline: string;
  readonly block: string;
}

/**
 * Takes a block out of its pipeline and out of the others' upstream and downstream lists; with `deleteFile` its file goes
 * too. Returns the file that was deleted, or null. Changes nothing and throws `block_file_used` when the file is to go but
 * another block uses it, `block_file_outside` when it lies outside the project; throws `block_unknown` for no such block.
 */
export async function deleteBlock(
  project: Project,
  pipeline: string,
  uuid: string,
  options: { readonly deleteFile: boolean },
): Promise<string | null> {
  const file = options.deleteFile ? await deletableFile(project, pipeline, uuid) : null;
  await updateFile(pipelineFile(project, pipeline), (text) => applyEdits(text, removeBlock(text, uuid).edits));
  if (file !== null) await rm(file, { force: true });
  return file;
}

/**
 * The blocks that use a file, in all pipelines of the project and, in a checkout of several projects, of the others too,
 * since a block may name a file of another project.
 */
export async function usesOfBlockFile(project: Project, file: string): Promise<BlockFileUse[]> {
  const uses: BlockFileUse[] = [];
  for (const candidate of await siblingProjects(project)) {
    for (const { pipeline } of await readPipelines(candidate)) {
      if (pipeline === null) continue;
      for (const block of allBlocks(pipeline)) {
        // path.relative knows that Windows takes capital and small letters for the same
        if (block.file === null || path.relative(block.file, file) !== '') continue;
        uses.push({ project: candidate, pipeline: pipeline.uuid, block: block.uuid });
      }
    }
  }
  return uses;
}

/** Every entry of a pipeline: blocks, callbacks, conditionals and charts. */
export function allBlocks(pipeline: Pipeline): Block[] {
  return [...pipeline.blocks, ...pipeline.callbacks, ...pipeline.conditionals, ...pipeline.charts];
}

async function deletableFile(project: Project, pipeline: string, uuid: string): Promise<string | null> {
  const reading = await readPipeline(project, pipeline);
  const block = reading.pipeline === null ? undefined : allBlocks(reading.pipeline).find((one) => one.uuid === uuid);
  if (block?.file == null || !block.fileExists) return null;
  const { file } = block;
  const relative = path.relative(project.root, file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    throw new EiderError({
      code: 'block_file_outside',
      message: `The file of block ${uuid} lies outside the project: ${file}.`,
      remedy: 'Delete the block without its file, and the file by hand if nothing else needs it.',
      file,
    });
  }
  const others = (await usesOfBlockFile(project, file)).filter(
    (use) => use.project.root !== project.root || use.pipeline !== pipeline || use.block !== uuid,
  );
  if (others.length > 0) {
    throw new EiderError({
      code: 'block_file_used',
      message: `The file of block ${uuid} is also used by ${others.map((use) => `${use.pipeline}/${use.block}`).join(', ')}.`,
      remedy: 'Delete the block without its file.',
      file,
    });
  }
  return file;
}

async function siblingProjects(project: Project): Promise<Project[]> {
  const rootProject = await findRootProject(project);
  const listed = rootProject === null ? [] : [...((await readSubProjects(rootProject))?.values() ?? [])];
  const roots = new Set([project.root]);
  for (const folder of listed) if (await isFolder(path.join(folder, 'pipelines'))) roots.add(folder);
  return [...roots].map(projectAt);
}

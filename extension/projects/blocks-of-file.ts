import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EiderError } from '../../core/errors';
import { allBlocks } from '../../core/project/delete-block';
import { mapLimit, readLimit } from '../../core/project/files';
import { findProject } from '../../core/project/find-project';
import { pipelineFile } from '../../core/project/read-pipeline';
import type { Project } from '../../core/project/types';
import type { BlockRef, PipelineRef } from '../target';
import type { ProjectStore } from './project-store';

/** The project that a file belongs to, found upwards from it; null when it belongs to none. */
export async function projectOfFile(file: string): Promise<Project | null> {
  try {
    return await findProject(file);
  } catch (error) {
    // beside several projects it belongs to none of them
    const codes = ['project_not_found', 'project_ambiguous'];
    if (error instanceof EiderError && codes.includes(error.problem.code)) return null;
    throw error;
  }
}

/**
 * The blocks of its project whose file this is. Parses only pipelines that name it: a block's uuid or `file_path` holds
 * the file's name, so a pipeline without that text has no such block.
 */
export async function blocksOfFile(projects: ProjectStore, file: string, signal?: AbortSignal): Promise<BlockRef[]> {
  const project = await projectOfFile(file);
  if (project === null) return [];
  const stem = path.basename(file, path.extname(file)).toLowerCase();
  const uuids = await projects.pipelines(project.root);
  const found = await mapLimit(uuids, readLimit, async (pipeline): Promise<BlockRef[]> => {
    signal?.throwIfAborted();
    const text = await readFile(pipelineFile(project, pipeline), 'utf8').catch(() => '');
    if (!text.toLowerCase().includes(stem)) return [];
    const { pipeline: read } = await projects.read({ project: project.root, pipeline });
    if (read === null) return [];
    return allBlocks(read)
      .filter((block) => block.file !== null && path.relative(block.file, file) === '')
      .map((block) => ({ project: project.root, pipeline, block: block.uuid }));
  });
  return found.flat();
}

/** The pipeline whose `metadata.yaml` the file is; null for any other file. */
export function pipelineOfFile(file: string): PipelineRef | null {
  const folder = path.dirname(file);
  const pipelines = path.dirname(folder);
  if (path.basename(file) !== 'metadata.yaml' || path.basename(pipelines) !== 'pipelines') return null;
  return { project: path.dirname(pipelines), pipeline: path.basename(folder) };
}

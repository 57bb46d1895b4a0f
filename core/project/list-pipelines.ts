import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import { findRootProject } from './block-file';
import { mapLimit, readLimit } from './files';
import { readPipeline } from './read-pipeline';
import type { PipelineReading, Project } from './types';

/** The uuids of a project's pipelines, sorted: the names of the folders in `pipelines`. Opens no file. */
export async function listPipelineIds(project: Project): Promise<string[]> {
  try {
    const entries = await readdir(path.join(project.root, 'pipelines'), { withFileTypes: true });
    return entries
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !/^(\.|__)/.test(entry.name))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Reads all pipelines of a project, sorted by uuid. One that is broken comes with its problems and hides none of the others. */
export async function readPipelines(project: Project, signal?: AbortSignal): Promise<PipelineReading[]> {
  const [uuids, rootProject] = await Promise.all([listPipelineIds(project), findRootProject(project)]);
  return mapLimit(uuids, readLimit, (uuid) => {
    signal?.throwIfAborted();
    return readPipeline(project, uuid, { rootProject });
  });
}

import path from 'node:path';
import { EiderError } from '../core/errors';
import { isFolder } from '../core/project/files';
import { findProject, projectAt } from '../core/project/find-project';
import { listPipelineIds } from '../core/project/list-pipelines';
import { readPipeline } from '../core/project/read-pipeline';
import type { PipelineReading, Project } from '../core/project/types';
import { unknownName } from './usage';

/** The project named by `--project`, or the nearest one above the working folder. */
export async function openProject(folder: string | undefined, cwd: string): Promise<Project> {
  if (folder === undefined) return findProject(cwd);
  const root = path.resolve(cwd, folder);
  // A folder named outright counts with a `pipelines` folder alone; one inside a project does not stand for it.
  if (await isFolder(path.join(root, 'pipelines'))) return projectAt(root);
  const project = (await isFolder(root)) ? await findProject(root) : null;
  // the outer folder of several projects stands for one of them
  if (project !== null && !path.relative(root, project.root).startsWith('..')) return project;
  throw new EiderError({
    code: 'project_not_found',
    message: project === null ? `There is no folder ${root}.` : `${root} is not a project: it has no pipelines folder.`,
    remedy:
      project === null
        ? 'Give --project the folder of a project.'
        : `It lies in the project ${project.root}: give that to --project.`,
  });
}

/** Reads a pipeline that the command line names; one that does not exist is bad usage. */
export async function openPipeline(project: Project, uuid: string): Promise<PipelineReading> {
  await requirePipeline(project, uuid);
  return readPipeline(project, uuid);
}

export async function requirePipeline(project: Project, uuid: string): Promise<void> {
  const known = await listPipelineIds(project);
  if (!known.includes(uuid)) throw unknownName('pipeline', uuid, known, `project ${project.name}`);
}

import path from 'node:path';
import { EiderError } from '../../errors';
import { findNamedProject, projectAt, siblingsOf } from '../../project/find-project';
import { isFolder } from '../../project/files';
import { listPipelineIds } from '../../project/list-pipelines';
import { nearest } from '../../project/suggest';
import type { Project } from '../../project/types';

/**
 * The project of a pipeline that a block names. `folder` is the project's, as the block gives it; one that is not there, as
 * in code that was written for another machine, counts by its last name. Without a folder it is the block's own project, or
 * else the only other one of the checkout that has such a pipeline. Throws `pipeline_unknown`.
 */
export async function projectOfPipeline(own: Project, pipeline: string, folder: string | null): Promise<Project> {
  const named = folder === null ? own : await projectIn(own, folder);
  const known = await listPipelineIds(named);
  if (known.includes(pipeline)) return named;
  const others: Project[] = [];
  for (const sibling of folder === null ? await siblingsOf(own) : []) {
    if ((await listPipelineIds(sibling)).includes(pipeline)) others.push(sibling);
  }
  const [other, ...more] = others;
  if (other !== undefined && more.length === 0) return other;
  const meant = nearest(pipeline, known);
  throw new EiderError({
    code: 'pipeline_unknown',
    message:
      other === undefined
        ? `Project ${named.name} has no pipeline ${pipeline}.`
        : `Several projects have a pipeline ${pipeline}: ${others.map(({ name }) => name).join(', ')}.`,
    remedy:
      other === undefined
        ? meant === null
          ? `It has ${known.length === 0 ? 'none' : known.join(', ')}.`
          : `Did you mean ${meant}?`
        : 'Say which, with repo_path.',
  });
}

async function projectIn(own: Project, folder: string): Promise<Project> {
  const absolute = path.resolve(own.root, folder);
  if (await isFolder(path.join(absolute, 'pipelines'))) return projectAt(absolute);
  return (await findNamedProject(own, path.basename(absolute))) ?? own;
}

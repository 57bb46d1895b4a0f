import type { Problem } from '../protocol/problem';
import { byPlace } from './by-place';
import { readPipelines } from './list-pipelines';
import type { Project } from './types';

/** Everything wrong with the pipeline files of a project, sorted by file, line and column. What blocks' code does is not checked here. */
export async function validateProject(project: Project, signal?: AbortSignal): Promise<Problem[]> {
  const readings = await readPipelines(project, signal);
  return readings.flatMap((reading) => reading.problems).sort(byPlace);
}

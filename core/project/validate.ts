import type { Problem } from '../protocol/problem';
import { byPlace } from './by-place';
import { readDataProducts } from './data-products';
import { readPipelines } from './list-pipelines';
import type { Project } from './types';

/**
 * Everything wrong with the pipeline files of a project and with its registry of data products, sorted by file, line and
 * column. What blocks' code does is not checked here.
 */
export async function validateProject(project: Project, signal?: AbortSignal): Promise<Problem[]> {
  const [readings, products] = await Promise.all([readPipelines(project, signal), readDataProducts(project)]);
  return [...readings.flatMap((reading) => reading.problems), ...products.problems].sort(byPlace);
}

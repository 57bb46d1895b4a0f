import type { Problem } from '../protocol/problem';
import { byPlace } from './by-place';
import { readDataProducts } from './data-products';
import { interactionProblems } from './interactions';
import { mapLimit, readLimit } from './files';
import { readPipelines } from './list-pipelines';
import { productProblems, productUseProblems } from './product-checks';
import { readProjectSettings } from './project-settings';
import { templateProblems } from './template-checks';
import { readTriggers } from './triggers';
import type { Project } from './types';

/**
 * Everything wrong with the pipelines of a project, their triggers and interactions, its registry of data products and its settings of runs, sorted by file, line and
 * column. What blocks' code does is not checked here.
 */
export async function validateProject(project: Project, signal?: AbortSignal): Promise<Problem[]> {
  const [readings, products, settings] = await Promise.all([
    readPipelines(project, signal),
    readDataProducts(project),
    readProjectSettings(project),
  ]);
  const pipelines = readings.flatMap(({ pipeline }) => pipeline ?? []);
  const triggers = await mapLimit(readings, readLimit, ({ uuid }) => readTriggers(project, uuid));
  const interactions = await interactionProblems(project, pipelines);
  const own = products.products.filter((product) => product.project.root === project.root && product.problem === null);
  const named = own.flatMap((product) => productProblems(product, readings));
  const uses = pipelines.flatMap((pipeline) => productUseProblems(pipeline, products));
  const templates = pipelines.flatMap(templateProblems);
  return [
    ...readings,
    products,
    settings,
    { problems: [...named, ...uses, ...templates, ...interactions] },
    ...triggers,
  ]
    .flatMap((reading) => reading.problems)
    .sort(byPlace);
}

import { productTrigger, readDataProducts, type DataProduct } from '../project/data-products';
import { projectAt, siblingsOf } from '../project/find-project';
import type { Project } from '../project/types';
import type { RunFinished } from '../protocol/run-events';
import type { RunRequest } from '../protocol/runner';
import { prepareStore } from '../store/prepare';
import { readRun } from '../store/runs';
import { alone, keepMade } from './data-product';
import type { RunOptions } from './run-options';
import { runPipeline } from './run-pipeline';

/**
 * Runs what a user or a trigger asks for. A run that makes a data product does so as one that a block asks for: while
 * nobody else makes it, and what the product gives is kept. Throws what `runPipeline` throws.
 */
export async function runRequested(request: RunRequest, options: RunOptions): Promise<RunFinished> {
  const project = projectAt(request.project);
  const product = await productMadeBy(project, request);
  if (product === null) return runPipeline(request, options);
  await prepareStore(project.root);
  const { whileWaiting = options.signal, onWaiting } = options;
  return alone(product, whileWaiting, onWaiting, async () => {
    const finished = await runPipeline(request, options);
    if (finished.status === 'completed') await keepMade(product);
    return finished;
  });
}

/** The product whose own run is asked for, or gone on with; null for all other runs. */
async function productMadeBy(project: Project, { pipeline, trigger, resume }: RunRequest): Promise<DataProduct | null> {
  const resumed = resume === null ? null : await readRun(project.root, { pipeline, run: resume });
  const name = trigger ?? resumed?.trigger ?? null;
  if (name === null) return null;
  // a product may stand in the registry of another project of the checkout, which reads it
  for (const registry of [project, ...(await siblingsOf(project))]) {
    const { products } = await readDataProducts(registry);
    const made = products.find(
      (one) => one.project.root === project.root && one.pipeline === pipeline && productTrigger(one.uuid) === name,
    );
    if (made !== undefined) return made;
  }
  return null;
}

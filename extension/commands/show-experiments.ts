import type { Services } from '../services';
import { resolveTarget } from '../target';
import { askProject } from './ask';

/** Opens the page Experiments, with what was trained in the project, the pipeline or the block. */
export async function showExperiments(services: Services, argument: unknown): Promise<undefined> {
  const project = await askProject(services, argument);
  if (project !== undefined) services.experiments.show(resolveTarget(argument) ?? { project });
  return undefined;
}

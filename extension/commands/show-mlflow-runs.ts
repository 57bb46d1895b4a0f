import type { Services } from '../services';
import { askProject } from './ask';

/** Shows what the blocks of a project have logged to MLflow. */
export async function showMlflowRuns(services: Services, argument: unknown): Promise<undefined> {
  const project = await askProject(services, argument);
  if (project !== undefined) await services.mlflow.show(project);
  return undefined;
}

import type { Services } from '../services';
import { askPipeline } from './ask';

export async function showGraph(services: Services, argument: unknown): Promise<undefined> {
  const pipeline = await askPipeline(services, argument, 'Choose the pipeline to draw');
  if (pipeline !== undefined) services.graphs.show(pipeline);
  return undefined;
}

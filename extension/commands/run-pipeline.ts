import type { Services } from '../services';
import type { RunRef } from '../target';
import { askPipeline } from './ask';
import { startRun } from './start-run';

export async function runPipeline(services: Services, argument: unknown): Promise<RunRef | undefined> {
  const pipeline = await askPipeline(services, argument, 'Choose the pipeline to run');
  return pipeline === undefined ? undefined : startRun(services, pipeline, {}, argument);
}

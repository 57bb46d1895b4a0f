import type { Services } from '../services';
import type { RunRef } from '../target';
import { askPipeline } from './ask';
import { startRun } from './start-run';

/** Runs what is not up to date; the other blocks keep their outputs. */
export async function runChanged(services: Services, argument: unknown): Promise<RunRef | undefined> {
  const pipeline = await askPipeline(services, argument, 'Choose the pipeline of which to run what changed');
  return pipeline === undefined ? undefined : startRun(services, pipeline, { changed: true }, argument);
}

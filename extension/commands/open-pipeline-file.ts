import { pipelineFile } from '../../core/project/read-pipeline';
import { projectAt } from '../../core/project/find-project';
import { openPlace } from '../open-place';
import type { Services } from '../services';
import { blockOf, resolveTarget } from '../target';
import { askPipeline, blockEntry } from './ask';

export async function openPipelineFile(services: Services, argument: unknown): Promise<undefined> {
  const pipeline = await askPipeline(services, argument, 'Choose the pipeline whose file to open');
  if (pipeline === undefined) return undefined;
  const block = blockOf(resolveTarget(argument));
  const position = block === null ? {} : (await blockEntry(services, block)).position;
  await openPlace({ file: pipelineFile(projectAt(pipeline.project), pipeline.pipeline), ...position });
  return undefined;
}

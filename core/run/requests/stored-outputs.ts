import * as v from 'valibot';
import { answering, type BlockRequests } from '../../blocks/requests';
import { EiderError } from '../../errors';
import type { InnerRuns } from '../data-product';
import { readBlockOutputs } from '../../store/outputs';
import { givenOf } from '../block-value';
import { projectOfPipeline } from './named-pipeline';

const outputsSchema = v.object({
  pipeline_uuid: v.string(),
  block_uuid: v.string(),
  /** A run's id; null for the run that asks, or else the newest that has stored any. */
  partition: v.nullable(v.string()),
  repo_path: v.nullable(v.string()),
});

/** What a block needs to read the stored outputs of any other; `reading` keeps them from being removed meanwhile. */
export function outputRequests(reading: InnerRuns['reading']): BlockRequests {
  return {
    stored_outputs: answering(outputsSchema, async ({ pipeline_uuid: pipeline, block_uuid, ...rest }, from) => {
      const { root } = await projectOfPipeline(from.project, pipeline, rest.repo_path);
      const isOwn = root === from.project.root && pipeline === from.pipeline;
      const stored =
        (isOwn && rest.partition === null ? await readBlockOutputs(root, pipeline, block_uuid, from.run) : null) ??
        (await readBlockOutputs(root, pipeline, block_uuid, rest.partition));
      if (stored === null) {
        throw new EiderError({
          code: 'output_missing',
          message: `Block ${block_uuid} of pipeline ${pipeline} has no stored output${rest.partition === null ? '' : ` of run ${rest.partition}`}.`,
          remedy: 'Run the block to make one.',
        });
      }
      await reading([stored.folder]);
      const value = await givenOf(stored.folder, stored.manifest);
      if (value.kind === 'children') return { children: value.children.map(({ outputs }) => outputs) };
      return { outputs: value.kind === 'outputs' ? value.outputs : [] };
    }),
  };
}

import { EiderError } from '../errors';
import type { Pipeline } from '../project/types';
import { readBlockOutputs } from '../store/outputs';
import { givenOf, type BlockValue } from './block-value';
import { givenProduct, outputFolders, productOf, productOutputs, productRuns } from './data-product';
import type { Plan } from './plan';

/** Stored outputs that a run reads and did not make. */
export interface ReusedInput {
  readonly value: BlockValue;
  /** The folders of the outputs, which must stay while the run reads them. */
  readonly folders: readonly string[];
}

/**
 * The stored outputs of the blocks that a plan reads but does not run: the newest, or where a run goes on, its own if it
 * has any. Throws `upstream_not_executed` for the first that has none.
 */
export async function readReusedInputs(plan: Plan, resumed: string | null): Promise<Map<string, ReusedInput>> {
  const { pipeline } = plan;
  const root = pipeline.project.root;
  const reused = plan.blocks.filter((block) => block.action === 'reuse');
  const found = await Promise.all(
    reused.map(async ({ uuid, type }) => {
      if (type === 'global_data_product') return [uuid, await readProduct(plan, uuid)] as const;
      const own = resumed === null ? null : await readBlockOutputs(root, pipeline.uuid, uuid, resumed);
      const outputs = own ?? (await readBlockOutputs(root, pipeline.uuid, uuid));
      if (outputs === null) throw notExecuted(pipeline, uuid, plan);
      const { folder, manifest } = outputs;
      return [uuid, { folders: [folder], value: await givenOf(folder, manifest) }] as const;
    }),
  );
  return new Map(found);
}

/** A data product as it is: only its block makes it again when it is outdated. */
async function readProduct({ pipeline }: Plan, uuid: string): Promise<ReusedInput> {
  const block = pipeline.blocks.find((candidate) => candidate.uuid === uuid);
  if (block === undefined) throw new RangeError(`a plan names ${uuid}, which its pipeline does not have`);
  const product = await productOf(pipeline, block);
  const products = await productOutputs(product, await productRuns(product));
  return { folders: outputFolders(products), value: givenProduct(block, products) };
}

function notExecuted(pipeline: Pipeline, uuid: string, plan: Plan): EiderError {
  const reader = plan.blocks.find((block) => block.action !== 'reuse' && block.upstream.includes(uuid));
  return new EiderError({
    code: 'upstream_not_executed',
    message: `Block ${reader?.uuid ?? ''} reads ${uuid}, which has no stored output yet.`,
    remedy: 'Run it together with its upstream blocks (Run Block with Upstream, or --upstream).',
    file: pipeline.file,
  });
}

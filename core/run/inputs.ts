import path from 'node:path';
import type { BlockInput } from '../blocks/contract';
import { EiderError } from '../errors';
import type { Pipeline } from '../project/types';
import type { Manifest } from '../protocol/outputs';
import { readBlockOutputs } from '../store/outputs';
import { blockOutputsFolder } from '../store/paths';
import type { Plan } from './plan';

/** A block's stored outputs as the input of another, with the fingerprint of what they are. */
export interface FingerprintedInput extends BlockInput {
  readonly fingerprint: string;
}

/** The outputs of a manifest, with absolute paths. */
export function inputOf(root: string, manifest: Manifest): FingerprintedInput {
  const folder = path.join(blockOutputsFolder(root, manifest.pipeline, manifest.block), manifest.run);
  return {
    block: manifest.block,
    fingerprint: manifest.fingerprint,
    outputs: manifest.outputs.map(({ name, kind, file }) => ({ name, kind, file: path.join(folder, file) })),
  };
}

/**
 * The newest stored outputs of the blocks that a plan reads but does not run. Throws `upstream_not_executed` for the
 * first that has none.
 */
export async function readReusedInputs(plan: Plan): Promise<Map<string, FingerprintedInput>> {
  const { pipeline } = plan;
  const root = pipeline.project.root;
  const reused = plan.blocks.filter((block) => block.action === 'reuse');
  const found = await Promise.all(
    reused.map(async ({ uuid }) => {
      const outputs = await readBlockOutputs(root, pipeline.uuid, uuid);
      if (outputs === null) throw notExecuted(pipeline, uuid, plan);
      return inputOf(root, outputs.manifest);
    }),
  );
  return new Map(found.map((input) => [input.block, input]));
}

function notExecuted(pipeline: Pipeline, uuid: string, plan: Plan): EiderError {
  const reader = plan.blocks.find((block) => block.action === 'run' && block.upstream.includes(uuid));
  return new EiderError({
    code: 'upstream_not_executed',
    message: `Block ${reader?.uuid ?? ''} reads ${uuid}, which has no stored output yet.`,
    remedy: 'Run it together with its upstream blocks (Run Block with Upstream, or --upstream).',
    file: pipeline.file,
  });
}

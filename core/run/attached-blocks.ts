import type { Block, Pipeline } from '../project/types';
import { contentOf } from './fingerprint';
import { sourceHashOf } from './up-to-date';
import { renderYaml, resolveComparably } from './yaml-templates';

/** What is attached to a block through its own `upstream_blocks`. */
export interface Attached {
  readonly conditions: readonly Block[];
  readonly callbacks: readonly Block[];
  readonly checks: readonly Block[];
}

export function attachedTo(pipeline: Pipeline, uuid: string): Attached {
  const to = (blocks: readonly Block[]) => blocks.filter((block) => block.upstream.includes(uuid));
  return {
    conditions: to(pipeline.conditionals),
    callbacks: to(pipeline.callbacks),
    checks: to([...pipeline.extensions, ...pipeline.blocks.filter((block) => block.type === 'extension')]),
  };
}

/**
 * SHA-256 over the conditions and checks of a block, which decide about its outputs as its own code does; empty when it has
 * none. Nothing is executed.
 */
export async function attachedSource(
  { conditions, checks }: Attached,
  project: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<string> {
  const blocks = [...conditions, ...checks];
  if (blocks.length === 0) return '';
  const sources = await Promise.all(
    blocks.map(async (block) => {
      const configuration = renderYaml(block.configuration, resolveComparably(variables));
      return [block.uuid, block.language, configuration, await sourceHashOf(project, block)];
    }),
  );
  return contentOf(sources);
}

import { toFailure } from '../errors';
import { topologicalOrder } from '../graph/order';
import type { Block, Pipeline } from '../project/types';
import type { Basis, Manifest } from '../protocol/outputs';
import { readBlockOutputs } from '../store/outputs';
import { attachedSource, attachedTo } from './attached-blocks';
import { noOutputs } from './block-value';
import { givenProduct, lookAtProduct, productOf, productOutputs } from './data-product';
import { isRunnable, runsInPipeline } from './runners';
import { changesSince, type Change } from './up-to-date';
import { comparableVariables, systemVariables } from './variables';

/** Why a block would run again; `upstream` when a block above it would, whose output may then be another. */
export type StaleReason =
  | Change
  | { readonly kind: 'never' }
  /** A sensor: what it waits for may have gone again. */
  | { readonly kind: 'sensor' }
  | { readonly kind: 'upstream'; readonly block: string }
  /** A data product that is outdated; the words stand after its name. */
  | { readonly kind: 'product'; readonly product: string; readonly reason: string };

/** Whether the stored outputs of a block are still what it would give. */
export interface Freshness {
  readonly block: Block;
  /** When what it gives was made; null when it has nothing to give. ISO 8601. */
  readonly madeAt: string | null;
  /** What its stored outputs hold, for comparing. */
  readonly content: string;
  /** Empty when it is up to date. */
  readonly reasons: readonly StaleReason[];
}

/**
 * Looks at every block of a pipeline that runs, in topological order: what has changed since its stored outputs were made.
 * Nothing is executed.
 */
export async function lookAtFreshness(
  pipeline: Pipeline,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Freshness[]> {
  const { root } = pipeline.project;
  const comparable = comparableVariables(pipeline, variables);
  const known = new Map<string, Freshness>();
  for (const block of topologicalOrder(pipeline.blocks.filter(runsInPipeline))) {
    if (block.type === 'global_data_product') {
      known.set(block.uuid, await productFreshnessOf(pipeline, block));
      continue;
    }
    if (block.type === 'sensor') {
      known.set(block.uuid, await sensorFreshness(pipeline, block));
      continue;
    }
    const found = await readBlockOutputs(root, pipeline.uuid, block.uuid);
    const upstream = block.upstream.flatMap((uuid) => known.get(uuid) ?? []);
    const stale = upstream.flatMap(({ block: above, reasons }) =>
      reasons.length === 0 || above.type === 'sensor' ? [] : [{ kind: 'upstream', block: above.uuid } as const],
    );
    const changes =
      found === null
        ? [{ kind: 'never' } as const]
        : await changesOf(block, found.manifest, inputsOf(block, known), pipeline, comparable);
    // a changed input is told by the block that made it, when that is stale itself
    const told = changes.filter(
      (change) => change.kind !== 'input' || stale.every((one) => one.block !== change.block),
    );
    const { finishedAt = null, content = '' } = found?.manifest ?? {};
    known.set(block.uuid, { block, madeAt: finishedAt, content, reasons: [...told, ...stale] });
  }
  return [...known.values()];
}

/** A sensor is asked by every run; what it gives stays the same. */
async function sensorFreshness({ project, uuid }: Pipeline, block: Block): Promise<Freshness> {
  const found = await readBlockOutputs(project.root, uuid, block.uuid);
  const { finishedAt = null, content = '' } = found?.manifest ?? {};
  return { block, madeAt: finishedAt, content, reasons: [{ kind: 'sensor' }] };
}

async function productFreshnessOf(pipeline: Pipeline, block: Block): Promise<Freshness> {
  const product = await productOf(pipeline, block).catch((error: unknown) => toFailure(error, 'data_product_missing'));
  if ('code' in product) {
    const reason = { kind: 'product', product: block.uuid, reason: `cannot be read: ${product.message}` } as const;
    return { block, madeAt: null, content: '', reasons: [reason] };
  }
  const { runs, freshness } = await lookAtProduct(product);
  const { content } = givenProduct(block, await productOutputs(product, runs));
  const reason = { kind: 'product', product: product.uuid, reason: freshness.reason } as const;
  return { block, madeAt: runs[0]?.finishedAt ?? null, content, reasons: freshness.outdated ? [reason] : [] };
}

/** What a block would read; what never runs gives no outputs. */
function inputsOf(block: Block, known: ReadonlyMap<string, Freshness>): Basis['inputs'] {
  return block.upstream.map((uuid) => ({ block: uuid, content: (known.get(uuid) ?? noOutputs(uuid)).content }));
}

async function changesOf(
  block: Block,
  manifest: Manifest,
  inputs: Basis['inputs'],
  pipeline: Pipeline,
  comparable: Readonly<Record<string, unknown>>,
): Promise<Change[]> {
  if (!isRunnable(block)) return [];
  const now = systemVariables(pipeline.uuid, block.uuid, '', new Date());
  return changesSince(manifest, {
    project: pipeline.project.root,
    block,
    variables: { ...comparable, ...now },
    inputs,
    attached: await attachedSource(attachedTo(pipeline, block.uuid), pipeline.project.root, comparable),
  });
}

/** A reason in words, to stand after the block's name. */
export function staleReasonText(reason: StaleReason): string {
  switch (reason.kind) {
    case 'never':
      return 'has never run';
    case 'sensor':
      return 'is asked each time';
    case 'source':
      return 'its code has changed';
    case 'attached':
      return 'a condition or a check of it has changed';
    case 'asked':
      return 'it asks for what other blocks or pipelines have done, which may have changed';
    case 'configuration':
      return 'its configuration has changed';
    case 'variable':
      return `variable ${reason.name} has changed`;
    case 'variables':
      return 'there are other variables, and it reads all of them';
    case 'input':
      return `the output of ${reason.block} has changed`;
    case 'upstreams':
      return 'its upstream blocks are others';
    case 'product':
      return `data product ${reason.product} ${reason.reason}`;
    case 'upstream':
      return `${reason.block} would run first`;
  }
}

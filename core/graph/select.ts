import { EiderError } from '../errors';
import { downstreamOf, type GraphNode } from './node';
import { topologicalOrder } from './order';

/** Which blocks of a pipeline: one alone, or one with everything it needs, or one with everything that depends on it. */
export interface BlockSelection {
  readonly block: string;
  readonly mode: 'only' | 'upstream' | 'downstream';
}

/** Every node that `uuid` depends on, directly or not; without itself unless it lies on a cycle. */
export function ancestorsOf(nodes: readonly GraphNode[], uuid: string): Set<string> {
  const upstream = new Map(nodes.map((node) => [node.uuid, node.upstream]));
  return reach(uuid, upstream);
}

/** Every node that depends on `uuid`, directly or not; without itself unless it lies on a cycle. */
export function descendantsOf(nodes: readonly GraphNode[], uuid: string): Set<string> {
  return reach(uuid, downstreamOf(nodes));
}

/** The selected nodes, the block itself included, in topological order. Throws `block_unknown` when there is no such block. */
export function selectBlocks<Node extends GraphNode>(nodes: readonly Node[], selection: BlockSelection): Node[] {
  const { block, mode } = selection;
  if (!nodes.some((node) => node.uuid === block)) {
    throw new EiderError({
      code: 'block_unknown',
      message: `There is no block ${block} in the pipeline.`,
      remedy: `Its blocks are ${nodes.map((node) => node.uuid).join(', ') || 'none so far'}.`,
    });
  }
  const chosen =
    mode === 'upstream' ? ancestorsOf(nodes, block) : mode === 'downstream' ? descendantsOf(nodes, block) : new Set();
  return topologicalOrder(nodes).filter((node) => node.uuid === block || chosen.has(node.uuid));
}

function reach(start: string, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const left = [start];
  for (let uuid = left.pop(); uuid !== undefined; uuid = left.pop()) {
    for (const neighbour of next.get(uuid) ?? []) {
      if (!next.has(neighbour) || reached.has(neighbour)) continue;
      reached.add(neighbour);
      left.push(neighbour);
    }
  }
  return reached;
}

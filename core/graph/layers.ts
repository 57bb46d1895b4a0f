import type { GraphNode } from './node';
import { topologicalOrder } from './order';

/**
 * The layer of each node: 0 for one that reads nothing, otherwise one more than the highest layer it reads (longest
 * path). Nodes of one layer do not depend on each other. On a cycle the edges that close it are ignored.
 */
export function layerOf(nodes: readonly GraphNode[]): Map<string, number> {
  const layers = new Map<string, number>();
  for (const node of topologicalOrder(nodes)) {
    const above = node.upstream.map((uuid) => layers.get(uuid) ?? -1);
    layers.set(node.uuid, above.reduce((highest, layer) => Math.max(highest, layer), -1) + 1);
  }
  return layers;
}

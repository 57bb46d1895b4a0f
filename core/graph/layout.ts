import { graphlib, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from '@dagrejs/dagre';
import type { GraphLayout, GraphLayoutQuery } from '../protocol/data';

/** Pixels between the layers of the drawing, and between the nodes of one layer. */
const layerGap = 64;
const nodeGap = 28;

/**
 * Places the nodes of a pipeline's drawing from left to right (dagre: Gansner et al., "A technique for drawing directed
 * graphs", 1993). Edges to nodes that are not in the query are ignored. Sizes and positions are in pixels.
 */
export function layoutGraph(query: GraphLayoutQuery): GraphLayout {
  const graph = new graphlib.Graph<GraphLabel, NodeLabel, EdgeLabel>();
  graph.setGraph({ rankdir: 'LR', ranksep: layerGap, nodesep: nodeGap });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of query.nodes) graph.setNode(id, { width, height });
  for (const { from, to } of query.edges) {
    if (graph.hasNode(from) && graph.hasNode(to) && from !== to) graph.setEdge(from, to);
  }
  layout(graph);
  return {
    positions: query.nodes.map(({ id, width, height }) => {
      const center = graph.node(id);
      return { id, x: (center.x ?? 0) - width / 2, y: (center.y ?? 0) - height / 2 };
    }),
  };
}

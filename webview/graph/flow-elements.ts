import { MarkerType, Position, type Edge, type Node } from '@xyflow/react';
import type { GraphNode, GraphSnapshot } from '../../core/protocol/webview';

// React Flow wants records, which interfaces are not
export type BlockNodeData = {
  readonly block: GraphNode;
  readonly label: string;
  readonly selected: boolean;
  /** Whether the Tab key stops here: one node of the graph is the stop, the arrow keys reach the others. */
  readonly tabStop: boolean;
};
export type FlowNode = Node<BlockNodeData, 'block'>;

export interface FlowElements {
  readonly nodes: FlowNode[];
  readonly edges: Edge[];
}

export interface FlowOptions {
  readonly selected: string | null;
  readonly labels: ReadonlyMap<string, string>;
  readonly reducedMotion: boolean;
}

/**
 * The drawing of a snapshot. Nodes and edges that look the same as in `previous` are the same objects again, so that
 * nothing of them is drawn anew. Edges to blocks that do not exist are left out.
 */
export function flowElements(
  snapshot: GraphSnapshot,
  options: FlowOptions,
  previous: FlowElements | null = null,
): FlowElements {
  const { selected, labels, reducedMotion } = options;
  const blocks = new Map(snapshot.nodes.map((block) => [block.uuid, block]));
  const stop = selected !== null && blocks.has(selected) ? selected : (snapshot.nodes[0]?.uuid ?? null);
  const oldNodes = new Map(previous?.nodes.map((node) => [node.id, node]));
  const oldEdges = new Map(previous?.edges.map((edge) => [edge.id, edge]));
  return {
    nodes: snapshot.nodes.map((block) => {
      const data: BlockNodeData = {
        block,
        label: labels.get(block.uuid) ?? block.name,
        selected: block.uuid === selected,
        tabStop: block.uuid === stop,
      };
      const old = oldNodes.get(block.uuid);
      return old !== undefined && sameNode(old.data, data) ? old : flowNode(data);
    }),
    edges: snapshot.edges.flatMap(({ from, to }) => {
      const target = blocks.get(to);
      if (target === undefined || !blocks.has(from)) return [];
      const edge: Edge = {
        id: `${from} → ${to}`,
        source: from,
        target: to,
        animated: target.status === 'running' && !reducedMotion,
        className: from === selected || to === selected ? 'touching' : '',
        markerEnd: { type: MarkerType.ArrowClosed, width: 18, height: 18 },
        focusable: false,
      };
      const old = oldEdges.get(edge.id);
      return [old !== undefined && old.animated === edge.animated && old.className === edge.className ? old : edge];
    }),
  };
}

function flowNode(data: BlockNodeData): FlowNode {
  const { uuid, x, y, width, height } = data.block;
  return {
    id: uuid,
    type: 'block',
    position: { x, y },
    width,
    height,
    // given, not measured: a node that has never been on the screen has edges, and is fitted into the view, too
    measured: { width, height },
    handles: [
      { type: 'target', position: Position.Left, x: 0, y: height / 2, width: 1, height: 1 },
      { type: 'source', position: Position.Right, x: width, y: height / 2, width: 1, height: 1 },
    ],
    data,
  };
}

/** Whether two nodes look the same. Snapshots are plain JSON of small nodes, so their text decides. */
function sameNode(a: BlockNodeData, b: BlockNodeData): boolean {
  if (a.selected !== b.selected || a.tabStop !== b.tabStop || a.label !== b.label) return false;
  return a.block === b.block || JSON.stringify(a.block) === JSON.stringify(b.block);
}

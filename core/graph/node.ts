/** What the graph functions need of a block: its name and the blocks it reads, which may include names nobody has. */
export interface GraphNode {
  readonly uuid: string;
  readonly upstream: readonly string[];
}

/** An edge in the direction the data takes. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** The blocks that read each block, in the order of `nodes`. Every node has an entry; unknown upstreams have none. */
export function downstreamOf(nodes: readonly GraphNode[]): Map<string, string[]> {
  const downstream = new Map<string, string[]>(nodes.map((node) => [node.uuid, []]));
  for (const node of nodes) {
    for (const uuid of new Set(node.upstream)) downstream.get(uuid)?.push(node.uuid);
  }
  return downstream;
}

/** The edges between nodes that exist, each once. */
export function edgesOf(nodes: readonly GraphNode[]): Edge[] {
  const known = new Set(nodes.map((node) => node.uuid));
  return nodes.flatMap((node) =>
    [...new Set(node.upstream)].filter((uuid) => known.has(uuid)).map((from) => ({ from, to: node.uuid })),
  );
}

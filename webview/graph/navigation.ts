import type { GraphEdge, GraphNode } from '../../core/protocol/webview';

type Place = Pick<GraphNode, 'uuid' | 'x' | 'y' | 'width' | 'height'>;
export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

const directions: ReadonlyMap<string, Direction> = new Map([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['Home', 'first'],
  ['End', 'last'],
]);

export function directionOf(key: string): Direction | null {
  return directions.get(key) ?? null;
}

/**
 * The block that the selection moves to, or null to stay. The graph runs from left to right: right and left follow an
 * edge down and up the stream, to the block that is nearest in height; up and down go to the nearest block of the same layer.
 */
export function moveSelection(
  nodes: readonly Place[],
  edges: readonly GraphEdge[],
  selected: string | null,
  direction: Direction,
): string | null {
  const from = nodes.find((node) => node.uuid === selected);
  if (from === undefined) return edgeMost(nodes, direction === 'last' ? 'last' : 'first');
  switch (direction) {
    case 'first':
    case 'last':
      return edgeMost(nodes, direction);
    case 'right':
      return nearestInHeight(from, neighbours(nodes, edges, from.uuid, 'from', 'to'));
    case 'left':
      return nearestInHeight(from, neighbours(nodes, edges, from.uuid, 'to', 'from'));
    case 'up':
    case 'down':
      return nearestInLayer(from, nodes, direction);
  }
}

/** The upper left or lower right end of the drawing. */
function edgeMost(nodes: readonly Place[], end: 'first' | 'last'): string | null {
  const sign = end === 'first' ? 1 : -1;
  const sorted = [...nodes].sort((a, b) => sign * (a.x - b.x || a.y - b.y));
  return sorted[0]?.uuid ?? null;
}

function neighbours(
  nodes: readonly Place[],
  edges: readonly GraphEdge[],
  uuid: string,
  near: keyof GraphEdge,
  far: keyof GraphEdge,
): Place[] {
  const found = new Set(edges.filter((edge) => edge[near] === uuid).map((edge) => edge[far]));
  return nodes.filter((node) => found.has(node.uuid));
}

function nearestInHeight(from: Place, candidates: readonly Place[]): string | null {
  return nearest(candidates, (node) => Math.abs(middle(node) - middle(from)));
}

function nearestInLayer(from: Place, nodes: readonly Place[], direction: 'up' | 'down'): string | null {
  const sign = direction === 'up' ? -1 : 1;
  const layer = nodes.filter(
    (node) => sign * (middle(node) - middle(from)) > 0 && node.x < from.x + from.width && from.x < node.x + node.width,
  );
  return nearest(layer, (node) => Math.abs(middle(node) - middle(from)));
}

function nearest(candidates: readonly Place[], distance: (node: Place) => number): string | null {
  let best: Place | null = null;
  for (const node of candidates) {
    if (best === null || distance(node) < distance(best)) best = node;
  }
  return best?.uuid ?? null;
}

function middle(node: Place): number {
  return node.y + node.height / 2;
}

export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** The view moved as little as shows the whole node with a margin; the same view when it is shown already. */
export function panToShow(view: View, size: { readonly width: number; readonly height: number }, node: Place): View {
  const margin = 24;
  const x = view.x + shift(node.x * view.zoom + view.x, node.width * view.zoom, size.width, margin);
  const y = view.y + shift(node.y * view.zoom + view.y, node.height * view.zoom, size.height, margin);
  return x === view.x && y === view.y ? view : { x, y, zoom: view.zoom };
}

function shift(start: number, length: number, room: number, margin: number): number {
  if (start < margin) return margin - start;
  const over = start + length + margin - room;
  // where the node is larger than the view, its beginning matters more
  return over > 0 ? -Math.min(over, start - margin) : 0;
}

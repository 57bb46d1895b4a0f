import { downstreamOf, edgesOf, type Edge, type GraphNode } from './node';

/**
 * One cycle of each knot of the graph, in the direction the data takes, first and last uuid the same: `['a', 'b', 'a']`.
 * It begins with the knot's first node in `nodes` and is a shortest one through it. A node that reads itself is a cycle.
 */
export function findCycles(nodes: readonly GraphNode[]): string[][] {
  const downstream = downstreamOf(nodes);
  const position = new Map(nodes.map((node, index) => [node.uuid, index]));
  return knots(nodes, downstream)
    .map((knot) => knot.sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0)))
    .sort((a, b) => (position.get(a[0] ?? '') ?? 0) - (position.get(b[0] ?? '') ?? 0))
    .map((knot) => shortestCycle(knot, downstream));
}

/** The first cycle of `findCycles`, or null when the graph has none. */
export function findCycle(nodes: readonly GraphNode[]): string[] | null {
  return findCycles(nodes)[0] ?? null;
}

/** Every edge that lies on some cycle. */
export function cycleEdges(nodes: readonly GraphNode[]): Edge[] {
  const knotOf = new Map<string, number>();
  knots(nodes, downstreamOf(nodes)).forEach((knot, index) => {
    for (const uuid of knot) knotOf.set(uuid, index);
  });
  return edgesOf(nodes).filter(({ from, to }) => knotOf.has(from) && knotOf.get(from) === knotOf.get(to));
}

/** A cycle for people: `a → b → a`. */
export function formatCycle(cycle: readonly string[]): string {
  return cycle.join(' → ');
}

/**
 * The strongly connected components that hold a cycle: several nodes, or one that reads itself. Tarjan's algorithm
 * (1972) with a stack of its own, so that a long chain of blocks cannot exhaust the call stack.
 */
function knots(nodes: readonly GraphNode[], downstream: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();

  for (const { uuid: root } of nodes) {
    if (index.has(root)) continue;
    const path = [{ uuid: root, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { uuid } = top;
      if (top.next === 0 && !index.has(uuid)) {
        index.set(uuid, index.size);
        low.set(uuid, index.size - 1);
        open.push(uuid);
        isOpen.add(uuid);
      }
      const readers = downstream.get(uuid) ?? [];
      const reader = readers[top.next];
      if (reader !== undefined) {
        top.next += 1;
        if (!index.has(reader)) path.push({ uuid: reader, next: 0 });
        else if (isOpen.has(reader)) lower(low, uuid, index.get(reader));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) lower(low, above.uuid, low.get(uuid));
      if (low.get(uuid) !== index.get(uuid)) continue;
      const component = open.splice(open.lastIndexOf(uuid));
      for (const member of component) isOpen.delete(member);
      if (component.length > 1 || readers.includes(uuid)) found.push(component);
    }
  }
  return found;
}

function lower(low: Map<string, number>, uuid: string, value: number | undefined): void {
  if (value !== undefined && value < (low.get(uuid) ?? Number.POSITIVE_INFINITY)) low.set(uuid, value);
}

/** Breadth-first search from the knot's first node back to it. */
function shortestCycle(knot: readonly string[], downstream: ReadonlyMap<string, readonly string[]>): string[] {
  const start = knot[0] ?? '';
  const members = new Set(knot);
  const cameFrom = new Map<string, string>();
  let frontier = [start];
  while (frontier.length > 0) {
    const next: string[] = [];
    for (const uuid of frontier) {
      for (const reader of downstream.get(uuid) ?? []) {
        if (reader === start) return [...pathTo(uuid, cameFrom), start];
        if (!members.has(reader) || cameFrom.has(reader)) continue;
        cameFrom.set(reader, uuid);
        next.push(reader);
      }
    }
    frontier = next;
  }
  return [start, start];
}

function pathTo(end: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [end];
  for (let at = cameFrom.get(end); at !== undefined; at = cameFrom.get(at)) path.push(at);
  return path.reverse();
}

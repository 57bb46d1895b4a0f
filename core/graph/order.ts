import { downstreamOf, type GraphNode } from './node';

/**
 * Topological order: every block after the blocks it reads, and among those that could come next the one that stands
 * first in `nodes`. Upstreams that are not among `nodes` are ignored. Total even on a graph with a cycle, which a
 * drawing still has to show: there the first node left is taken as if nothing held it back; ask `findCycle` to refuse.
 *
 * Kahn's algorithm (1962) with a heap of positions, O((n + e) log n).
 */
export function topologicalOrder<Node extends GraphNode>(nodes: readonly Node[]): Node[] {
  const position = new Map(nodes.map((node, index) => [node.uuid, index]));
  const downstream = downstreamOf(nodes);
  const waiting = nodes.map((node) => new Set(node.upstream.filter((uuid) => position.has(uuid))).size);
  const ready = new PositionHeap();
  waiting.forEach((count, index) => {
    if (count === 0) ready.push(index);
  });

  const ordered: Node[] = [];
  const taken = new Uint8Array(nodes.length);
  let firstLeft = 0;
  while (ordered.length < nodes.length) {
    let index = ready.pop();
    if (index === undefined) {
      while (taken[firstLeft] === 1) firstLeft += 1;
      index = firstLeft; // everything left hangs on a cycle
    }
    const node = nodes[index];
    if (node === undefined) break;
    if (taken[index] === 1) continue; // forced open earlier, released again by its upstream
    taken[index] = 1;
    ordered.push(node);
    for (const reader of downstream.get(node.uuid) ?? []) {
      const at = position.get(reader);
      if (at === undefined) continue;
      const left = (waiting[at] ?? 0) - 1;
      waiting[at] = left;
      if (left === 0) ready.push(at);
    }
  }
  return ordered;
}

/** A binary heap that gives the smallest number first. */
class PositionHeap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#at(parent) <= item) break;
      items[at] = this.#at(parent);
      at = parent;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const smallest = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return smallest;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (this.#at(child + 1) < this.#at(child)) child += 1;
      if (this.#at(child) >= last) break;
      items[at] = this.#at(child);
      at = child;
    }
    items[at] = last;
    return smallest;
  }

  #at(index: number): number {
    return this.#items[index] ?? Number.POSITIVE_INFINITY;
  }
}

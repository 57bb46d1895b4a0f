import type { GrowingNode } from './grown-node';

/** Nodes that can be split, and which of them is next. */
export interface Frontier {
  readonly size: number;
  add(node: GrowingNode): void;
  /** Takes up to so many nodes that are split at the same time. */
  take(most: number): GrowingNode[];
  /** The node whose turn comes last of those that have a histogram. */
  lastWithHistogram(): GrowingNode | undefined;
}

/**
 * Without a limit on leaves the order makes no difference to the tree; the newest first keeps few histograms alive.
 */
export class NewestFirst implements Frontier {
  readonly #nodes: GrowingNode[] = [];

  get size(): number {
    return this.#nodes.length;
  }

  add(node: GrowingNode): void {
    this.#nodes.push(node);
  }

  take(most: number): GrowingNode[] {
    return this.#nodes.splice(-most).reverse();
  }

  lastWithHistogram(): GrowingNode | undefined {
    return this.#nodes.find(({ histogram }) => histogram !== 0);
  }
}

/** Level by level, each from left to right. */
export class LevelByLevel implements Frontier {
  readonly #nodes: GrowingNode[] = [];

  get size(): number {
    return this.#nodes.length;
  }

  add(node: GrowingNode): void {
    this.#nodes.push(node);
  }

  /** Of one level only, since their children come behind all of it. */
  take(most: number): GrowingNode[] {
    const depth = this.#nodes[0]?.depth;
    const end = this.#nodes.findIndex((node) => node.depth !== depth);
    return this.#nodes.splice(0, Math.min(most, end < 0 ? this.#nodes.length : end));
  }

  lastWithHistogram(): GrowingNode | undefined {
    return this.#nodes.findLast(({ histogram }) => histogram !== 0);
  }
}

/** The node with the largest gain first, one at a time ("leaf-wise", Shi 2007); of equal ones the older. */
export class LargestGainFirst implements Frontier {
  readonly #heap: GrowingNode[] = [];

  get size(): number {
    return this.#heap.length;
  }

  add(node: GrowingNode): void {
    this.#heap.push(node);
    let place = this.#heap.length - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent];
      if (above === undefined || isFirst(above, node)) break;
      this.#heap[place] = above;
      place = parent;
    }
    this.#heap[place] = node;
  }

  take(): GrowingNode[] {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return [];
    if (first === last) return [first];
    let place = 0;
    for (;;) {
      const [left, right] = [this.#heap[2 * place + 1], this.#heap[2 * place + 2]];
      if (left === undefined) break;
      const better = right !== undefined && isFirst(right, left) ? right : left;
      if (isFirst(last, better)) break;
      this.#heap[place] = better;
      place = better === left ? 2 * place + 1 : 2 * place + 2;
    }
    this.#heap[place] = last;
    return [first];
  }

  lastWithHistogram(): GrowingNode | undefined {
    let last: GrowingNode | undefined;
    for (const node of this.#heap) if (node.histogram !== 0 && (last === undefined || isFirst(last, node))) last = node;
    return last;
  }
}

function isFirst(one: GrowingNode, other: GrowingNode): boolean {
  const [a, b] = [one.split?.gain ?? 0, other.split?.gain ?? 0];
  return a > b || (a === b && one.id < other.id);
}

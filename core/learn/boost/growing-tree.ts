import type { CategorySet, RegressionTree } from './tree';

/** XGBoost's mark for a node without a parent. */
const NO_PARENT = 2147483647;

/** A tree that gets more nodes; children of a node have numbers next to each other. */
export class GrowingTree {
  readonly #eta: number;
  readonly #left: number[] = [];
  readonly #parent: number[] = [];
  readonly #feature: number[] = [];
  readonly #condition: number[] = [];
  readonly #missingLeft: number[] = [];
  readonly #isSet: number[] = [];
  readonly #gain: number[] = [];
  readonly #hessian: number[] = [];
  readonly #weight: number[] = [];
  readonly #sets: CategorySet[] = [];

  constructor(eta: number) {
    this.#eta = Math.fround(eta);
  }

  get nodes(): number {
    return this.#left.length;
  }

  /** Adds a leaf of a weight, which does not include the learning rate. Returns its number. */
  addLeaf(parent: number | null, hessian: number, weight: number): number {
    const id = this.#left.push(-1) - 1;
    this.#parent.push(parent ?? NO_PARENT);
    this.#feature.push(0);
    this.#condition.push(Math.fround(weight) * this.#eta);
    this.#missingLeft.push(0);
    this.#isSet.push(0);
    this.#gain.push(0);
    this.#hessian.push(hessian);
    this.#weight.push(weight);
    return id;
  }

  /** Turns a leaf into an inner node, whose children are added next. `right` are the categories of a categorical split. */
  split(
    id: number,
    split: { feature: number; threshold: number; right: Int32Array | null; missingLeft: boolean; gain: number },
  ): void {
    this.#left[id] = this.nodes;
    this.#feature[id] = split.feature;
    this.#condition[id] = split.threshold;
    this.#missingLeft[id] = split.missingLeft ? 1 : 0;
    this.#gain[id] = split.gain;
    if (split.right === null) return;
    this.#isSet[id] = 1;
    this.#sets.push({ node: id, categories: split.right });
  }

  isLeaf(id: number): boolean {
    return this.#left[id] === -1;
  }

  leafValue(id: number): number {
    return this.#condition[id] ?? 0;
  }

  /** The tree, its nodes numbered level by level, as XGBoost grows them. */
  finish(): RegressionTree {
    const order = [0];
    for (let at = 0; at < order.length; at += 1) {
      const left = this.#left[order[at] ?? 0] ?? -1;
      if (left >= 0) order.push(left, left + 1);
    }
    return this.#inOrder(order);
  }

  /** The tree, its nodes numbered in the order that they were added in. */
  finishAsGrown(): RegressionTree {
    return this.#inOrder(this.#left.map((_, id) => id));
  }

  #inOrder(order: readonly number[]): RegressionTree {
    const numbers = new Int32Array(order.length);
    for (const [number, id] of order.entries()) numbers[id] = number;
    const leftChildren = Int32Array.from(order, (id) => (this.isLeaf(id) ? -1 : (numbers[this.#left[id] ?? 0] ?? 0)));
    const ints = (values: readonly number[]) => Int32Array.from(order, (id) => values[id] ?? 0);
    const floats = (values: readonly number[]) => Float32Array.from(order, (id) => values[id] ?? 0);
    const bytes = (values: readonly number[]) => Uint8Array.from(order, (id) => values[id] ?? 0);
    return {
      leftChildren,
      rightChildren: leftChildren.map((left) => (left < 0 ? -1 : left + 1)),
      parents: ints(this.#parent).map((parent) => (parent === NO_PARENT ? NO_PARENT : (numbers[parent] ?? 0))),
      splitIndices: ints(this.#feature),
      splitConditions: floats(this.#condition),
      defaultLeft: bytes(this.#missingLeft),
      splitType: bytes(this.#isSet),
      lossChanges: floats(this.#gain),
      sumHessian: floats(this.#hessian),
      baseWeights: Float32Array.from(order, (id) =>
        id > 0 && this.isLeaf(id) ? this.leafValue(id) : (this.#weight[id] ?? 0),
      ),
      categorySets: this.#sets
        .map(({ node, categories }) => ({ node: numbers[node] ?? 0, categories }))
        .sort((a, b) => a.node - b.node),
    };
  }
}

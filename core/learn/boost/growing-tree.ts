import type { CategorySet, RegressionTree } from './tree';

/** XGBoost's mark for a node without a parent. */
const NO_PARENT = 2147483647;

/** A tree that gets more nodes; children of a node have numbers next to each other. */
export class GrowingTree {
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

  get nodes(): number {
    return this.#left.length;
  }

  /** Adds a leaf; `value` includes the learning rate. Returns its number. */
  addLeaf(parent: number | null, hessian: number, value: number): number {
    const id = this.#left.push(-1) - 1;
    this.#parent.push(parent ?? NO_PARENT);
    this.#feature.push(0);
    this.#condition.push(value);
    this.#missingLeft.push(0);
    this.#isSet.push(0);
    this.#gain.push(0);
    this.#hessian.push(hessian);
    this.#weight.push(value);
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

  setLeafValue(id: number, value: number): void {
    this.#condition[id] = value;
    this.#weight[id] = value;
  }

  finish(): RegressionTree {
    const leftChildren = Int32Array.from(this.#left);
    return {
      leftChildren,
      rightChildren: leftChildren.map((left) => (left < 0 ? -1 : left + 1)),
      parents: Int32Array.from(this.#parent),
      splitIndices: Int32Array.from(this.#feature),
      splitConditions: Float32Array.from(this.#condition),
      defaultLeft: Uint8Array.from(this.#missingLeft),
      splitType: Uint8Array.from(this.#isSet),
      lossChanges: Float32Array.from(this.#gain),
      sumHessian: Float32Array.from(this.#hessian),
      baseWeights: Float32Array.from(this.#weight),
      categorySets: [...this.#sets].sort((a, b) => a.node - b.node),
    };
  }
}

import { BLOCK_ROWS } from '../kernels/walk';
import { childOf, type FlatForest } from './flat-forest';
import type { RegressionTree } from './tree';

/**
 * How much each feature of a row contributes to its margin: exact Shapley values of a tree, by TreeSHAP's path-dependent
 * algorithm (Lundberg, Erion and Lee, "Consistent Individualized Feature Attribution for Tree Ensembles", 2018,
 * algorithm 2; https://arxiv.org/abs/1802.03888). What a row would have been without a feature is taken from the cover of
 * the tree's nodes. O(leaves × depth²) for a row; in doubles.
 *
 * While it goes down, it keeps a path: one element for each feature asked about so far, with the share of the training
 * rows that would go this way without knowing it (`zero`), whether this row goes this way (`one`), and in `weight` the
 * sums over all subsets of those features, by size.
 */
export class TreeShap {
  readonly #forest: FlatForest;
  readonly #features: Int32Array;
  readonly #zero: Float64Array;
  readonly #one: Float64Array;
  readonly #weight: Float64Array;
  /** 1 / n: a division takes as long as several multiplications. */
  readonly #inverse: Float64Array;
  // what `addTo` was asked, for the steps down
  #tree: ShapTree;
  #block: Float32Array = new Float32Array(0);
  #row = 0;
  #sums: Float64Array = new Float64Array(0);
  #offset = 0;

  /** For the trees of a forest that are at most `depth` deep. Takes 14 × depth² bytes. */
  constructor(forest: FlatForest, depth: number) {
    this.#forest = forest;
    const elements = ((depth + 2) * (depth + 3)) / 2;
    this.#features = new Int32Array(elements);
    this.#zero = new Float64Array(elements);
    this.#one = new Float64Array(elements);
    this.#weight = new Float64Array(elements);
    this.#inverse = Float64Array.from({ length: depth + 3 }, (_, n) => 1 / n);
    this.#tree = { root: 0, shares: new Float64Array(0) };
  }

  /**
   * Adds the contributions to the margin of one row of a block to `sums` at `offset` and after, one for each feature of
   * the model.
   */
  addTo(sums: Float64Array, offset: number, tree: ShapTree, block: Float32Array, row: number): void {
    this.#sums = sums;
    this.#offset = offset;
    this.#tree = tree;
    this.#block = block;
    this.#row = row;
    this.#place(0, -1, 1, 1);
    this.#descend(tree.root, 0, 0);
  }

  /**
   * Goes on at `node` with the path of `length` elements at `path`, which it copies, and one element more, which stands
   * after the copy already: numbers that are no integers cost memory when they are passed from call to call.
   */
  #descend(node: number, path: number, length: number): void {
    const here = path + length;
    for (let at = 0; at < length; at += 1) this.#copy(here + at, path + at, true);
    this.#extend(here, length);
    const { nodes, values, features } = this.#forest;
    const left = nodes[node + 2] ?? 0;
    if (left === node) {
      this.#addLeaf(here, length, values[node + 3] ?? 0);
      return;
    }
    const taken = childOf(this.#forest, node, this.#block, this.#row);
    const other = taken === left ? left + 4 : left;
    const start = nodes[node] ?? 0;
    const slot = (start < 0 ? ~start : start) / BLOCK_ROWS;
    const asked = features[slot % features.length] ?? 0;
    // a feature that is asked about again: what was known of it is taken back first
    let count = length + 1;
    let zero = 1;
    let one = 1;
    const known = this.#find(here, length, asked);
    if (known > 0) {
      zero = this.#zero[here + known] ?? 1;
      one = this.#one[here + known] ?? 1;
      this.#unwind(here, length, known);
      count -= 1;
    }
    const { shares, root } = this.#tree;
    const next = here + 2 * count;
    this.#place(next, asked, zero * (shares[(taken - root) >> 2] ?? 0), one);
    this.#descend(taken, here, count);
    this.#place(next, asked, zero * (shares[(other - root) >> 2] ?? 0), 0);
    this.#descend(other, here, count);
  }

  #place(at: number, feature: number, zero: number, one: number): void {
    this.#features[at] = feature;
    this.#zero[at] = zero;
    this.#one[at] = one;
  }

  /** Adds what a leaf's value owes to each feature of its path. Those that lead elsewhere owe it all the same. */
  #addLeaf(path: number, last: number, value: number): void {
    let elsewhere = 0;
    for (let at = 0; at < last; at += 1) elsewhere -= (this.#weight[path + at] ?? 0) * (this.#inverse[last - at] ?? 0);
    elsewhere *= (last + 1) * value;
    for (let at = 1; at <= last; at += 1) {
      const sum = this.#offset + (this.#features[path + at] ?? 0);
      const owed =
        this.#one[path + at] === 0
          ? elsewhere
          : this.#unwoundSum(path, last, this.#zero[path + at] ?? 0) * (1 - (this.#zero[path + at] ?? 0)) * value;
      this.#sums[sum] = (this.#sums[sum] ?? 0) + owed;
    }
  }

  /** One element in the place of another. For these few, a loop is faster than the arrays' own copying. */
  #copy(to: number, from: number, withWeight: boolean): void {
    this.#features[to] = this.#features[from] ?? 0;
    this.#zero[to] = this.#zero[from] ?? 0;
    this.#one[to] = this.#one[from] ?? 0;
    if (withWeight) this.#weight[to] = this.#weight[from] ?? 0;
  }

  /** Which element of a path is about a feature, or 0. */
  #find(path: number, last: number, feature: number): number {
    let at = last;
    while (at > 0 && this.#features[path + at] !== feature) at -= 1;
    return at;
  }

  /** Takes the element after a path of `length` into it: the weights of the subsets with it and without it. */
  #extend(path: number, length: number): void {
    const weight = this.#weight;
    const zero = this.#zero[path + length] ?? 0;
    const one = this.#one[path + length] ?? 0;
    weight[path + length] = length === 0 ? 1 : 0;
    const share = this.#inverse[length + 1] ?? 0;
    for (let at = length - 1; at >= 0; at -= 1) {
      const own = (weight[path + at] ?? 0) * share;
      if (one !== 0) weight[path + at + 1] = (weight[path + at + 1] ?? 0) + own * (at + 1);
      weight[path + at] = zero * own * (length - at);
    }
  }

  /** Undoes {@link #extend} for element `index` of a path whose last element is `last`. */
  #unwind(path: number, last: number, index: number): void {
    const weight = this.#weight;
    const inverse = this.#inverse;
    const zero = this.#zero[path + index] ?? 0;
    const share = inverse[last + 1] ?? 0;
    if (this.#one[path + index] === 0) {
      for (let at = last - 1; at >= 0; at -= 1) {
        const own = weight[path + at] ?? 0;
        if (zero !== 0) weight[path + at] = (own * (last + 1) * (inverse[last - at] ?? 0)) / zero;
      }
    } else {
      let next = weight[path + last] ?? 0;
      for (let at = last - 1; at >= 0; at -= 1) {
        const own = weight[path + at] ?? 0;
        const without = next * (last + 1) * (inverse[at + 1] ?? 0);
        weight[path + at] = without;
        next = own - without * zero * (last - at) * share;
      }
    }
    for (let at = index; at < last; at += 1) this.#copy(path + at, path + at + 1, false);
  }

  /** The sum of the weights that {@link #unwind} would leave, for an element that this row follows. */
  #unwoundSum(path: number, last: number, zero: number): number {
    const weight = this.#weight;
    const inverse = this.#inverse;
    let next = weight[path + last] ?? 0;
    let sum = 0;
    for (let at = last - 1; at >= 0; at -= 1) {
      const without = next * (inverse[at + 1] ?? 0);
      sum += without;
      next = (weight[path + at] ?? 0) - without * zero * (last - at);
    }
    return sum * (last + 1);
  }
}

/** What TreeSHAP needs of a tree beside the flat forest. */
export interface ShapTree {
  /** Place of the root. */
  readonly root: number;
  /** Of the rows of its parent, the share that each node has: by its place in the forest from the root on, / 4. */
  readonly shares: Float64Array;
}

/** The shares of the tree at `root`, in the order of the flat forest. Half each where the parent has no cover. */
export function shapTree(forest: FlatForest, tree: RegressionTree, root: number): ShapTree {
  const first = root >> 2;
  const shares = new Float64Array(tree.leftChildren.length);
  for (let at = 0; at < shares.length; at += 1) {
    const left = (forest.nodes[root + at * 4 + 2] ?? 0) >> 2;
    if (left <= first + at) continue;
    const cover = tree.sumHessian[forest.nodeIds[first + at] ?? 0] ?? 0;
    for (const child of [left, left + 1]) {
      const own = tree.sumHessian[forest.nodeIds[child] ?? 0] ?? 0;
      shares[child - first] = cover > 0 ? own / cover : 0.5;
    }
  }
  return { root, shares };
}

/** What a tree predicts without knowing a row: its leaves weighted by their cover. Sums in 32 bits, as XGBoost's. */
export function expectedValue(tree: RegressionTree, node = 0): number {
  const left = tree.leftChildren[node] ?? -1;
  if (left < 0) return tree.splitConditions[node] ?? 0;
  const right = tree.rightChildren[node] ?? 0;
  const whole = tree.sumHessian[node] ?? 0;
  if (!(whole > 0)) return Math.fround((expectedValue(tree, left) + expectedValue(tree, right)) / 2);
  const fromLeft = Math.fround(expectedValue(tree, left) * (tree.sumHessian[left] ?? 0));
  const fromRight = Math.fround(expectedValue(tree, right) * (tree.sumHessian[right] ?? 0));
  return Math.fround(Math.fround(fromLeft + fromRight) / whole);
}

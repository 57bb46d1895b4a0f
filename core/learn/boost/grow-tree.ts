import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import { leafWeight } from '../kernels/split';
import { TASK_PARTITION } from '../kernels/tasks';
import type { Random } from '../random';
import type { BinnedMatrix } from './binned-matrix';
import { LargestGainFirst, LevelByLevel, NewestFirst, type Frontier } from './frontier';
import type { GradientSums } from './gradient-pass';
import { GrowingTree } from './growing-tree';
import type { GrowingNode, Split } from './grown-node';
import type { GrowthRules } from './growth-rules';
import { NodeHistograms } from './node-histograms';
import { RowPartition } from './row-partition';
import { SplitSearch, type Search } from './split-search';
import type { RegressionTree } from './tree';

/** A leaf and its rows. */
interface GrownLeaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
}

/** A threshold that no value is below. */
const BELOW_ALL = -3.4028234663852886e38;
/** Nodes that are split at the same time: some for each thread. */
const NODES_AT_ONCE = 8;
const NODES_OF_ONE_THREAD = 4;

/**
 * Grows trees on a binned matrix: histograms of gradients, of which only those of smaller children are built and the
 * others follow by subtraction; the best split by histogram; rows kept in the order of the leaves. Takes 8 bytes a row
 * beside the histograms.
 */
export class TreeGrower {
  readonly #heap: Heap;
  readonly #matrix: BinnedMatrix;
  readonly #rules: GrowthRules;
  readonly #rows: RowPartition;
  readonly #histograms: NodeHistograms;
  readonly #search: SplitSearch;
  readonly #sets: number;
  readonly #setWords: number;
  readonly #batch: number;
  #tree = new GrowingTree(1);
  #frontier: Frontier = new NewestFirst();
  #leaves: GrownLeaf[] = [];
  #gradients = 0;

  /** `histogramBytes` limits the memory of histograms; the trees are the same. */
  constructor(heap: Heap, crew: Crew, matrix: BinnedMatrix, rules: GrowthRules, histogramBytes?: number) {
    this.#heap = heap;
    this.#matrix = matrix;
    this.#rules = rules;
    this.#batch = crew.threads === 1 ? NODES_OF_ONE_THREAD : NODES_AT_ONCE * crew.threads;
    this.#rows = new RowPartition(heap, crew, matrix.rows);
    this.#histograms = new NodeHistograms(heap, crew, matrix, this.#rows, histogramBytes);
    this.#search = new SplitSearch(heap, crew, matrix, rules, this.#histograms.bytes, this.#batch);
    this.#setWords = (matrix.mostCategories + 31) >>> 5;
    this.#sets = heap.allocate(this.#batch * this.#setWords * 4 + 16);
  }

  /** Grows a tree on the gradients at an address, whose sums are given. `random` chooses features. */
  grow(gradients: number, sums: GradientSums, random: Random): RegressionTree {
    this.#gradients = gradients;
    this.#tree = new GrowingTree(this.#rules.eta);
    this.#leaves = [];
    this.#frontier = this.#newFrontier();
    this.#search.startTree(random);
    this.#rows.reset();
    const bounds = [-Infinity, Infinity] as const;
    const root: GrowingNode = {
      id: this.#tree.addLeaf(null, sums.hessian, this.#weight(sums.gradient, sums.hessian, bounds)),
      from: 0,
      to: this.#matrix.rows,
      depth: 0,
      path: 1,
      gradient: sums.gradient,
      hessian: sums.hessian,
      lower: bounds[0],
      upper: bounds[1],
      histogram: 0,
      split: null,
    };
    this.#findSplits([{ children: [root], parentHistogram: 0 }]);
    let leaves = 1;
    const { maxLeaves } = this.#rules;
    while (this.#frontier.size > 0) {
      const room = maxLeaves > 0 ? maxLeaves - leaves : Infinity;
      if (room <= 0) break;
      const batch = this.#frontier.take(Math.min(this.#batch, room, Math.max(1, this.#histograms.available)));
      leaves += batch.length;
      this.#splitNodes(batch);
    }
    while (this.#frontier.size > 0) for (const node of this.#frontier.take(1)) this.#close(node);
    return this.#rules.lossguide ? this.#tree.finishAsGrown() : this.#tree.finish();
  }

  /** Adds the tree that was grown last to margins, which are `stride` bytes apart. */
  addTo(margins: number, stride: number): void {
    const leaves = this.#leaves.map((leaf) => ({ ...leaf, value: this.#tree.leafValue(leaf.node) }));
    this.#rows.addLeaves(leaves, margins, stride);
  }

  release(): void {
    this.#rows.release();
    this.#histograms.release();
    this.#search.release();
    this.#heap.release(this.#sets);
  }

  #newFrontier(): Frontier {
    if (this.#rules.lossguide) return new LargestGainFirst();
    return this.#rules.maxLeaves > 0 ? new LevelByLevel() : new NewestFirst();
  }

  #weight(gradient: number, hessian: number, [lower, upper]: Bounds): number {
    const { lambda, alpha, maxDeltaStep } = this.#rules;
    return hessian <= 0 ? 0 : leafWeight(gradient, hessian, lambda, alpha, maxDeltaStep, lower, upper);
  }

  #close(leaf: GrowingNode): void {
    this.#histograms.giveBack(leaf);
    this.#leaves.push({ node: leaf.id, from: leaf.from, to: leaf.to });
  }

  /** Splits nodes, and finds out how their children are split best. */
  #splitNodes(batch: readonly GrowingNode[]): void {
    const lefts = this.#rows.split(batch, (at, task) => {
      const split = batch[at]?.split;
      if (split) this.#writePartition(split, at, task);
    });
    const families: Family[] = [];
    for (const [at, parent] of batch.entries()) {
      if (parent.split === null) continue;
      const children = this.#childrenOf(parent, parent.split, lefts[at] ?? 0);
      if (children.some((child) => this.#mayGrow(child))) {
        families.push({ children, parentHistogram: parent.histogram });
        continue;
      }
      this.#histograms.giveBack(parent);
      for (const child of children) this.#close(child);
    }
    this.#findSplits(families);
  }

  #childrenOf(parent: GrowingNode, split: Split, left: number): [GrowingNode, GrowingNode] {
    const { cuts, cutStarts } = this.#matrix;
    const thresholdOf = ({ feature, bin }: Split) =>
      bin < 0 ? BELOW_ALL : (cuts[(cutStarts[feature] ?? 0) + bin] ?? BELOW_ALL);
    const rightGradient = parent.gradient - split.leftGradient;
    const rightHessian = parent.hessian - split.leftHessian;
    const [leftBounds, rightBounds] = this.#boundsBelow(parent, split);
    this.#tree.split(parent.id, {
      feature: split.feature,
      threshold: split.set === null ? thresholdOf(split) : 0,
      right: split.set === null ? null : membersOf(split.set),
      missingLeft: split.missingLeft,
      gain: split.gain,
    });
    const child = (
      side: number,
      from: number,
      to: number,
      gradient: number,
      hessian: number,
      [lower, upper]: Bounds,
    ): GrowingNode => ({
      id: this.#tree.addLeaf(parent.id, hessian, this.#weight(gradient, hessian, [lower, upper])),
      from,
      to,
      depth: parent.depth + 1,
      path: (Math.imul(parent.path, 0x9e3779b1) + side) | 0,
      gradient,
      hessian,
      lower,
      upper,
      histogram: 0,
      split: null,
    });
    const middle = parent.from + left;
    return [
      child(1, parent.from, middle, split.leftGradient, split.leftHessian, leftBounds),
      child(2, middle, parent.to, rightGradient, rightHessian, rightBounds),
    ];
  }

  #boundsBelow(parent: GrowingNode, split: Split): readonly [Bounds, Bounds] {
    const { lower, upper } = parent;
    const direction = this.#rules.monotone?.[split.feature] ?? 0;
    if (direction === 0)
      return [
        [lower, upper],
        [lower, upper],
      ];
    const { lambda, alpha, maxDeltaStep } = this.#rules;
    const weight = (g: number, h: number) => leafWeight(g, h, lambda, alpha, maxDeltaStep, lower, upper);
    const middle =
      (weight(split.leftGradient, split.leftHessian) +
        weight(parent.gradient - split.leftGradient, parent.hessian - split.leftHessian)) /
      2;
    return direction > 0
      ? [
          [lower, middle],
          [middle, upper],
        ]
      : [
          [middle, upper],
          [lower, middle],
        ];
  }

  #mayGrow = (node: GrowingNode): boolean => {
    const { maxDepth, minChildWeight } = this.#rules;
    if (node.depth === 0) return true;
    return (maxDepth === 0 || node.depth < maxDepth) && node.to - node.from > 1 && node.hessian >= 2 * minChildWeight;
  };

  /** Writes the task that sorts rows by the side of a split. */
  #writePartition(split: Split, at: number, address: number): void {
    const matrix = this.#matrix;
    const { i32 } = this.#heap.views;
    const task = address >>> 2;
    const bundle = matrix.bundleOf[split.feature] ?? -1;
    const bins = matrix.bins[split.feature] ?? 0;
    const low = matrix.lowCode[split.feature] ?? 0;
    let set = 0;
    if (split.set !== null) {
      set = this.#sets + at * this.#setWords * 4;
      i32.set(split.set, set >>> 2);
    }
    i32[task] = TASK_PARTITION;
    i32[task + 9] = set;
    i32[task + 10] = split.missingLeft ? 1 : 0;
    if (bundle >= 0) {
      i32[task + 1] = matrix.columnCodes + bundle * matrix.rows * matrix.width;
      i32[task + 6] = low;
      i32[task + 7] = low + bins;
      i32[task + 8] = low + split.bin;
      i32[task + 11] = matrix.width;
      return;
    }
    const { sparse } = matrix;
    const start = sparse?.columnStarts[split.feature] ?? 0;
    i32[task + 1] = (sparse?.columnRows ?? 0) + start * 4;
    i32[task + 7] = (sparse?.columnStarts[split.feature + 1] ?? 0) - start;
    i32[task + 8] = split.bin;
    i32[task + 11] = 0;
    i32[task + 14] = (sparse?.columnBins ?? 0) + start * 2;
  }

  /** Finds the splits of children: those without one become leaves, the others wait for their turn. */
  #findSplits(families: readonly Family[]): void {
    const pairs = families.flatMap((family) => this.#pairs(family));
    const nodes = pairs.map(({ built }) => built);
    const parts = this.#histograms.build(nodes, this.#gradients, () => this.#frontier.lastWithHistogram());
    const searches: Search[] = [];
    for (const { built, other, parentHistogram } of pairs) {
      if (other !== null) other.histogram = parentHistogram;
      searches.push({ built, other, ...(parts.get(built) ?? { parts: 0, count: 0 }) });
    }
    this.#search.run(searches, this.#mayGrow);
    const children = families.flatMap((family) => family.children).sort((a, b) => a.id - b.id);
    for (const child of children) {
      if (child.split === null) this.#close(child);
      else this.#frontier.add(child);
    }
  }

  /**
   * Whose histograms are built: of two children the one with fewer rows, the other's is what it leaves of the parent's. Where
   * that was given up, those of both that may grow.
   */
  #pairs({ children, parentHistogram }: Family): Pair[] {
    const [smaller, larger] = [...children].sort((a, b) => a.to - a.from - (b.to - b.from));
    if (smaller === undefined) return [];
    if (parentHistogram !== 0 && larger !== undefined) return [{ built: smaller, other: larger, parentHistogram }];
    return children.filter(this.#mayGrow).map((built) => ({ built, other: null, parentHistogram: 0 }));
  }
}

type Bounds = readonly [number, number];

/** Children of one node, or the root alone. */
interface Family {
  readonly children: readonly GrowingNode[];
  /** 0 when it has been given up. */
  readonly parentHistogram: number;
}

/** A node whose histogram is built, and the sibling whose histogram follows from it. */
interface Pair {
  readonly built: GrowingNode;
  readonly other: GrowingNode | null;
  readonly parentHistogram: number;
}

function membersOf(set: Int32Array): Int32Array {
  const members: number[] = [];
  for (const [word, bits] of set.entries()) {
    for (let bit = 0; bit < 32; bit += 1) if ((bits >>> bit) & 1) members.push(word * 32 + bit);
  }
  return Int32Array.from(members);
}

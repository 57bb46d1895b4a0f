import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import * as node from '../kernels/split';
import { TASK_HISTOGRAM, TASK_NODES, TASK_PARTITION, TASK_SPLITS } from '../kernels/tasks';
import type { Random } from '../random';
import type { BinnedMatrix } from './binned-matrix';
import { FeatureSets, type FeatureSet, type Shares } from './feature-sets';
import { LargestGainFirst, LevelByLevel, NewestFirst, type Frontier } from './frontier';
import type { GradientSums } from './gradient-pass';
import { GrowingTree } from './growing-tree';
import type { GrowingNode, Split } from './grown-node';
import { HistogramPool } from './histogram-pool';
import { RowPartition } from './row-partition';
import type { RegressionTree } from './tree';

/** What the growth of trees goes by, named as XGBoost's parameters. */
export interface GrowthRules extends Shares {
  readonly eta: number;
  readonly gamma: number;
  readonly lambda: number;
  readonly alpha: number;
  readonly minChildWeight: number;
  readonly maxDeltaStep: number;
  /** 0 for no limit, as with leaves. */
  readonly maxDepth: number;
  readonly maxLeaves: number;
  readonly lossguide: boolean;
  readonly maxCatToOnehot: number;
  readonly maxCatThreshold: number;
  readonly monotone: Int32Array | null;
}

/** A leaf and its rows. */
interface GrownLeaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
}

/** Updates of bins that are worth a task of their own. */
const LEAST_WORK = 60_000;
/** Bins from which the search for splits is shared among threads. */
const MANY_BINS = 32_768;
/** A threshold that no value is below. */
const BELOW_ALL = -3.4028234663852886e38;
/** Nodes that are split at the same time, for each thread. */
const NODES_AT_ONCE = 8;

/**
 * Grows trees on a binned matrix: histograms of gradients, of which only those of smaller children are built and the
 * others follow by subtraction; the best split by histogram; rows kept in the order of the leaves. Takes 8 bytes a row
 * beside the histograms.
 */
export class TreeGrower {
  readonly #heap: Heap;
  readonly #crew: Crew;
  readonly #matrix: BinnedMatrix;
  readonly #rules: GrowthRules;
  readonly #features: FeatureSets;
  readonly #pool: HistogramPool;
  readonly #rows: RowPartition;
  readonly #parts: number;
  readonly #rulesAt: number;
  readonly #setWords: number;
  readonly #sets: number;
  readonly #sorting: number;
  readonly #addresses: readonly number[];
  readonly #batch: number;
  readonly #workOfRow: number;
  #tree = new GrowingTree(1);
  #frontier: Frontier = new NewestFirst();
  #leaves: GrownLeaf[] = [];
  #gradients = 0;

  /** `histogramBytes` limits the memory of histograms; the trees are the same. */
  constructor(heap: Heap, crew: Crew, matrix: BinnedMatrix, rules: GrowthRules, histogramBytes?: number) {
    this.#heap = heap;
    this.#crew = crew;
    this.#matrix = matrix;
    this.#rules = rules;
    const { byTree, byLevel, byNode } = rules;
    const kinds = Int32Array.from(matrix.bins, (bins, feature) => kindOf(matrix, rules, feature, bins));
    this.#features = new FeatureSets(matrix, kinds, { byTree, byLevel, byNode });
    this.#pool = new HistogramPool(heap, matrix.totalBins, histogramBytes);
    this.#batch = crew.threads === 1 ? 4 : NODES_AT_ONCE * crew.threads;
    this.#rows = new RowPartition(heap, crew, matrix.rows);
    this.#parts = heap.allocate(Math.max(1, 2 * crew.threads) * this.#pool.bytes);
    this.#setWords = (matrix.mostCategories + 31) >>> 5;
    const ranges = this.#batch * 2 * Math.max(1, crew.threads);
    this.#sets = heap.allocate(ranges * this.#setWords * 4 + this.#batch * this.#setWords * 4 + 16);
    this.#sorting = heap.allocate(ranges * matrix.mostCategories * 16 + 16);
    const table = heap.allocate(matrix.columns * node.FEATURE_BYTES);
    const monotone = rules.monotone === null ? 0 : heap.allocate(matrix.columns * 4);
    this.#rulesAt = heap.allocate(node.RULES_BYTES);
    this.#addresses = [this.#parts, this.#sets, this.#sorting, table, monotone, this.#rulesAt];
    this.#writeRules(table, monotone, kinds);
    const stored = matrix.sparse === null ? 0 : storedSparsely(matrix);
    this.#workOfRow = matrix.bundles + stored / matrix.rows;
  }

  /**
   * Grows a tree on the gradients at an address, whose sums are given. `random` chooses features.
   */
  grow(gradients: number, sums: GradientSums, random: Random): RegressionTree {
    this.#gradients = gradients;
    this.#tree = new GrowingTree(this.#rules.eta);
    this.#leaves = [];
    this.#frontier = this.#newFrontier();
    this.#features.startTree(random);
    this.#rows.reset();
    const root: GrowingNode = {
      id: this.#tree.addLeaf(null, sums.hessian, this.#weight(sums.gradient, sums.hessian, -Infinity, Infinity)),
      from: 0,
      to: this.#matrix.rows,
      depth: 0,
      path: 1,
      gradient: sums.gradient,
      hessian: sums.hessian,
      lower: -Infinity,
      upper: Infinity,
      histogram: 0,
      split: null,
    };
    this.#findSplits([{ nodes: [root], parentHistogram: 0 }]);
    let leaves = 1;
    const { maxLeaves } = this.#rules;
    while (this.#frontier.size > 0) {
      const room = maxLeaves > 0 ? maxLeaves - leaves : Infinity;
      if (room <= 0) break;
      const wanted = Math.min(this.#batch, room, Math.max(1, this.#pool.available));
      const batch = this.#frontier.take(wanted);
      leaves += batch.length;
      this.#splitNodes(batch);
    }
    for (let rest = this.#frontier.take(1); rest.length > 0; rest = this.#frontier.take(1))
      rest.forEach((leaf) => this.#close(leaf));
    return this.#rules.lossguide ? this.#tree.finishAsGrown() : this.#tree.finish();
  }

  /** Adds the tree that was grown last to margins, which are `stride` bytes apart. */
  addTo(margins: number, stride: number): void {
    const leaves = this.#leaves.map((leaf) => ({ ...leaf, value: this.#tree.leafValue(leaf.node) }));
    this.#rows.addLeaves(leaves, margins, stride);
  }

  release(): void {
    this.#features.release();
    this.#rows.release();
    this.#pool.release();
    for (const address of this.#addresses) this.#heap.release(address);
  }

  #newFrontier(): Frontier {
    if (this.#rules.lossguide) return new LargestGainFirst();
    return this.#rules.maxLeaves > 0 ? new LevelByLevel() : new NewestFirst();
  }

  #weight(gradient: number, hessian: number, lower: number, upper: number): number {
    const { lambda, alpha, maxDeltaStep } = this.#rules;
    if (hessian <= 0) return 0;
    return node.leafWeight(gradient, hessian, lambda, alpha, maxDeltaStep, lower, upper);
  }

  #close(leaf: GrowingNode): void {
    this.#pool.giveBack(leaf.histogram);
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
      const nodes = this.#childrenOf(parent, parent.split, lefts[at] ?? 0);
      const growing = nodes.filter((child) => this.#mayGrow(child));
      for (const child of nodes) if (!growing.includes(child)) this.#close(child);
      if (growing.length === 0) {
        this.#pool.giveBack(parent.histogram);
      } else {
        families.push({
          nodes: [...nodes].sort((a, b) => a.to - a.from - (b.to - b.from)),
          parentHistogram: parent.histogram,
        });
      }
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
      id: this.#tree.addLeaf(parent.id, hessian, this.#weight(gradient, hessian, lower, upper)),
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
    const weight = (g: number, h: number) => node.leafWeight(g, h, lambda, alpha, maxDeltaStep, lower, upper);
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

  #mayGrow(child: GrowingNode): boolean {
    const { maxDepth, minChildWeight } = this.#rules;
    return (
      (maxDepth === 0 || child.depth < maxDepth) && child.to - child.from > 1 && child.hessian >= 2 * minChildWeight
    );
  }

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

  /** Builds the histograms that children need and finds their splits; those without one become leaves. */
  #findSplits(families: readonly Family[]): void {
    const searches: Search[] = [];
    let part = 0;
    const total = families.reduce((sum, { nodes: [smaller] }) => sum + rowsIn(smaller), 0);
    const share = Math.max(LEAST_WORK / this.#workOfRow, total / (2 * this.#crew.threads));
    const build = (child: GrowingNode): { parts: number; count: number } => {
      child.histogram = this.#takeHistogram();
      const count = Math.max(
        1,
        Math.min(Math.floor(rowsIn(child) / share), this.#crew.threads, 2 * this.#crew.threads - part + 1),
      );
      const rows = rowsIn(child) / count;
      const parts = this.#parts + part * this.#pool.bytes;
      for (let at = 0; at < count; at += 1) {
        const target = at === 0 ? child.histogram : parts + (at - 1) * this.#pool.bytes;
        this.#writeHistogram(
          target,
          child,
          child.from + Math.floor(at * rows),
          child.from + Math.floor((at + 1) * rows),
        );
      }
      part += count - 1;
      return { parts, count: count - 1 };
    };
    for (const { nodes, parentHistogram } of families) {
      const [smaller, larger] = nodes;
      if (parentHistogram === 0) {
        for (const child of nodes) {
          if (this.#mayGrow(child) || child.depth === 0)
            searches.push({ ...build(child), parent: 0, built: child, other: null });
        }
        continue;
      }
      if (smaller === undefined || larger === undefined) continue;
      searches.push({
        ...build(smaller),
        parent: this.#mayGrow(larger) ? parentHistogram : 0,
        built: smaller,
        other: larger,
      });
      larger.histogram = parentHistogram;
    }
    this.#crew.run();
    this.#search(searches);
  }

  /** A histogram; when all are taken, that of the node which would need it last. */
  #takeHistogram(): number {
    if (this.#pool.available === 0) {
      const last = this.#frontier.lastWithHistogram();
      if (last !== undefined) {
        this.#pool.giveBack(last.histogram);
        last.histogram = 0;
      }
    }
    return this.#pool.take();
  }

  #writeHistogram(target: number, child: GrowingNode, from: number, to: number): void {
    const matrix = this.#matrix;
    const { i32 } = this.#heap.views;
    const task = this.#crew.next() >>> 2;
    i32[task] = TASK_HISTOGRAM;
    i32[task + 1] = target;
    i32[task + 2] = matrix.totalBins;
    i32[task + 3] = matrix.rowCodes;
    i32[task + 4] = matrix.bundles;
    i32[task + 5] = matrix.offsets;
    i32[task + 6] = child.depth === 0 ? 0 : this.#rows.rows;
    i32[task + 7] = from;
    i32[task + 8] = to;
    i32[task + 9] = this.#gradients;
    i32[task + 10] = matrix.width - 1;
    i32[task + 11] = matrix.sparse?.starts ?? 0;
    i32[task + 12] = matrix.sparse?.bins ?? 0;
  }

  #search(searches: readonly Search[]): void {
    const threads = this.#crew.threads;
    const ranges = this.#matrix.totalBins < MANY_BINS || searches.length >= 2 * threads ? 1 : threads;
    let place = 0;
    for (const search of searches) {
      const nodes = [search.built, search.other].filter((child) => child !== null);
      const sets = nodes.map((child) => this.#features.ofNode(child.depth, child.path));
      for (const [from, to] of this.#binRanges(ranges)) {
        const { i32 } = this.#heap.views;
        const address = this.#crew.next();
        const task = address >>> 2;
        i32[task] = TASK_SPLITS;
        i32[task + 1] = search.built.histogram;
        i32[task + 2] = search.parent;
        i32[task + 3] = search.parts;
        i32[task + 4] = search.count;
        i32[task + 5] = this.#pool.bytes;
        i32[task + 6] = from;
        i32[task + 7] = to;
        i32[task + 8] = this.#rulesAt;
        for (let at = 0; at < 2; at += 1) {
          const [child, set] = [nodes[at], sets[at]];
          const target = address + TASK_NODES + at * node.NODE_BYTES;
          i32[target >>> 2] = 0;
          if (child === undefined || set === undefined) continue;
          if (!this.#mayGrow(child) && child.depth > 0) continue;
          this.#writeNode(target, child, set, from, to, place);
          place += 1;
        }
      }
    }
    const done = this.#crew.run();
    const splittable: GrowingNode[] = [];
    for (const [at, search] of searches.entries()) {
      const tasks = done.slice(at * ranges, (at + 1) * ranges);
      for (const [order, child] of [search.built, search.other].entries()) {
        if (child === null) continue;
        if (!this.#mayGrow(child) && child.depth > 0) {
          this.#pool.giveBack(child.histogram);
          child.histogram = 0;
          continue;
        }
        child.split = this.#bestOf(tasks.map((task) => task + TASK_NODES + order * node.NODE_BYTES));
        if (child.split === null) this.#close(child);
        else splittable.push(child);
      }
    }
    for (const child of splittable.sort((a, b) => a.id - b.id)) this.#frontier.add(child);
    this.#features.endBatch();
  }

  #writeNode(target: number, child: GrowingNode, set: FeatureSet, from: number, to: number, place: number): void {
    const { i32, f64 } = this.#heap.views;
    const { firstBin } = this.#matrix;
    const several = within(set.several.length, (at) => firstBin[set.several[at] ?? 0] ?? 0, from, to);
    const single = within(set.single.length / 2, (at) => set.single[2 * at] ?? 0, from, to);
    const at = target >>> 2;
    i32[at] = child.histogram;
    i32[at + 1] = set.addresses[0] + several.first * 4;
    i32[at + 2] = several.count;
    i32[at + 3] = set.addresses[1] + single.first * 8;
    i32[at + 4] = single.count;
    i32[at + 5] = this.#sets + (this.#batch + place) * this.#setWords * 4;
    i32[at + 6] = this.#sorting + place * this.#matrix.mostCategories * 16;
    f64[(target + node.NODE_GRADIENT) >>> 3] = child.gradient;
    f64[(target + node.NODE_HESSIAN) >>> 3] = child.hessian;
    f64[(target + node.NODE_LOWER) >>> 3] = child.lower;
    f64[(target + node.NODE_UPPER) >>> 3] = child.upper;
  }

  /** The best of the answers for one node, or null when it is better left alone. */
  #bestOf(answers: readonly number[]): Split | null {
    const { i32, f64 } = this.#heap.views;
    let best = -1;
    for (const answer of answers) {
      const feature = i32[(answer + node.NODE_SPLIT_FEATURE) >>> 2] ?? -1;
      if (feature < 0) continue;
      const gain = f64[(answer + node.NODE_GAIN) >>> 3] ?? 0;
      const bestGain = best < 0 ? -1 : (f64[(best + node.NODE_GAIN) >>> 3] ?? 0);
      const bestFeature = best < 0 ? -1 : (i32[(best + node.NODE_SPLIT_FEATURE) >>> 2] ?? -1);
      if (gain > bestGain || (gain === bestGain && feature < bestFeature)) best = answer;
    }
    if (best < 0) return null;
    const gain = f64[(best + node.NODE_GAIN) >>> 3] ?? 0;
    if (gain < this.#rules.gamma) return null;
    const set = (i32[(best + node.NODE_SET) >>> 2] ?? 0) >>> 2;
    return {
      gain,
      feature: i32[(best + node.NODE_SPLIT_FEATURE) >>> 2] ?? 0,
      bin: i32[(best + node.NODE_SPLIT_BIN) >>> 2] ?? 0,
      set: i32[(best + node.NODE_IS_SET) >>> 2] === 1 ? i32.slice(set, set + this.#setWords) : null,
      missingLeft: i32[(best + node.NODE_MISSING_LEFT) >>> 2] === 1,
      leftGradient: f64[(best + node.NODE_LEFT_GRADIENT) >>> 3] ?? 0,
      leftHessian: f64[(best + node.NODE_LEFT_HESSIAN) >>> 3] ?? 0,
    };
  }

  /** Parts of all bins that cut no feature in two. */
  #binRanges(count: number): readonly (readonly [number, number])[] {
    const { totalBins, firstBin } = this.#matrix;
    if (count === 1) return [[0, totalBins]];
    const starts = firstBin.slice().sort();
    const ends = Array.from({ length: count }, (_, at) => {
      const wanted = (totalBins * (at + 1)) / count;
      const next = starts.findIndex((start) => start >= wanted);
      return at === count - 1 || next < 0 ? totalBins : (starts[next] ?? totalBins);
    });
    return ends.map((end, at) => [at === 0 ? 0 : (ends[at - 1] ?? 0), end] as const);
  }

  #writeRules(table: number, monotone: number, kinds: Int32Array): void {
    const { i32, f64 } = this.#heap.views;
    const { bins, hasMissing, firstBin, columns } = this.#matrix;
    const at = this.#rulesAt;
    f64[(at + node.RULES_LAMBDA) >>> 3] = this.#rules.lambda;
    f64[(at + node.RULES_ALPHA) >>> 3] = this.#rules.alpha;
    f64[(at + node.RULES_MIN_CHILD_WEIGHT) >>> 3] = this.#rules.minChildWeight;
    f64[(at + node.RULES_MAX_DELTA_STEP) >>> 3] = this.#rules.maxDeltaStep;
    i32[(at + node.RULES_MAX_SET) >>> 2] = this.#rules.maxCatThreshold;
    i32[(at + node.RULES_MONOTONE) >>> 2] = monotone;
    i32[(at + node.RULES_TABLE) >>> 2] = table;
    i32[(at + node.RULES_SET_BYTES) >>> 2] = this.#setWords * 4;
    if (this.#rules.monotone !== null) i32.set(this.#rules.monotone, monotone >>> 2);
    for (let feature = 0; feature < columns; feature += 1) {
      const entry = (table + feature * node.FEATURE_BYTES) >>> 2;
      i32[entry] = firstBin[feature] ?? 0;
      i32[entry + 1] = bins[feature] ?? 0;
      i32[entry + 2] = kinds[feature] ?? 0;
      i32[entry + 3] = hasMissing[feature] ?? 0;
    }
  }
}

type Bounds = readonly [number, number];

/** Children of one node, the smaller first, or the root alone. */
interface Family {
  readonly nodes: readonly GrowingNode[];
  /** 0 when it has been given up: then both children's are built. */
  readonly parentHistogram: number;
}

/** A histogram that is built, in parts, and the nodes that it tells the splits of. */
interface Search {
  readonly built: GrowingNode;
  readonly other: GrowingNode | null;
  readonly parent: number;
  readonly parts: number;
  readonly count: number;
}

function rowsIn(child: GrowingNode | undefined): number {
  return child === undefined ? 0 : child.to - child.from;
}

function kindOf(matrix: BinnedMatrix, rules: GrowthRules, feature: number, bins: number): number {
  const isCategorical = matrix.cutStarts[feature] === matrix.cutStarts[feature + 1];
  if (!isCategorical) return node.KIND_NUMERIC;
  return bins < rules.maxCatToOnehot ? node.KIND_ONE_HOT : node.KIND_PARTITION;
}

function storedSparsely({ sparse, bundleOf }: BinnedMatrix): number {
  let stored = 0;
  for (const [feature, bundle] of bundleOf.entries()) {
    if (bundle < 0) stored += (sparse?.columnStarts[feature + 1] ?? 0) - (sparse?.columnStarts[feature] ?? 0);
  }
  return stored;
}

function membersOf(set: Int32Array): Int32Array {
  const members: number[] = [];
  for (const [word, bits] of set.entries()) {
    for (let bit = 0; bit < 32; bit += 1) if ((bits >>> bit) & 1) members.push(word * 32 + bit);
  }
  return Int32Array.from(members);
}

/** Of an ascending list, where the entries from one value to below another lie. */
function within(
  length: number,
  valueAt: (at: number) => number,
  from: number,
  to: number,
): { readonly first: number; readonly count: number } {
  const firstAtLeast = (wanted: number) => {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (valueAt(middle) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const first = firstAtLeast(from);
  return { first, count: firstAtLeast(to) - first };
}

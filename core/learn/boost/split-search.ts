import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import * as layout from '../kernels/split';
import { TASK_NODES, TASK_SPLITS } from '../kernels/tasks';
import type { Random } from '../random';
import type { BinnedMatrix } from './binned-matrix';
import { FeatureSets, type FeatureSet } from './feature-sets';
import type { GrowingNode, Split } from './grown-node';
import type { GrowthRules } from './growth-rules';
import type { BuiltParts } from './node-histograms';

/** Bins from which the search is shared among threads. */
const MANY_BINS = 32_768;

/** A histogram that was built, in parts, and the nodes that it tells the splits of: its own, and that of a sibling. */
export interface Search extends BuiltParts {
  /** Whose histogram was built; its split is looked for if it may grow. */
  readonly built: GrowingNode;
  /** Whose histogram is what is left of the parent's, which it has already. */
  readonly other: GrowingNode | null;
}

/** Finds the best splits of nodes by their histograms. */
export class SplitSearch {
  readonly #heap: Heap;
  readonly #crew: Crew;
  readonly #matrix: BinnedMatrix;
  readonly #rules: GrowthRules;
  readonly #features: FeatureSets;
  readonly #histogramBytes: number;
  readonly #ranges: readonly (readonly [number, number])[];
  readonly #rulesAt: number;
  readonly #setWords: number;
  readonly #sets: number;
  readonly #sorting: number;
  readonly #addresses: readonly number[];

  /** For up to `most` searches at a time. */
  constructor(heap: Heap, crew: Crew, matrix: BinnedMatrix, rules: GrowthRules, histogramBytes: number, most: number) {
    this.#heap = heap;
    this.#crew = crew;
    this.#matrix = matrix;
    this.#rules = rules;
    this.#histogramBytes = histogramBytes;
    const { byTree, byLevel, byNode } = rules;
    const kinds = Int32Array.from(matrix.bins, (bins, feature) => kindOf(matrix, rules, feature, bins));
    this.#features = new FeatureSets(matrix, kinds, { byTree, byLevel, byNode });
    this.#ranges = matrix.totalBins < MANY_BINS ? [[0, matrix.totalBins]] : binRanges(matrix, crew.threads);
    this.#setWords = (matrix.mostCategories + 31) >>> 5;
    const answers = most * 2 * crew.threads;
    this.#sets = heap.allocate(answers * this.#setWords * 4 + 16);
    this.#sorting = heap.allocate(answers * matrix.mostCategories * 16 + 16);
    const table = heap.allocate(matrix.columns * layout.FEATURE_BYTES);
    const monotone = rules.monotone === null ? 0 : heap.allocate(matrix.columns * 4);
    this.#rulesAt = heap.allocate(layout.RULES_BYTES);
    this.#addresses = [this.#sets, this.#sorting, table, monotone, this.#rulesAt];
    this.#writeRules(table, monotone, kinds);
  }

  /** Draws the features of a new tree. */
  startTree(random: Random): void {
    this.#features.startTree(random);
  }

  /** Sets the split of each node that may grow: null when none is worth it. */
  run(searches: readonly Search[], mayGrow: (node: GrowingNode) => boolean): void {
    const whole: readonly (readonly [number, number])[] = [[0, this.#matrix.totalBins]];
    // enough searches keep all threads busy
    const ranges = searches.length >= 2 * this.#crew.threads ? whole : this.#ranges;
    let place = 0;
    for (const search of searches) {
      const nodes = [search.built, search.other].map((node) => (node !== null && mayGrow(node) ? node : null));
      const sets = nodes.map((node) => (node === null ? null : this.#features.ofNode(node.depth, node.path)));
      for (const [from, to] of ranges) {
        const address = this.#writeTask(search, nodes[1] !== null, from, to);
        for (const [order, node] of nodes.entries()) {
          const set = sets[order] ?? null;
          const target = address + TASK_NODES + order * layout.NODE_BYTES;
          this.#heap.views.i32[target >>> 2] = 0;
          if (node === null || set === null) continue;
          this.#writeNode(target, node, set, from, to, place);
          place += 1;
        }
      }
    }
    const done = this.#crew.run();
    for (const [at, { built, other }] of searches.entries()) {
      const tasks = done.slice(at * ranges.length, (at + 1) * ranges.length);
      for (const [order, node] of [built, other].entries()) {
        if (node === null || !mayGrow(node)) continue;
        node.split = this.#bestOf(tasks.map((task) => task + TASK_NODES + order * layout.NODE_BYTES));
      }
    }
    this.#features.endBatch();
  }

  release(): void {
    this.#features.release();
    for (const address of this.#addresses) this.#heap.release(address);
  }

  #writeTask({ built, other, parts, count }: Search, withOther: boolean, from: number, to: number): number {
    const { i32 } = this.#heap.views;
    const address = this.#crew.next();
    const task = address >>> 2;
    i32[task] = TASK_SPLITS;
    i32[task + 1] = built.histogram;
    i32[task + 2] = withOther ? (other?.histogram ?? 0) : 0;
    i32[task + 3] = parts;
    i32[task + 4] = count;
    i32[task + 5] = this.#histogramBytes;
    i32[task + 6] = from;
    i32[task + 7] = to;
    i32[task + 8] = this.#rulesAt;
    return address;
  }

  #writeNode(target: number, node: GrowingNode, set: FeatureSet, from: number, to: number, place: number): void {
    const { i32, f64 } = this.#heap.views;
    const { firstBin } = this.#matrix;
    const several = within(set.several.length, (at) => firstBin[set.several[at] ?? 0] ?? 0, from, to);
    const single = within(set.single.length / 2, (at) => set.single[2 * at] ?? 0, from, to);
    const at = target >>> 2;
    i32[at] = node.histogram;
    i32[at + 1] = set.addresses[0] + several.first * 4;
    i32[at + 2] = several.count;
    i32[at + 3] = set.addresses[1] + single.first * 8;
    i32[at + 4] = single.count;
    i32[at + 5] = this.#sets + place * this.#setWords * 4;
    i32[at + 6] = this.#sorting + place * this.#matrix.mostCategories * 16;
    f64[(target + layout.NODE_GRADIENT) >>> 3] = node.gradient;
    f64[(target + layout.NODE_HESSIAN) >>> 3] = node.hessian;
    f64[(target + layout.NODE_LOWER) >>> 3] = node.lower;
    f64[(target + layout.NODE_UPPER) >>> 3] = node.upper;
  }

  /** The best of the answers for one node, or null when it is better left alone. */
  #bestOf(answers: readonly number[]): Split | null {
    const { i32, f64 } = this.#heap.views;
    let best = -1;
    for (const answer of answers) {
      const feature = i32[(answer + layout.NODE_SPLIT_FEATURE) >>> 2] ?? -1;
      if (feature < 0) continue;
      const gain = f64[(answer + layout.NODE_GAIN) >>> 3] ?? 0;
      const bestGain = best < 0 ? -1 : (f64[(best + layout.NODE_GAIN) >>> 3] ?? 0);
      const bestFeature = best < 0 ? -1 : (i32[(best + layout.NODE_SPLIT_FEATURE) >>> 2] ?? -1);
      if (gain > bestGain || (gain === bestGain && feature < bestFeature)) best = answer;
    }
    if (best < 0) return null;
    const gain = f64[(best + layout.NODE_GAIN) >>> 3] ?? 0;
    if (gain < this.#rules.gamma) return null;
    const set = (i32[(best + layout.NODE_SET) >>> 2] ?? 0) >>> 2;
    return {
      gain,
      feature: i32[(best + layout.NODE_SPLIT_FEATURE) >>> 2] ?? 0,
      bin: i32[(best + layout.NODE_SPLIT_BIN) >>> 2] ?? 0,
      set: i32[(best + layout.NODE_IS_SET) >>> 2] === 1 ? i32.slice(set, set + this.#setWords) : null,
      missingLeft: i32[(best + layout.NODE_MISSING_LEFT) >>> 2] === 1,
      leftGradient: f64[(best + layout.NODE_LEFT_GRADIENT) >>> 3] ?? 0,
      leftHessian: f64[(best + layout.NODE_LEFT_HESSIAN) >>> 3] ?? 0,
    };
  }

  #writeRules(table: number, monotone: number, kinds: Int32Array): void {
    const { i32, f64 } = this.#heap.views;
    const { bins, hasMissing, firstBin, columns } = this.#matrix;
    const at = this.#rulesAt;
    f64[(at + layout.RULES_LAMBDA) >>> 3] = this.#rules.lambda;
    f64[(at + layout.RULES_ALPHA) >>> 3] = this.#rules.alpha;
    f64[(at + layout.RULES_MIN_CHILD_WEIGHT) >>> 3] = this.#rules.minChildWeight;
    f64[(at + layout.RULES_MAX_DELTA_STEP) >>> 3] = this.#rules.maxDeltaStep;
    i32[(at + layout.RULES_MAX_SET) >>> 2] = this.#rules.maxCatThreshold;
    i32[(at + layout.RULES_MONOTONE) >>> 2] = monotone;
    i32[(at + layout.RULES_TABLE) >>> 2] = table;
    i32[(at + layout.RULES_SET_BYTES) >>> 2] = this.#setWords * 4;
    if (this.#rules.monotone !== null) i32.set(this.#rules.monotone, monotone >>> 2);
    for (let feature = 0; feature < columns; feature += 1) {
      const entry = (table + feature * layout.FEATURE_BYTES) >>> 2;
      i32[entry] = firstBin[feature] ?? 0;
      i32[entry + 1] = bins[feature] ?? 0;
      i32[entry + 2] = kinds[feature] ?? 0;
      i32[entry + 3] = hasMissing[feature] ?? 0;
    }
  }
}

function kindOf(matrix: BinnedMatrix, rules: GrowthRules, feature: number, bins: number): number {
  const isCategorical = matrix.cutStarts[feature] === matrix.cutStarts[feature + 1];
  if (!isCategorical) return layout.KIND_NUMERIC;
  return bins < rules.maxCatToOnehot ? layout.KIND_ONE_HOT : layout.KIND_PARTITION;
}

/** Parts of all bins that cut no feature in two. */
function binRanges({ totalBins, firstBin }: BinnedMatrix, count: number): readonly (readonly [number, number])[] {
  const starts = firstBin.slice().sort();
  const ends = Array.from({ length: count }, (_, at) => {
    const wanted = (totalBins * (at + 1)) / count;
    const next = starts.findIndex((start) => start >= wanted);
    return at === count - 1 || next < 0 ? totalBins : (starts[next] ?? totalBins);
  });
  return ends.map((end, at) => [at === 0 ? 0 : (ends[at - 1] ?? 0), end] as const);
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

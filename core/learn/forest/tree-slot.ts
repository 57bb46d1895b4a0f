import type { Heap } from '../kernels/heap';
import { PAIR_COUNTS } from '../kernels/sort-pairs';
import {
  ENTRY_BYTES,
  JOB_BALANCED,
  JOB_BUDGET,
  JOB_BYTES,
  JOB_CELL_BYTES,
  JOB_CELLS,
  JOB_CLASSES,
  JOB_COUNTS,
  JOB_CRITERION,
  JOB_CUMULATED,
  JOB_DATA,
  JOB_DRAWS,
  JOB_ENTRIES,
  JOB_LEAF_OF,
  JOB_MARKS,
  JOB_MAX_DEPTH,
  JOB_MAX_FEATURES,
  JOB_MAX_LEAVES,
  JOB_MIN_DECREASE,
  JOB_MIN_LEAF,
  JOB_MIN_SPLIT,
  JOB_MIN_WEIGHT,
  JOB_NODE_CAPACITY,
  JOB_NODE_COUNT,
  JOB_NODES,
  JOB_ONE_ENTRIES,
  JOB_OPEN,
  JOB_OPEN_CAPACITY,
  JOB_OPEN_COUNT,
  JOB_ORDER,
  JOB_PAIR_SCRATCH,
  JOB_PAIRS,
  JOB_RANDOM,
  JOB_RANDOM_STATE,
  JOB_ROW_SCRATCH,
  JOB_ROWS,
  JOB_STATE,
  JOB_STATS,
  JOB_SUMS,
  JOB_TARGET,
  JOB_VALUES,
  JOB_WEIGHT,
  NODE_COUNT,
  NODE_FEATURE,
  NODE_FROM,
  NODE_IMPURITY,
  NODE_LEFT,
  NODE_RIGHT,
  NODE_THRESHOLD,
  NODE_TO,
  NODE_WEIGHT,
  OPEN_BYTES,
  STATE_DONE,
  STATE_NEW,
  TREE_NODE_BYTES,
} from '../kernels/tree-job';
import { createRandom } from '../random';
import type { DecisionTree } from './decision-tree';
import type { RankedMatrix } from './ranked-matrix';
import type { TreeRules } from './tree-rules';

/** What a tree is grown on, by addresses. */
export interface TreeStart {
  /** A double for each row, or the number of its class as a whole number of 32 bits. */
  readonly target: number;
  /** A double for each row: what it counts. Overwritten where rows are drawn. */
  readonly weight: number;
  /** Seed and number of the tree, on which all that is random in it depends. */
  readonly seed: number;
  readonly stream: number;
}

/** How the rows of each tree are drawn, with replacement. */
export interface Draws {
  readonly count: number;
  /** Address of cumulated weights of the rows, or 0 to draw all alike. */
  readonly cumulated: number;
  /** Whether the classes that were drawn are given the same weight. */
  readonly balanced: boolean;
}

/** Values that a thread looks at before others get a turn. */
const BUDGET = 2_000_000;
const FIRST_NODES = 1024;
const FIRST_OPEN = 256;

/** Memory in which one tree after the other grows: about 80 bytes for each row, 40 for each value stored sparsely. */
export class TreeSlot {
  readonly job: number;
  /** Address of a weight for each row, that the slot has for itself; 0 unless rows are drawn. */
  readonly ownWeight: number;
  readonly #heap: Heap;
  readonly #matrix: RankedMatrix;
  readonly #outputs: number;
  readonly #leafOf: number;

  constructor(heap: Heap, matrix: RankedMatrix, rules: TreeRules, draws: Draws | null, wantsLeaves: boolean) {
    this.#heap = heap;
    this.#matrix = matrix;
    this.#outputs = Math.max(1, rules.classes);
    const { rows, features } = matrix;
    const values = Math.max(rows, matrix.sparseValues) + 1;
    const cells = ENTRY_BYTES * Math.min(2 * values, matrix.mostCodes * this.#outputs);
    this.job = heap.allocate(JOB_BYTES);
    this.ownWeight = draws === null ? 0 : heap.allocate(rows * 8);
    this.#leafOf = wantsLeaves ? heap.allocate(rows * 4) : 0;
    const fields: readonly (readonly [number, number])[] = [
      [JOB_DATA, matrix.address],
      [JOB_CRITERION, rules.criterion],
      [JOB_RANDOM, rules.atRandom ? 1 : 0],
      [JOB_CLASSES, rules.classes],
      [JOB_MAX_DEPTH, rules.maxDepth],
      [JOB_MIN_SPLIT, rules.minSamplesSplit],
      [JOB_MIN_LEAF, rules.minSamplesLeaf],
      [JOB_MAX_FEATURES, rules.maxFeatures],
      [JOB_MAX_LEAVES, rules.maxLeaves],
      [JOB_DRAWS, draws?.count ?? 0],
      [JOB_CUMULATED, draws?.cumulated ?? 0],
      [JOB_BALANCED, draws?.balanced === true ? 1 : 0],
      [JOB_ROWS, heap.allocate(rows * 4)],
      [JOB_ROW_SCRATCH, heap.allocate(rows * 4)],
      [JOB_STATS, heap.allocate(rows * 16)],
      [JOB_PAIRS, heap.allocate(values * 8)],
      [JOB_PAIR_SCRATCH, heap.allocate(values * 8)],
      [JOB_ENTRIES, heap.allocate(values * ENTRY_BYTES)],
      [JOB_ONE_ENTRIES, heap.allocate((rows + this.#outputs + 1) * ENTRY_BYTES)],
      [JOB_CELLS, heap.allocate(cells)],
      [JOB_CELL_BYTES, cells],
      [JOB_ORDER, heap.allocate(features * 4)],
      [JOB_MARKS, heap.allocate(features * 8)],
      [JOB_SUMS, heap.allocate(3 * this.#outputs * 8)],
      [JOB_COUNTS, heap.allocate(PAIR_COUNTS)],
      [JOB_NODES, heap.allocate(FIRST_NODES * TREE_NODE_BYTES)],
      [JOB_NODE_CAPACITY, FIRST_NODES],
      [JOB_VALUES, heap.allocate(FIRST_NODES * this.#outputs * 8)],
      [JOB_OPEN, heap.allocate(FIRST_OPEN * OPEN_BYTES)],
      [JOB_OPEN_CAPACITY, FIRST_OPEN],
      [JOB_BUDGET, BUDGET],
      [JOB_LEAF_OF, this.#leafOf],
    ];
    const { i32, f64 } = heap.views;
    i32.fill(0, this.job >>> 2, (this.job + JOB_BYTES) >>> 2);
    for (const [field, value] of fields) i32[(this.job + field) >>> 2] = value;
    f64[(this.job + JOB_MIN_WEIGHT) >>> 3] = rules.minWeightFraction;
    f64[(this.job + JOB_MIN_DECREASE) >>> 3] = rules.minImpurityDecrease;
  }

  start({ target, weight, seed, stream }: TreeStart): void {
    const { i32 } = this.#heap.views;
    const { features } = this.#matrix;
    const [order, marks] = [this.#field(JOB_ORDER) >>> 2, this.#field(JOB_MARKS) >>> 2];
    for (let feature = 0; feature < features; feature += 1) i32[order + feature] = feature;
    i32.fill(0, marks, marks + features);
    const random = createRandom(seed, stream);
    const state = (this.job + JOB_RANDOM_STATE) >>> 2;
    for (let word = 0; word < 4; word += 1) i32[state + word] = random.integer(2 ** 32) | (word === 3 ? 1 : 0);
    i32[(this.job + JOB_TARGET) >>> 2] = target;
    i32[(this.job + JOB_WEIGHT) >>> 2] = this.ownWeight === 0 ? weight : this.ownWeight;
    i32[(this.job + JOB_STATE) >>> 2] = STATE_NEW;
  }

  get isDone(): boolean {
    return this.#field(JOB_STATE) === STATE_DONE;
  }

  /** The leaf of each row of the data; a view on memory that the next tree overwrites. */
  get leafOf(): Int32Array {
    return this.#heap.views.i32.subarray(this.#leafOf >>> 2, (this.#leafOf >>> 2) + this.#matrix.rows);
  }

  /** What each row counted, or how often it was drawn; a view as {@link leafOf}. */
  get weights(): Float64Array {
    const weight = this.#field(JOB_WEIGHT) >>> 3;
    return this.#heap.views.f64.subarray(weight, weight + this.#matrix.rows);
  }

  /** The rows that a node of the tree was grown on; a view as {@link leafOf}. */
  rowsOf(node: number): Int32Array {
    const { i32 } = this.#heap.views;
    const at = (this.#field(JOB_NODES) + node * TREE_NODE_BYTES) >>> 2;
    const rows = this.#field(JOB_ROWS) >>> 2;
    return i32.subarray(rows + (i32[at + (NODE_FROM >>> 2)] ?? 0), rows + (i32[at + (NODE_TO >>> 2)] ?? 0));
  }

  /** Makes room for more nodes, if the tree stopped for want of it. */
  makeRoom(): void {
    const capacity = this.#field(JOB_NODE_CAPACITY);
    const nodes = this.#field(JOB_NODE_COUNT);
    if (nodes + 2 > capacity) {
      this.#enlarge(JOB_NODES, capacity * TREE_NODE_BYTES);
      this.#enlarge(JOB_VALUES, capacity * this.#outputs * 8);
      this.#heap.views.i32[(this.job + JOB_NODE_CAPACITY) >>> 2] = capacity * 2;
    }
    const open = this.#field(JOB_OPEN_CAPACITY);
    if (this.#field(JOB_OPEN_COUNT) + 2 <= open) return;
    this.#enlarge(JOB_OPEN, open * OPEN_BYTES);
    this.#heap.views.i32[(this.job + JOB_OPEN_CAPACITY) >>> 2] = open * 2;
  }

  /** The tree that was grown. */
  finish(): DecisionTree {
    const { i32, f64 } = this.#heap.views;
    const count = this.#field(JOB_NODE_COUNT);
    const nodes = this.#field(JOB_NODES);
    const values = this.#field(JOB_VALUES) >>> 3;
    const whole = (field: number) => {
      const numbers = new Int32Array(count);
      for (let node = 0; node < count; node += 1)
        numbers[node] = i32[(nodes + node * TREE_NODE_BYTES + field) >>> 2] ?? 0;
      return numbers;
    };
    const doubles = (field: number) => {
      const numbers = new Float64Array(count);
      for (let node = 0; node < count; node += 1)
        numbers[node] = f64[(nodes + node * TREE_NODE_BYTES + field) >>> 3] ?? 0;
      return numbers;
    };
    const leftChildren = whole(NODE_LEFT);
    const features = whole(NODE_FEATURE);
    const thresholds = doubles(NODE_THRESHOLD);
    for (let node = 0; node < count; node += 1) {
      if ((leftChildren[node] ?? -1) >= 0) continue;
      features[node] = -1;
      thresholds[node] = 0;
    }
    return {
      leftChildren,
      rightChildren: whole(NODE_RIGHT),
      features,
      thresholds,
      impurities: doubles(NODE_IMPURITY),
      weights: doubles(NODE_WEIGHT),
      counts: whole(NODE_COUNT),
      values: f64.slice(values, values + count * this.#outputs),
    };
  }

  #field(field: number): number {
    return (this.#heap.views.i32[(this.job + field) >>> 2] ?? 0) >>> 0;
  }

  #enlarge(field: number, bytes: number): void {
    const old = this.#field(field);
    const larger = this.#heap.allocate(bytes * 2);
    const { u8, i32 } = this.#heap.views;
    u8.copyWithin(larger, old, old + bytes);
    i32[(this.job + field) >>> 2] = larger;
    this.#heap.release(old);
  }
}

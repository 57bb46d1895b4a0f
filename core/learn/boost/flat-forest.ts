import { EiderError } from '../../errors';
import type { RegressionTree } from './tree';

/**
 * Many trees in one buffer, laid out for walking: four words (16 bytes) a node, seen both as integers and as floats.
 * A place is the number of a node's first word.
 *
 * | word | inner node                                  | leaf                     | categorical node                 |
 * | ---- | ------------------------------------------- | ------------------------ | -------------------------------- |
 * | 0    | where its value is in a row of the block    | 0                        | the same, as complement (negative) |
 * | 1    | threshold: smaller goes left                | infinity                 | −                                |
 * | 2    | place of the left child                     | its own place            | place of the left child          |
 * | 3    | −                                           | value                    | start of its set in `categories` |
 *
 * The right child follows the left one. A leaf leads to itself, so that rows can be walked in step for as many steps as
 * the tree is deep, without asking which of them have arrived.
 *
 * **Missing values cost nothing**: a row of the block has every value twice, first with −infinity, then with infinity
 * where it is missing ({@link blockOf}). A node whose missing values go left reads the first, another the second.
 *
 * Only features that a split asks about have a place in the block, whatever the matrix has.
 */
export interface FlatForest {
  readonly nodes: Int32Array;
  /** The same words as floats. */
  readonly values: Float32Array;
  /** Place of each tree's root. */
  readonly roots: Int32Array;
  /** Steps from each tree's root to its deepest leaf. */
  readonly depths: Int32Array;
  /** 1 for each tree whose rows are better walked one by one: it has categorical splits, or is far deeper than wide. */
  readonly uneven: Uint8Array;
  /** Sets of categories as bits, each preceded by its number of 32-bit words. */
  readonly categories: Int32Array;
  /** The features that splits ask about, ascending. */
  readonly features: Int32Array;
  /** Number of each node in its own tree, by place / 4. */
  readonly nodeIds: Int32Array;
}

/** First value that is no category: XGBoost's floats cannot tell those from here on apart. */
const CATEGORY_LIMIT = 16777216;
const LARGEST_FLOAT = 3.4028234663852886e38;

/**
 * Lays out trees. `weights` multiply the leaves of each tree, as DART's do.
 * Throws `model_damaged` for a tree whose nodes do not form a tree, or ask about a feature there is not.
 */
export function flattenTrees(
  trees: readonly RegressionTree[],
  features: number,
  weights: Float32Array | null = null,
): FlatForest {
  const used = usedFeatures(trees, features);
  const slots = new Int32Array(features).fill(-1);
  for (const [slot, feature] of used.entries()) slots[feature] = slot;
  const count = trees.reduce((sum, tree) => sum + tree.leftChildren.length, 0);
  const nodes = new Int32Array(count * 4);
  const values = new Float32Array(nodes.buffer);
  const nodeIds = new Int32Array(count);
  const roots = new Int32Array(trees.length);
  const depths = new Int32Array(trees.length);
  const uneven = new Uint8Array(trees.length);
  const categories: number[] = [];
  let first = 0;
  for (const [index, tree] of trees.entries()) {
    const { order, depth } = levelOrder(tree, index);
    const sets = new Map(tree.categorySets.map((set) => [set.node, set.categories]));
    const weight = weights?.[index] ?? 1;
    let nextChild = first + 1;
    for (const [at, node] of order.entries()) {
      const word = (first + at) * 4;
      nodeIds[first + at] = node;
      if ((tree.leftChildren[node] ?? -1) < 0) {
        values[word + 1] = Infinity;
        nodes[word + 2] = word;
        values[word + 3] = (tree.splitConditions[node] ?? 0) * weight;
        continue;
      }
      const slot = slots[tree.splitIndices[node] ?? 0] ?? 0;
      const place = tree.defaultLeft[node] === 1 ? slot : used.length + slot;
      nodes[word] = place;
      // below every number there is, but above what stands for missing
      values[word + 1] = Math.max(tree.splitConditions[node] ?? 0, -LARGEST_FLOAT);
      nodes[word + 2] = nextChild * 4;
      nextChild += 2;
      if (tree.splitType[node] !== 1) continue;
      nodes[word] = ~place;
      nodes[word + 3] = categories.length;
      pushCategories(categories, sets.get(node));
    }
    roots[index] = first * 4;
    depths[index] = depth;
    // fixed steps waste time on rows that have arrived long before the deepest one
    if (sets.size > 0 || depth > 4 + 2 * Math.log2(order.length)) uneven[index] = 1;
    first += order.length;
  }
  return {
    nodes,
    values,
    roots,
    depths,
    uneven,
    categories: Int32Array.from(categories),
    features: used,
    nodeIds,
  };
}

/**
 * Walks `rows` rows of a block through one tree and writes the place of the leaf that each reaches.
 * `stride` is the number of values of a row, twice that of the used features.
 */
export function walk(
  forest: FlatForest,
  tree: number,
  block: Float32Array,
  stride: number,
  rows: number,
  leaves: Int32Array,
): void {
  const root = forest.roots[tree] ?? 0;
  if (forest.uneven[tree] === 1) walkOneByOne(forest, root, block, stride, rows, leaves);
  else walkInStep(forest.nodes, forest.values, root, forest.depths[tree] ?? 0, block, stride, rows, leaves);
}

/**
 * Eight rows at a time: each has to wait for memory at every step, and the others' steps fit in between. The comparison
 * is counted with and not branched on, which half of the time would be guessed wrongly.
 */
function walkInStep(
  nodes: Int32Array,
  values: Float32Array,
  root: number,
  depth: number,
  block: Float32Array,
  stride: number,
  rows: number,
  leaves: Int32Array,
): void {
  const step = (node: number, row: number): number =>
    (nodes[node + 2] ?? 0) + (Number((block[row + (nodes[node] ?? 0)] ?? 0) >= (values[node + 1] ?? 0)) << 2);
  const inEights = rows & ~7;
  let r0 = 0;
  for (let at = 0; at < inEights; at += 8) {
    const r1 = r0 + stride;
    const r2 = r1 + stride;
    const r3 = r2 + stride;
    const r4 = r3 + stride;
    const r5 = r4 + stride;
    const r6 = r5 + stride;
    const r7 = r6 + stride;
    let n0 = root;
    let n1 = root;
    let n2 = root;
    let n3 = root;
    let n4 = root;
    let n5 = root;
    let n6 = root;
    let n7 = root;
    for (let level = 0; level < depth; level += 1) {
      n0 = step(n0, r0);
      n1 = step(n1, r1);
      n2 = step(n2, r2);
      n3 = step(n3, r3);
      n4 = step(n4, r4);
      n5 = step(n5, r5);
      n6 = step(n6, r6);
      n7 = step(n7, r7);
    }
    leaves[at] = n0;
    leaves[at + 1] = n1;
    leaves[at + 2] = n2;
    leaves[at + 3] = n3;
    leaves[at + 4] = n4;
    leaves[at + 5] = n5;
    leaves[at + 6] = n6;
    leaves[at + 7] = n7;
    r0 = r7 + stride;
  }
  for (let at = inEights; at < rows; at += 1) {
    let node = root;
    for (let level = 0; level < depth; level += 1) node = step(node, r0);
    leaves[at] = node;
    r0 += stride;
  }
}

function walkOneByOne(
  forest: FlatForest,
  root: number,
  block: Float32Array,
  stride: number,
  rows: number,
  leaves: Int32Array,
): void {
  const { nodes } = forest;
  for (let at = 0; at < rows; at += 1) {
    const row = at * stride;
    let node = root;
    while (nodes[node + 2] !== node) node = childOf(forest, node, block, row);
    leaves[at] = node;
  }
}

/** The child of an inner node that a row goes to; `row` is where it begins in the block. */
export function childOf(
  { nodes, values, categories }: FlatForest,
  node: number,
  block: Float32Array,
  row: number,
): number {
  const left = nodes[node + 2] ?? 0;
  const place = nodes[node] ?? 0;
  if (place >= 0) return left + (Number((block[row + place] ?? 0) >= (values[node + 1] ?? 0)) << 2);
  return left + (goesRight(categories, nodes[node + 3] ?? 0, block[row + ~place] ?? 0) ? 4 : 0);
}

/**
 * Whether a category is in the set of a node; those that are not go left, so do negative ones and those too large.
 * Infinity stands for a missing value that goes right, −infinity for one that goes left.
 */
function goesRight(categories: Int32Array, start: number, value: number): boolean {
  if (value === Infinity) return true;
  if (value < 0 || value >= CATEGORY_LIMIT) return false;
  const category = Math.trunc(value);
  const word = category >>> 5;
  if (word >= (categories[start] ?? 0)) return false;
  return ((categories[start + 1 + word] ?? 0) & (1 << (category & 31))) !== 0;
}

function pushCategories(bits: number[], categories: Int32Array = new Int32Array(0)): void {
  const largest = categories.reduce((max, category) => Math.max(max, category), -1);
  const words = Array.from({ length: (largest + 32) >>> 5 }, () => 0);
  for (const category of categories) {
    const word = category >>> 5;
    words[word] = (words[word] ?? 0) | (1 << (category & 31));
  }
  bits.push(words.length);
  for (const word of words) bits.push(word);
}

/** Nodes level by level, children side by side, and the number of levels below the root. */
function levelOrder(tree: RegressionTree, index: number): { order: Int32Array; depth: number } {
  const count = tree.leftChildren.length;
  const order = new Int32Array(count);
  const seen = new Uint8Array(count);
  let end = 1;
  let depth = 0;
  let levelEnd = 1;
  seen[0] = 1;
  for (let at = 0; at < end; at += 1) {
    if (at === levelEnd) {
      depth += 1;
      levelEnd = end;
    }
    const node = order[at] ?? 0;
    const left = tree.leftChildren[node] ?? -1;
    const right = tree.rightChildren[node] ?? -1;
    if (left < 0) continue;
    if (left >= count || right < 0 || right >= count || seen[left] === 1 || seen[right] === 1 || left === right) {
      throw damagedTree(index, `node ${node} has the children ${left} and ${right}`);
    }
    seen[left] = 1;
    seen[right] = 1;
    order[end] = left;
    order[end + 1] = right;
    end += 2;
  }
  if (count === 0) throw damagedTree(index, 'it has no node');
  return { order: order.subarray(0, end), depth };
}

function usedFeatures(trees: readonly RegressionTree[], features: number): Int32Array {
  const used = new Uint8Array(features);
  for (const [index, tree] of trees.entries()) {
    for (let node = 0; node < tree.leftChildren.length; node += 1) {
      if ((tree.leftChildren[node] ?? -1) < 0) continue;
      const feature = tree.splitIndices[node] ?? -1;
      if (feature < 0 || feature >= features) {
        throw damagedTree(index, `node ${node} asks about feature ${feature} of ${features}`);
      }
      used[feature] = 1;
    }
  }
  const found: number[] = [];
  for (let feature = 0; feature < features; feature += 1) if (used[feature] === 1) found.push(feature);
  return Int32Array.from(found);
}

function damagedTree(index: number, fault: string): EiderError {
  return new EiderError({
    code: 'model_damaged',
    message: `Tree ${index} of the model is not well formed: ${fault}.`,
    remedy: 'Save the model again, or run the block that makes it.',
  });
}

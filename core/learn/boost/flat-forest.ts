import { EiderError } from '../../errors';
import { BLOCK_ROWS, WALK_CATEGORIES, WALK_UNEVEN } from '../kernels/walk';
import type { RegressionTree } from './tree';

/**
 * Many trees in one buffer, laid out for walking: four words (16 bytes) a node, seen both as integers and as floats.
 * A place is the number of a node's first word.
 *
 * | word | inner node                                  | leaf                     | categorical node                 |
 * | ---- | ------------------------------------------- | ------------------------ | -------------------------------- |
 * | 0    | where its feature starts in the block       | 0                        | the same, as complement (negative) |
 * | 1    | threshold: smaller goes left                | infinity                 | −                                |
 * | 2    | place of the left child                     | its own place            | place of the left child          |
 * | 3    | −                                           | value                    | start of its set in `categories` |
 *
 * The right child follows the left one. A leaf leads to itself, so that rows can be walked in step for as many steps as
 * the tree is deep, without asking which of them have arrived.
 *
 * Rows are walked as a block of {@link BLOCK_ROWS}, feature after feature (row-block.ts): most rows of a block are asked
 * about the same features. Only features that a split asks about are in it, whatever the matrix has.
 *
 * **Missing values cost nothing**: the block has every feature twice, first with −infinity, then with infinity where it
 * is missing. A node whose missing values go left reads the first, another the second.
 */
export interface FlatForest {
  readonly nodes: Int32Array;
  /** The same words as floats. */
  readonly values: Float32Array;
  /** Place of each tree's root. */
  readonly roots: Int32Array;
  /** Steps from each tree's root to its deepest leaf. */
  readonly depths: Int32Array;
  /** How rows are best walked through each tree: kernels/walk.ts says how, and does. */
  readonly kinds: Uint8Array;
  /** The output that each tree adds to. */
  readonly outputs: Int32Array;
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
 * Lays out trees. `weights` multiply the leaves of each tree, as DART's do; `outputs` says which each adds to.
 * Throws `model_damaged` for a tree whose nodes do not form a tree, or ask about a feature there is not.
 */
export function flattenTrees(
  trees: readonly RegressionTree[],
  features: number,
  weights: Float32Array | null = null,
  outputs: Int32Array = new Int32Array(trees.length),
): FlatForest {
  const used = usedFeatures(trees, features);
  const slots = new Map(Array.from(used, (feature, slot) => [feature, slot]));
  const count = trees.reduce((sum, tree) => sum + tree.leftChildren.length, 0);
  const nodes = new Int32Array(count * 4);
  const values = new Float32Array(nodes.buffer);
  const nodeIds = new Int32Array(count);
  const roots = new Int32Array(trees.length);
  const depths = new Int32Array(trees.length);
  const kinds = new Uint8Array(trees.length);
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
      const slot = slots.get(tree.splitIndices[node] ?? 0) ?? 0;
      const start = (tree.defaultLeft[node] === 1 ? slot : used.length + slot) * BLOCK_ROWS;
      nodes[word] = start;
      // below every number there is, but above what stands for missing
      values[word + 1] = Math.max(tree.splitConditions[node] ?? 0, -LARGEST_FLOAT);
      nodes[word + 2] = nextChild * 4;
      nextChild += 2;
      if (tree.splitType[node] !== 1) continue;
      nodes[word] = ~start;
      nodes[word + 3] = categories.length;
      pushCategories(categories, sets.get(node));
    }
    roots[index] = first * 4;
    depths[index] = depth;
    if (depth > 4 + 2 * Math.log2(order.length)) kinds[index] = WALK_UNEVEN;
    else if (sets.size > 0) kinds[index] = WALK_CATEGORIES;
    first += order.length;
  }
  return {
    nodes,
    values,
    roots,
    depths,
    kinds,
    outputs,
    categories: Int32Array.from(categories),
    features: used,
    nodeIds,
  };
}

/** The child of an inner node that a row of the block goes to. */
export function childOf(
  { nodes, values, categories }: FlatForest,
  node: number,
  block: Float32Array,
  row: number,
): number {
  const left = nodes[node + 2] ?? 0;
  const start = nodes[node] ?? 0;
  if (start >= 0) return left + (Number((block[start + row] ?? 0) >= (values[node + 1] ?? 0)) << 2);
  return left + (goesRight(categories, nodes[node + 3] ?? 0, block[~start + row] ?? 0) << 2);
}

/**
 * 1 for a category in the set of a node; those that are not go left, so do negative ones and those too large.
 * Infinity stands for a missing value that goes right, −infinity for one that goes left. A number, to count with.
 */
function goesRight(categories: Int32Array, start: number, value: number): number {
  if (!(value >= 0 && value < CATEGORY_LIMIT)) return Number(value === Infinity);
  const category = Math.trunc(value);
  const word = category >>> 5;
  if (word >= (categories[start] ?? 0)) return 0;
  return ((categories[start + 1 + word] ?? 0) >>> (category & 31)) & 1;
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
  const used = new Set<number>();
  for (const [index, tree] of trees.entries()) {
    for (let node = 0; node < tree.leftChildren.length; node += 1) {
      if ((tree.leftChildren[node] ?? -1) < 0) continue;
      const feature = tree.splitIndices[node] ?? -1;
      if (feature < 0 || feature >= features) {
        throw damagedTree(index, `node ${node} asks about feature ${feature} of ${features}`);
      }
      used.add(feature);
    }
  }
  return Int32Array.from(used).sort();
}

function damagedTree(index: number, fault: string): EiderError {
  return new EiderError({
    code: 'model_damaged',
    message: `Tree ${index} of the model is not well formed: ${fault}.`,
    remedy: 'Save the model again, or run the block that makes it.',
  });
}

import { EiderError } from '../../errors';
import type { DocumentObject } from './model-document';
import type { NumberList, StoredTree } from './model-schema';
import type { CategorySet, RegressionTree } from './tree';

/** A tree from its stored form. Throws `model_damaged` when its arrays do not fit together. */
export function readTree(stored: StoredTree, index: number): RegressionTree {
  if (stored.tree_param.size_leaf_vector > 1) {
    throw new EiderError({
      code: 'model_unknown',
      message: 'The model has trees with a vector in each leaf, which Eider does not read.',
      remedy: 'Train it with multi_strategy one_output_per_tree, which is the default.',
    });
  }
  const leftChildren = integers(stored.left_children);
  const nodes = leftChildren.length;
  const tree = {
    leftChildren,
    rightChildren: integers(stored.right_children),
    parents: integers(stored.parents),
    splitIndices: integers(stored.split_indices),
    splitConditions: floats(stored.split_conditions),
    defaultLeft: new Uint8Array(integers(stored.default_left)),
    splitType: stored.split_type === undefined ? new Uint8Array(nodes) : new Uint8Array(integers(stored.split_type)),
    lossChanges: floats(stored.loss_changes),
    sumHessian: floats(stored.sum_hessian),
    baseWeights: floats(stored.base_weights),
  };
  for (const [name, values] of Object.entries(tree)) {
    if (values.length !== nodes) throw damaged(`tree ${index} has ${nodes} nodes and ${values.length} ${name}`);
  }
  return { ...tree, categorySets: readCategories(stored, index) };
}

function readCategories(stored: StoredTree, index: number): CategorySet[] {
  const categories = integers(stored.categories);
  const limit = 16777216; // XGBoost's floats cannot tell larger ones apart
  if (categories.some((category) => category < 0 || category >= limit)) {
    throw damaged(`tree ${index} has categories that are not between 0 and ${limit}`);
  }
  const starts = integers(stored.categories_segments);
  const sizes = integers(stored.categories_sizes);
  return Array.from(integers(stored.categories_nodes), (node, at) => {
    const start = starts[at] ?? -1;
    const end = start + (sizes[at] ?? -1);
    if (start < 0 || end < start || end > categories.length) throw damaged(`tree ${index} misses categories`);
    return { node, categories: categories.slice(start, end) };
  });
}

/** The stored form of a tree. `leafVector` is what this version writes for the size of a leaf that is one number. */
export function writeTree(tree: RegressionTree, id: number, numFeature: number, leafVector: string): DocumentObject {
  const sizes = tree.categorySets.map((set) => set.categories.length);
  let end = 0;
  const starts = sizes.map((size) => (end += size) - size);
  return {
    base_weights: tree.baseWeights,
    categories: Int32Array.from(tree.categorySets.flatMap((set) => [...set.categories])),
    categories_nodes: Int32Array.from(tree.categorySets, (set) => set.node),
    categories_segments: BigInt64Array.from(starts, BigInt),
    categories_sizes: BigInt64Array.from(sizes, BigInt),
    default_left: tree.defaultLeft,
    id,
    left_children: tree.leftChildren,
    loss_changes: tree.lossChanges,
    parents: tree.parents,
    right_children: tree.rightChildren,
    split_conditions: tree.splitConditions,
    split_indices: tree.splitIndices,
    split_type: tree.splitType,
    sum_hessian: tree.sumHessian,
    tree_param: {
      num_deleted: String(tree.leftChildren.length - reachable(tree)),
      num_feature: String(numFeature),
      num_nodes: String(tree.leftChildren.length),
      size_leaf_vector: leafVector,
    },
  };
}

/** Nodes that the root leads to; pruning leaves others behind. */
function reachable(tree: RegressionTree): number {
  const open = [0];
  let count = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    count += 1;
    const left = tree.leftChildren[node] ?? -1;
    if (left >= 0) open.push(left, tree.rightChildren[node] ?? 0);
  }
  return count;
}

/** Copies a stored list as 32-bit integers; older versions have true and false for 1 and 0. */
export function integers(list: NumberList): Int32Array {
  if (list instanceof Int32Array) return list;
  if (list instanceof BigInt64Array) return Int32Array.from(list, Number);
  const source = elements(list);
  const copy = new Int32Array(source.length);
  for (let at = 0; at < copy.length; at += 1) {
    const value = source[at];
    const number = typeof value === 'number' || typeof value === 'boolean' ? Number(value) : NaN;
    copy[at] = number;
    if (copy[at] !== number) throw damaged(`a whole number is ${String(value)}`);
  }
  return copy;
}

/** Copies a stored list as 32-bit floats; NaN and infinity stand in texts, as JSON has no numbers for them. */
export function floats(list: NumberList): Float32Array {
  if (list instanceof Float32Array) return list;
  const source = elements(list);
  const copy = new Float32Array(source.length);
  for (let at = 0; at < copy.length; at += 1) {
    const value = source[at];
    if (typeof value === 'number') copy[at] = value;
    else if (typeof value === 'string' && /^-?(?:NaN|Infinity)$/.test(value)) copy[at] = Number(value);
    else throw damaged(`a number is ${String(value)}`);
  }
  return copy;
}

function elements(list: NumberList): ArrayLike<unknown> {
  // SAFETY: the schema lets through lists and typed arrays only; both have a length and numbered elements.
  return list as ArrayLike<unknown>;
}

function damaged(fault: string): EiderError {
  return new EiderError({
    code: 'model_damaged',
    message: `The model is damaged: ${fault}.`,
    remedy: 'Save the model again, or run the block that makes it.',
  });
}

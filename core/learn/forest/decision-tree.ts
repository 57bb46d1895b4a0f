/**
 * One tree, nodes in arrays, root at 0, every node before those below it. A row goes left where its value, as a 32-bit
 * float, is at most the threshold.
 */
export interface DecisionTree {
  /** Left child of each node, −1 for a leaf. */
  readonly leftChildren: Int32Array;
  /** Right child of each node, −1 for a leaf. */
  readonly rightChildren: Int32Array;
  /** Feature that a node asks about, −1 for a leaf. */
  readonly features: Int32Array;
  /** Threshold of each node; 0 for a leaf. */
  readonly thresholds: Float64Array;
  /** Impurity of the rows of each node, by the criterion the tree was grown with. */
  readonly impurities: Float64Array;
  /** Weight of the rows of each node. */
  readonly weights: Float64Array;
  /** Number of different rows of each node. */
  readonly counts: Int32Array;
  /** What each node predicts, nodes × outputs: a number, or the share of each class. */
  readonly values: Float64Array;
}

/** Number of outputs of each node of a tree. */
export function outputsOf(tree: DecisionTree): number {
  return tree.values.length / tree.leftChildren.length;
}

/** Number of splits from the root to the lowest leaf. */
export function depthOf(tree: DecisionTree): number {
  const depths = new Int32Array(tree.features.length);
  let most = 0;
  for (let node = 0; node < depths.length; node += 1) {
    const left = tree.leftChildren[node] ?? -1;
    if (left < 0) continue;
    const below = (depths[node] ?? 0) + 1;
    depths[left] = below;
    depths[tree.rightChildren[node] ?? 0] = below;
    most = Math.max(most, below);
  }
  return most;
}

export function leafCountOf(tree: DecisionTree): number {
  return tree.leftChildren.reduce((leaves, left) => leaves + (left < 0 ? 1 : 0), 0);
}

/**
 * How much each feature's splits lower the impurity of the rows (Breiman, Friedman, Olshen and Stone 1984), by the weight
 * of all rows.
 */
export function impurityDecreases(tree: DecisionTree, featureCount: number): Float64Array {
  const { leftChildren, rightChildren, features, impurities, weights } = tree;
  const decreases = new Float64Array(featureCount);
  const impurityOf = (node: number) => (weights[node] ?? 0) * (impurities[node] ?? 0);
  for (let node = 0; node < features.length; node += 1) {
    const [left = -1, right = -1, feature = 0] = [leftChildren[node], rightChildren[node], features[node]];
    if (left < 0) continue;
    decreases[feature] = (decreases[feature] ?? 0) + impurityOf(node) - impurityOf(left) - impurityOf(right);
  }
  const all = weights[0] ?? 1;
  return decreases.map((decrease) => decrease / all);
}

/** Importances of features over trees, which add up to 1: of each tree's decreases, as they are or as shares of the tree's. */
export function importancesOf(trees: readonly DecisionTree[], featureCount: number, byTree: boolean): Float64Array {
  const sum = new Float64Array(featureCount);
  for (const tree of trees) {
    const decreases = impurityDecreases(tree, featureCount);
    const total = byTree ? decreases.reduce((all, one) => all + one, 0) : 1;
    if (total <= 0) continue;
    for (let feature = 0; feature < featureCount; feature += 1) {
      sum[feature] = (sum[feature] ?? 0) + (decreases[feature] ?? 0) / total;
    }
  }
  const all = sum.reduce((total, one) => total + one, 0);
  return all > 0 ? sum.map((one) => one / all) : sum;
}

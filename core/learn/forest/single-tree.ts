import type { DecisionTree } from './decision-tree';

/** The tree of a model that has just one. */
export function oneTree(trees: readonly DecisionTree[]): DecisionTree {
  const [tree] = trees;
  if (tree === undefined) throw new RangeError('A decision tree without its tree');
  return tree;
}

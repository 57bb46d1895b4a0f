/**
 * One regression tree, nodes in arrays, root at 0: the arrays of XGBoost's model format
 * (https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html and its JSON schema), so that a model goes in and
 * out without being converted.
 */
export interface RegressionTree {
  /** Left child of each node, −1 for a leaf. */
  readonly leftChildren: Int32Array;
  /** Right child of each node, −1 for a leaf. */
  readonly rightChildren: Int32Array;
  /** Parent of each node; 2147483647 for the root, as XGBoost writes it. */
  readonly parents: Int32Array;
  /** Feature that an inner node asks about. */
  readonly splitIndices: Int32Array;
  /** Of an inner node the threshold: smaller values go left. Of a leaf its value, learning rate included. */
  readonly splitConditions: Float32Array;
  /** 1 where a missing value goes left. */
  readonly defaultLeft: Uint8Array;
  /** 1 where the split is categorical: categories of the node's set go right, all others left. */
  readonly splitType: Uint8Array;
  /** Gain of each split; 0 for a leaf. */
  readonly lossChanges: Float32Array;
  /** Sum of the hessians of the rows of each node: its cover. */
  readonly sumHessian: Float32Array;
  /** Weight each node would have as a leaf; the learning rate is included in those of leaves, except of a lone root. */
  readonly baseWeights: Float32Array;
  /** For each categorical node, ascending by node, the categories that go right, ascending. */
  readonly categorySets: readonly CategorySet[];
}

export interface CategorySet {
  readonly node: number;
  readonly categories: Int32Array;
}

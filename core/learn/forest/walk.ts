import { asDoubles } from '../encode/numbers';
import { shapeOf, type FeatureMatrix } from '../matrix';
import type { DecisionTree } from './decision-tree';

/** Values that are laid out at the same time: 4 bytes each, which a processor's cache holds. */
const VALUES_AT_ONCE = 2 ** 18;
const ROWS_AT_ONCE = 256;

/** Told the leaf that each row of a block falls into in one tree: `leaves[i]` is that of row `first + i`. */
export type LeafVisitor = (tree: number, first: number, count: number, leaves: Int32Array) => void;

/**
 * Lets rows fall through trees, some rows at a time, tree after tree. What a sparse matrix does not store is 0. Takes 4
 * bytes × features for each of up to 256 rows, about 1 MB.
 */
export function walkTrees(trees: readonly DecisionTree[], features: FeatureMatrix, visit: LeafVisitor): void {
  const { rows, columns } = shapeOf(features);
  const atOnce = Math.max(1, Math.min(ROWS_AT_ONCE, rows, Math.floor(VALUES_AT_ONCE / Math.max(1, columns))));
  const block = new Float32Array(atOnce * columns);
  const leaves = new Int32Array(atOnce);
  const fill = features.kind === 'sparse' ? sparseFiller(features, block) : denseFiller(features, columns, block);
  for (let first = 0; first < rows; first += atOnce) {
    const count = Math.min(atOnce, rows - first);
    fill(first, count, false);
    for (const [number, tree] of trees.entries()) {
      walkBlock(tree, block, columns, count, leaves);
      visit(number, first, count, leaves);
    }
    fill(first, count, true);
  }
}

function walkBlock(tree: DecisionTree, block: Float32Array, columns: number, count: number, leaves: Int32Array): void {
  const { leftChildren, rightChildren, features, thresholds } = tree;
  for (let row = 0, start = 0; row < count; row += 1, start += columns) {
    let node = 0;
    let feature = features[0] ?? -1;
    while (feature >= 0) {
      const goesLeft = (block[start + feature] ?? 0) <= (thresholds[node] ?? 0);
      node = (goesLeft ? leftChildren[node] : rightChildren[node]) ?? 0;
      feature = features[node] ?? -1;
    }
    leaves[row] = node;
  }
}

type Filler = (first: number, count: number, isDone: boolean) => void;

function denseFiller(features: FeatureMatrix & { kind: 'dense' }, columns: number, block: Float32Array): Filler {
  const data = asDoubles(features.data);
  return (first, count, isDone) => {
    if (isDone) return;
    const start = first * columns;
    for (let at = 0; at < count * columns; at += 1) block[at] = data[start + at] ?? 0;
  };
}

/** Writes what is stored, and afterwards zeros in its place. */
function sparseFiller(features: FeatureMatrix & { kind: 'sparse' }, block: Float32Array): Filler {
  const { indptr, indices, values, columns } = features;
  return (first, count, isDone) => {
    for (let row = 0; row < count; row += 1) {
      const end = indptr[first + row + 1] ?? 0;
      for (let at = indptr[first + row] ?? 0; at < end; at += 1) {
        block[row * columns + (indices[at] ?? 0)] = isDone ? 0 : (values[at] ?? 0);
      }
    }
  };
}

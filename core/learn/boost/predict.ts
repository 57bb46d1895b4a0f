import type { FeatureMatrix } from '../matrix';
import { shapeOf } from '../matrix';
import { BLOCK_ROWS, walk, type FlatForest } from './flat-forest';
import { blockOf } from './row-block';

/** Trees `begin` to `end` of a forest. */
export interface TreeRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * Adds the leaves that each row reaches to `margins`, rows × outputs: in the order of the trees and rounded to 32 bits at
 * each step, so that the sum is XGBoost's to the last bit. `treeOutputs` says which output each tree adds to.
 */
export function addMargins(
  forest: FlatForest,
  features: FeatureMatrix,
  trees: TreeRange,
  treeOutputs: Int32Array,
  outputs: number,
  margins: Float32Array,
): void {
  const { rows } = shapeOf(features);
  const block = blockOf(features, forest.features);
  const leaves = new Int32Array(BLOCK_ROWS);
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - first);
    block.fill(first, count);
    for (let tree = trees.begin; tree < trees.end; tree += 1) {
      walk(forest, tree, block.values, count, leaves);
      addLeaves(forest.values, leaves, count, margins, first * outputs + (treeOutputs[tree] ?? 0), outputs);
    }
  }
}

function addLeaves(
  values: Float32Array,
  leaves: Int32Array,
  count: number,
  margins: Float32Array,
  start: number,
  outputs: number,
): void {
  let at = start;
  for (let row = 0; row < count; row += 1) {
    margins[at] = (margins[at] ?? 0) + (values[(leaves[row] ?? 0) + 3] ?? 0);
    at += outputs;
  }
}

/** The leaf that each row reaches in each tree, as the number of its node: rows × trees. */
export function leavesOf(forest: FlatForest, features: FeatureMatrix, trees: TreeRange): Int32Array {
  const { rows } = shapeOf(features);
  const width = trees.end - trees.begin;
  const found = new Int32Array(rows * width);
  const block = blockOf(features, forest.features);
  const leaves = new Int32Array(BLOCK_ROWS);
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - first);
    block.fill(first, count);
    for (let tree = 0; tree < width; tree += 1) {
      walk(forest, trees.begin + tree, block.values, count, leaves);
      for (let row = 0; row < count; row += 1) {
        found[(first + row) * width + tree] = forest.nodeIds[(leaves[row] ?? 0) >> 2] ?? 0;
      }
    }
  }
  return found;
}

import { availableParallelism } from 'node:os';
import { shapeOf, type FeatureMatrix } from '../matrix';
import type { FlatForest } from './flat-forest';
import { ForestWalker, type TreeRange, type Walk } from './forest-walker';

/** Steps from node to node from which other threads help: about as long as two take to start, 30 ms each. */
const MANY_STEPS = 60_000_000;

/** For all that is too little to be shared; made when first asked for, and kept, so that a single row takes microseconds. */
let alone: ForestWalker | undefined;

/**
 * Adds the leaves that each row reaches to `margins`, rows × outputs: in the order of the trees and rounded to 32 bits at
 * each step, so that the sum is XGBoost's to the last bit. With 0 `threads`, many rows take all processors.
 * Throws `features_invalid` for an infinite value.
 */
export function addMargins(
  forest: FlatForest,
  features: FeatureMatrix,
  trees: TreeRange,
  margins: Float32Array,
  threads = 0,
): void {
  const outputs = margins.length / Math.max(1, shapeOf(features).rows);
  walk({ forest, features, trees, outputs, results: margins }, threads);
}

/** The leaf that each row reaches in each tree, as the number of its node: rows × trees. Throws as {@link addMargins}. */
export function leavesOf(forest: FlatForest, features: FeatureMatrix, trees: TreeRange, threads = 0): Int32Array {
  const leaves = new Int32Array(shapeOf(features).rows * (trees.end - trees.begin));
  walk({ forest, features, trees, outputs: 0, results: leaves }, threads);
  for (let at = 0; at < leaves.length; at += 1) leaves[at] = forest.nodeIds[leaves[at] ?? 0] ?? 0;
  return leaves;
}

function walk(asked: Walk, threads: number): void {
  const { forest, features, trees } = asked;
  let steps = 0;
  for (let tree = trees.begin; tree < trees.end; tree += 1) steps += forest.depths[tree] ?? 0;
  const helped = threads !== 1 && steps * shapeOf(features).rows >= MANY_STEPS;
  if (!helped) {
    alone ??= new ForestWalker(1);
    alone.walk(asked);
    return;
  }
  const walker = new ForestWalker(threads > 0 ? threads : availableParallelism());
  try {
    walker.walk(asked);
  } finally {
    walker.end();
  }
}

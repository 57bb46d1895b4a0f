import type { Heap } from '../kernels/heap';
import * as kernel from '../kernels/walk';
import type { FlatForest } from './flat-forest';

/**
 * Lays a forest of a matrix with so many columns out for kernels, as kernels/walk.ts describes it. Returns its address and
 * those of all its parts, for giving them back. Takes 16 bytes a node, and 4 for each column.
 */
export function placeForest(
  heap: Heap,
  forest: FlatForest,
  columns: number,
): { readonly address: number; readonly parts: readonly number[] } {
  const { features, roots, depths, kinds, outputs, categories } = forest;
  const nodes = heap.allocate(forest.nodes.byteLength);
  const sets = heap.allocate(categories.byteLength);
  const trees = heap.allocate(roots.length * kernel.TREE_BYTES);
  const used = heap.allocate(features.byteLength);
  const starts = heap.allocate(columns * 4);
  const address = heap.allocate(kernel.FOREST_BYTES);
  const { i32 } = heap.views;
  writeNodes(i32, forest, nodes, sets);
  i32.set(categories, sets >>> 2);
  for (const [tree, root] of roots.entries()) {
    const at = (trees + tree * kernel.TREE_BYTES) >>> 2;
    i32[at] = nodes + root * 4;
    i32[at + 1] = depths[tree] ?? 0;
    i32[at + 2] = kinds[tree] ?? 0;
    i32[at + 3] = outputs[tree] ?? 0;
  }
  i32.set(features, used >>> 2);
  i32.fill(-1, starts >>> 2, (starts >>> 2) + columns);
  for (const [slot, feature] of features.entries()) i32[(starts >>> 2) + feature] = slot * kernel.BLOCK_ROWS * 4;
  i32.set([features.length, used, starts, trees, nodes], address >>> 2);
  return { address, parts: [nodes, sets, trees, used, starts, address] };
}

/** The nodes with addresses where the forest has places. */
function writeNodes(i32: Int32Array, { nodes }: FlatForest, address: number, sets: number): void {
  const target = address >>> 2;
  for (let word = 0; word < nodes.length; word += 4) {
    const start = nodes[word] ?? 0;
    i32[target + word] = start >= 0 ? start * 4 : ~(~start * 4);
    i32[target + word + 1] = nodes[word + 1] ?? 0;
    i32[target + word + 2] = address + (nodes[word + 2] ?? 0) * 4;
    i32[target + word + 3] = start < 0 ? sets + (nodes[word + 3] ?? 0) * 4 : (nodes[word + 3] ?? 0);
  }
}

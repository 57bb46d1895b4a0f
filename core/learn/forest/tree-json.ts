import * as v from 'valibot';
import { EiderError } from '../../errors';
import type { DecisionTree } from './decision-tree';

/**
 * Trees as JSON: the arrays of all trees one after the other, each as base64 of its little-endian bytes, so that every
 * number is kept as it is.
 */
export const treesSchema = v.object({
  /** Number of nodes of each tree. */
  nodes: v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
  outputs: v.pipe(v.number(), v.integer(), v.minValue(1)),
  left: v.string(),
  right: v.string(),
  feature: v.string(),
  count: v.string(),
  threshold: v.string(),
  impurity: v.string(),
  weight: v.string(),
  value: v.string(),
});
type StoredTrees = v.InferOutput<typeof treesSchema>;

export function storeTrees(trees: readonly DecisionTree[], outputs: number): StoredTrees {
  const whole = (pick: (tree: DecisionTree) => Int32Array) => toBase64(trees.map(pick), 4);
  const doubles = (pick: (tree: DecisionTree) => Float64Array) => toBase64(trees.map(pick), 8);
  return {
    nodes: trees.map((tree) => tree.features.length),
    outputs,
    left: whole((tree) => tree.leftChildren),
    right: whole((tree) => tree.rightChildren),
    feature: whole((tree) => tree.features),
    count: whole((tree) => tree.counts),
    threshold: doubles((tree) => tree.thresholds),
    impurity: doubles((tree) => tree.impurities),
    weight: doubles((tree) => tree.weights),
    value: doubles((tree) => tree.values),
  };
}

/** Trees that {@link storeTrees} stored. Throws `model_damaged` unless a row of `features` features can fall through each. */
export function readTrees(model: string, stored: StoredTrees, features: number): readonly DecisionTree[] {
  const { nodes, outputs } = stored;
  const total = nodes.reduce((sum, count) => sum + count, 0);
  const [left, right, feature, count] = [stored.left, stored.right, stored.feature, stored.count].map((text) =>
    fromBase64(model, text, total, 4),
  );
  const [threshold, impurity, weight] = [stored.threshold, stored.impurity, stored.weight].map((text) =>
    fromBase64(model, text, total, 8),
  );
  const value = fromBase64(model, stored.value, total * outputs, 8);
  let start = 0;
  return nodes.map((size) => {
    const end = start + size;
    const tree: DecisionTree = {
      leftChildren: wholeNumbers(left, start, end),
      rightChildren: wholeNumbers(right, start, end),
      features: wholeNumbers(feature, start, end),
      counts: wholeNumbers(count, start, end),
      thresholds: doubleNumbers(threshold, start, end),
      impurities: doubleNumbers(impurity, start, end),
      weights: doubleNumbers(weight, start, end),
      values: doubleNumbers(value, start * outputs, end * outputs),
    };
    start = end;
    if (!isWellFormed(tree, features)) throw damaged(model);
    return tree;
  });
}

/** Whether each node leads to later ones of the tree, so that no row goes round in it, and asks about a feature there is. */
function isWellFormed({ leftChildren, rightChildren, features }: DecisionTree, featureCount: number): boolean {
  for (let node = 0; node < features.length; node += 1) {
    const [left = -1, right = -1, feature = -1] = [leftChildren[node], rightChildren[node], features[node]];
    if (left === -1 && right === -1 && feature === -1) continue;
    if (feature < 0 || feature >= featureCount) return false;
    if (left <= node || right <= node || left >= features.length || right >= features.length) return false;
  }
  return true;
}

function toBase64(arrays: readonly (Int32Array | Float64Array)[], width: 4 | 8): string {
  const total = arrays.reduce((sum, array) => sum + array.length, 0);
  const bytes = new DataView(new ArrayBuffer(total * width));
  let at = 0;
  for (const array of arrays) {
    for (let place = 0; place < array.length; place += 1, at += width) {
      const number = array[place] ?? 0;
      if (width === 4) bytes.setInt32(at, number, true);
      else bytes.setFloat64(at, number, true);
    }
  }
  return Buffer.from(bytes.buffer).toString('base64');
}

function fromBase64(model: string, text: string, count: number, width: 4 | 8): DataView {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== count * width) throw damaged(model);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function wholeNumbers(bytes: DataView | undefined, from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, at) => bytes?.getInt32((from + at) * 4, true) ?? 0);
}

function doubleNumbers(bytes: DataView | undefined, from: number, to: number): Float64Array {
  return Float64Array.from({ length: to - from }, (_, at) => bytes?.getFloat64((from + at) * 8, true) ?? 0);
}

function damaged(model: string): EiderError {
  return new EiderError({
    code: 'model_damaged',
    message: `The stored model is not a ${model} of this version.`,
    remedy: 'Run the block that fits it again.',
  });
}

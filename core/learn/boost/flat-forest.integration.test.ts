import { describe, expect, it } from 'vitest';
import type { FeatureMatrix } from '../matrix';
import { wellFormedMatrix } from '../encode/csr';
import { createRandom, type Random } from '../random';
import { flattenTrees } from './flat-forest';
import { ForestWalker } from './forest-walker';
import { leavesOf } from './predict';
import type { CategorySet, RegressionTree } from './tree';

/** A tree of random splits; `straight` makes a chain of it, which is walked in another way than a bushy one. */
function randomTree(random: Random, depth: number, straight: boolean): RegressionTree {
  const nodes = [{ left: -1, right: -1, depth: 0 }];
  for (const [node, split] of nodes.entries()) {
    const isChain = straight && node !== 0 && node % 2 === 0;
    if (split.depth === depth || isChain || (!straight && random.next() < 0.1)) continue;
    split.left = nodes.length;
    split.right = nodes.length + 1;
    nodes.push({ left: -1, right: -1, depth: split.depth + 1 }, { left: -1, right: -1, depth: split.depth + 1 });
  }
  const splitType = Uint8Array.from(nodes, ({ left }) => Number(left >= 0 && random.next() < 0.2));
  const categorySets: CategorySet[] = [];
  for (const [node, type] of splitType.entries()) {
    if (type === 1) categorySets.push({ node, categories: Int32Array.of(0, 3, 31, 32, 70) });
  }
  const thresholds = [-Infinity, -1, 0, 0.5, 3, Infinity];
  const floats = new Float32Array(nodes.length);
  return {
    leftChildren: Int32Array.from(nodes, ({ left }) => left),
    rightChildren: Int32Array.from(nodes, ({ right }) => right),
    parents: new Int32Array(nodes.length),
    splitIndices: Int32Array.from(nodes, () => random.integer(4)),
    splitConditions: Float32Array.from(nodes, () => thresholds[random.integer(6)] ?? 0),
    defaultLeft: Uint8Array.from(nodes, () => random.integer(2)),
    splitType,
    lossChanges: floats,
    sumHessian: floats,
    baseWeights: floats,
    categorySets,
  };
}

/** The same tree with thresholds alone. */
function plain(tree: RegressionTree): RegressionTree {
  return { ...tree, splitType: tree.splitType.map(() => 0), categorySets: [] };
}

/** The leaf a row reaches, straight from what the arrays of a tree mean. */
function leafOf(tree: RegressionTree, row: Float32Array): number {
  let node = 0;
  for (;;) {
    const left = tree.leftChildren[node] ?? -1;
    if (left < 0) return node;
    const value = row[tree.splitIndices[node] ?? 0] ?? NaN;
    const set = tree.categorySets.find((candidate) => candidate.node === node);
    let goesLeft = value < (tree.splitConditions[node] ?? 0);
    if (set !== undefined) goesLeft = value < 0 || !set.categories.includes(Math.trunc(value));
    if (Number.isNaN(value)) goesLeft = tree.defaultLeft[node] === 1;
    node = goesLeft ? left : (tree.rightChildren[node] ?? 0);
  }
}

describe('a forest laid out flat', () => {
  it.each([
    { shape: 'bushy', depth: 6, straight: false },
    { shape: 'without categories', depth: 5, straight: false },
    { shape: 'straight', depth: 60, straight: true },
    { shape: 'of one leaf', depth: 0, straight: false },
  ])('leads every row to the leaf that the trees lead it to: $shape', ({ shape, depth, straight }) => {
    const random = createRandom(depth + 1);
    const grown = Array.from({ length: 12 }, () => randomTree(random, depth, straight));
    const trees = shape === 'without categories' ? grown.map(plain) : grown;
    const values = [NaN, -1, -0.5, 0, 0.5, 0.7, 3, 31, 32, 33, 70, 71, 1e9, -3.4028234663852886e38];
    for (const rows of [1, 8, 64, 150]) {
      const data = Float32Array.from({ length: rows * 4 }, () => values[random.integer(values.length)] ?? 0);
      const forest = flattenTrees(trees, 4);
      const found = leavesOf(forest, { kind: 'dense', shape: [rows, 4], data }, { begin: 0, end: trees.length });
      const expected = Array.from({ length: rows }, (_, row) =>
        trees.map((tree) => leafOf(tree, data.subarray(row * 4, row * 4 + 4))),
      );
      expect([...found]).toEqual(expected.flat());
    }
  });

  it('tells trees without categories, with them and straight ones apart', () => {
    const random = createRandom(3);
    const trees = [plain(randomTree(random, 6, false)), randomTree(random, 6, false), randomTree(random, 60, true)];
    const forest = flattenTrees(trees, 4);
    expect([...forest.kinds]).toEqual([0, 1, 2]);
    expect([...forest.depths]).toEqual([6, 6, 60]);
  });

  it.each([
    ['alone', 1, 'wasm'],
    ['with helpers', 3, 'wasm'],
    ['as JavaScript', 1, 'plain'],
    ['as JavaScript with helpers', 3, 'plain'],
  ] as const)('gives the same margins %s, for rows stored either way', (_, threads, kind) => {
    const random = createRandom(11);
    const trees = Array.from({ length: 9 }, (_tree, at) => randomTree(random, at === 8 ? 40 : 5, at === 8));
    const outputs = Int32Array.from(trees, (_tree, at) => at % 2);
    const leaves = trees.map((tree) => ({
      ...tree,
      splitConditions: tree.splitConditions.map((value, node) =>
        (tree.leftChildren[node] ?? 0) < 0 ? random.normal() : value,
      ),
    }));
    const forest = flattenTrees(leaves, 4, null, outputs);
    // more than are walked at once
    const rows = 180_000;
    const values = [NaN, -1, 0, 0.5, 3, 31, 70];
    const data = Float32Array.from({ length: rows * 4 }, () => values[random.integer(values.length)] ?? 0);
    const walker = new ForestWalker(threads, kind);
    const marginsOf = (features: FeatureMatrix): Float32Array => {
      const results = new Float32Array(rows * 2).fill(0.5);
      walker.walk({ forest, features, trees: { begin: 1, end: 9 }, outputs: 2, results });
      return results;
    };
    const dense = marginsOf({ kind: 'dense', shape: [rows, 4], data });
    const sparse = marginsOf(sparseOf(data, rows));
    expect(sparse.findIndex((margin, at) => margin !== dense[at])).toBe(-1);
    walker.end();
    for (let row = 0; row < rows; row += 997) {
      const expected = Float32Array.of(0.5, 0.5);
      for (let tree = 1; tree < 9; tree += 1) {
        const grown = leaves[tree];
        if (grown === undefined) continue;
        const leaf = leafOf(grown, data.subarray(row * 4, row * 4 + 4));
        expected[tree % 2] = (expected[tree % 2] ?? 0) + (grown.splitConditions[leaf] ?? 0);
      }
      expect(dense.slice(row * 2, row * 2 + 2)).toEqual(expected);
    }
  });

  it('says where an infinite value is, in any of the rows', () => {
    const forest = flattenTrees([plain(randomTree(createRandom(5), 6, false))], 4);
    for (const row of [3, 179_999]) {
      const data = new Float64Array(180_000 * 4);
      data[row * 4 + 2] = 1e39;
      for (const features of [{ kind: 'dense', shape: [180_000, 4], data } as const, sparseOf(data, 180_000)]) {
        expect(() => leavesOf(forest, features, { begin: 0, end: 1 })).toThrow(`column f2, row ${row}`);
      }
    }
  });
});

/** The same rows of four columns with what is missing left out. */
function sparseOf(data: ArrayLike<number>, rows: number): FeatureMatrix {
  const indptr = new Int32Array(rows + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < 4; column += 1) {
      const value = data[row * 4 + column] ?? NaN;
      if (Number.isNaN(value)) continue;
      indices.push(column);
      values.push(value);
    }
    indptr[row + 1] = indices.length;
  }
  const parts = { rows, columns: 4, indptr, indices: Int32Array.from(indices), values: Float64Array.from(values) };
  return wellFormedMatrix({ ...parts, featureNames: null });
}

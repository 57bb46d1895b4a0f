import { afterEach, describe, expect, it } from 'vitest';
import { Crew } from '../kernels/crew';
import { createRandom } from '../random';
import { GradientPass } from './gradient-pass';
import { TreeGrower } from './grow-tree';
import type { GrowthRules } from './growth-rules';
import { objectiveOf } from './objectives';
import { readBoostParameters } from './parameters';
import { binnedOf, heapOf } from './prepared';
import { dataSet, type DataSet } from './test-support';
import { TrainingRows } from './training-rows';
import type { RegressionTree } from './tree';

const rules: GrowthRules = {
  eta: 0.3,
  gamma: 0,
  lambda: 1,
  alpha: 0,
  minChildWeight: 1,
  maxDeltaStep: 0,
  maxDepth: 9,
  maxLeaves: 0,
  lossguide: false,
  maxCatToOnehot: 4,
  maxCatThreshold: 64,
  monotone: null,
  byTree: 1,
  byLevel: 1,
  byNode: 1,
};

const crews: Crew[] = [];
afterEach(async () => {
  for (const crew of crews.splice(0)) await crew.end();
});

/** Grows two trees, the second on what the first leaves. */
async function grown(name: DataSet, given: Partial<GrowthRules>, histogramBytes?: number): Promise<RegressionTree[]> {
  const matrix = dataSet(name, '', 0, 700);
  const heap = heapOf(matrix);
  const crew = new Crew(heap, 1, 'plain');
  crews.push(crew);
  const binned = await binnedOf(matrix, 64, crew, () => Promise.resolve());
  const held = heap.used;
  const start = { margins: Float32Array.of(0), booster: null };
  const rows = new TrainingRows(heap, matrix, matrix.label ?? new Float32Array(), 1, start);
  const gradients = new GradientPass(heap, crew, rows, objectiveOf(readBoostParameters({})), 1);
  const grower = new TreeGrower(heap, crew, binned, { ...rules, ...given }, histogramBytes);
  const trees = [1, 2].map((seed) => {
    const [sums = { gradient: 0, hessian: 0 }] = gradients.run({ share: 1, seed: 0 });
    const tree = grower.grow(rows.gradients, sums, createRandom(seed));
    grower.addTo(rows.margins, 4);
    return tree;
  });
  for (const part of [rows, gradients, grower]) part.release();
  expect(heap.used).toBe(held);
  return trees;
}

describe('a tree', () => {
  const policies: readonly (readonly [string, Partial<GrowthRules>])[] = [
    ['depth first', {}],
    ['level by level', { maxLeaves: 90 }],
    ['by the largest gain', { lossguide: true, maxLeaves: 90, maxDepth: 0 }],
    ['with columns drawn for each node', { byTree: 0.9, byLevel: 0.8, byNode: 0.7 }],
  ];

  it.each(policies)('is the same when histograms have to be given up and built again: %s', async (_, given) => {
    for (const name of ['numbers with holes', 'words', 'many categories'] as const) {
      const trees = await grown(name, given);
      expect(trees[0]?.leftChildren.length).toBeGreaterThan(30);
      expect(await grown(name, given, 0)).toEqual(trees);
      expect(await grown(name, given, 20 * 64 * 6 * 16)).toEqual(trees);
    }
  });

  it('has as many rows in its leaves as there are, and splits no further than allowed', async () => {
    const depthOf = (tree: RegressionTree, node: number): number =>
      node === 0 ? 0 : 1 + depthOf(tree, tree.parents[node] ?? 0);
    for (const tree of await grown('numbers', { maxDepth: 5, minChildWeight: 20 })) {
      const leaves = [...tree.leftChildren.keys()].filter((node) => tree.leftChildren[node] === -1);
      expect(leaves.reduce((sum, node) => sum + (tree.sumHessian[node] ?? 0), 0)).toBe(700);
      expect(Math.min(...leaves.map((node) => tree.sumHessian[node] ?? 0))).toBeGreaterThanOrEqual(20);
      expect(Math.max(...leaves.map((node) => depthOf(tree, node)))).toBe(5);
      for (const node of leaves) {
        const parent = tree.parents[node] ?? 0;
        expect([tree.leftChildren[parent], tree.rightChildren[parent]]).toContain(node);
      }
    }
  });

  it('has no more leaves than allowed, and no split that gains too little', async () => {
    const leavesOf = (tree: RegressionTree) => tree.leftChildren.filter((left) => left < 0).length;
    for (const most of [1, 2, 7, 30]) {
      for (const lossguide of [false, true]) {
        expect((await grown('numbers', { maxLeaves: most, lossguide })).map(leavesOf)).toEqual([most, most]);
      }
    }
    const gainsOf = async (gamma: number) =>
      (await grown('numbers', { gamma })).flatMap(({ lossChanges, leftChildren }) =>
        [...lossChanges].filter((_, node) => (leftChildren[node] ?? -1) >= 0),
      );
    const gains = await gainsOf(25);
    expect(Math.min(...gains)).toBeGreaterThanOrEqual(25);
    expect(Math.min(...(await gainsOf(0)))).toBeLessThan(25);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BoosterParameters } from './booster-parameters';
import { dataSet, type DataSet } from './test-support';
import { train } from './train';
import type { RegressionTree } from './tree';

interface Case {
  readonly data: DataSet;
  readonly weighted: boolean;
  readonly rounds: number;
  readonly parameters: BoosterParameters & { readonly objective: NonNullable<BoosterParameters['objective']> };
}

interface StoredTree {
  readonly left: string;
  readonly right: string;
  readonly feature: string;
  readonly condition: string;
  readonly missingLeft: string;
  readonly gain: string;
  readonly hessian: string;
  readonly weight: string;
  readonly sets?: Readonly<Record<string, readonly number[]>>;
}

interface Fixture {
  readonly versions: { readonly xgboost: string };
  readonly rows: { training: number; validation: number; grid: number; nextDataSet: number };
  readonly scores: readonly (Case & { readonly metric: string; readonly score: number })[];
  readonly trees: readonly (Case & { readonly baseScore: readonly number[]; readonly trees: readonly StoredTree[] })[];
  readonly baseScores: readonly (Case & { readonly baseScore: readonly number[] })[];
  readonly sampled: readonly (Case & { metric: string; mean: number; deviation: number; seeds: number })[];
  readonly binned: readonly (Case & { readonly metric: string; readonly scores: readonly number[] })[];
}

// SAFETY: scripts/make-boost-fixture.py writes exactly this.
const fixture = JSON.parse(readFileSync('test/fixtures/learn/xgboost-training.json', 'utf8')) as unknown as Fixture;
const { training, validation, grid, nextDataSet } = fixture.rows;

const titled = <Of extends Case>(cases: readonly Of[]): [string, Of][] =>
  cases.map((found) => [
    `${found.data}${found.weighted ? ', weighted,' : ''} ${JSON.stringify(found.parameters)}`,
    found,
  ]);

async function scoreOf(found: Case & { readonly metric: string }, seed = 0, first = 0): Promise<number> {
  const { data, parameters, rounds } = found;
  const { history } = await train(
    { ...parameters, seed },
    dataSet(data, parameters.objective, first, training, found),
    {
      rounds,
      evals: { validation: dataSet(data, parameters.objective, first + training, validation, found) },
    },
  );
  return history['validation']?.[found.metric]?.at(-1) ?? NaN;
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const deviationOf = (values: readonly number[]) => {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};

describe(`training beside XGBoost ${fixture.versions.xgboost}`, () => {
  it.each(titled(fixture.trees))('grows the same trees: %s', async (_, found) => {
    const { parameters, data, rounds, trees } = found;
    const { booster } = await train(parameters, dataSet(data, parameters.objective, 0, grid, found), { rounds });
    const { model } = booster;
    for (const [output, score] of found.baseScore.entries()) {
      expect(model.baseScore[output] ?? model.baseScore[0]).toBeCloseTo(score, 5);
    }
    expect(model.trees).toHaveLength(trees.length);
    expect(
      model.trees.map((tree, at) => differences(tree, unpacked(trees[at]), parameters.lambda ?? 1)).flat(),
    ).toEqual([]);
  });

  it.each(titled(fixture.scores))('scores as well on other rows: %s', async (_, found) => {
    expect(await scoreOf(found)).toBeLessThan(found.score * 1.005);
  });

  it.each(titled(fixture.baseScores))('starts from the same base score: %s', async (_, found) => {
    const { parameters, data } = found;
    const labelled = dataSet(data, parameters.objective, 0, training, found);
    const { booster } = await train(parameters, labelled, { rounds: 1 });
    const { baseScore } = booster.model;
    expect(baseScore).toHaveLength(found.baseScore.length);
    // the one that differs with a reason, see objectives.ts
    const wanted =
      parameters.objective === 'reg:pseudohubererror'
        ? [weightedMean(labelled.label ?? [], labelled.weight)]
        : found.baseScore;
    for (const [output, score] of wanted.entries()) {
      expect(Math.abs((baseScore[output] ?? NaN) - score)).toBeLessThan(1e-6 * Math.max(1, Math.abs(score)));
    }
  });

  // random numbers differ, so that only means can be compared: by what both may be off
  it.each(titled(fixture.sampled))('scores as well on average with sampling: %s', async (_, found) => {
    const scores: number[] = [];
    for (let seed = 0; seed < 30; seed += 1) scores.push(await scoreOf(found, seed));
    const error = Math.hypot(deviationOf(scores) / Math.sqrt(30), found.deviation / Math.sqrt(found.seeds));
    expect(meanOf(scores)).toBeLessThan(found.mean + Math.max(3 * error, 0.005 * found.mean));
    expect(deviationOf(scores)).toBeGreaterThan(found.deviation / 2);
    expect(deviationOf(scores)).toBeLessThan(found.deviation * 2);
  });

  // quantiles of more values than bins: the cuts of a sketch differ a little, and with them single scores either way
  it.each(titled(fixture.binned))('scores as well on average with other cuts: %s', async (_, found) => {
    const ratios: number[] = [];
    for (const [at, score] of found.scores.entries()) {
      ratios.push((await scoreOf(found, 0, at * nextDataSet)) / score);
    }
    expect(meanOf(ratios)).toBeLessThan(1.005);
  });
});

interface UnpackedTree {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly condition: Float32Array;
  readonly missingLeft: Uint8Array;
  readonly gain: Float32Array;
  readonly hessian: Float32Array;
  readonly weight: Float32Array;
  readonly sets: Readonly<Record<string, readonly number[]>>;
}

function unpacked(tree: StoredTree | undefined): UnpackedTree {
  if (tree === undefined) throw new Error('XGBoost grew fewer trees');
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64')).buffer;
  return {
    left: new Int32Array(bytes(tree.left)),
    right: new Int32Array(bytes(tree.right)),
    feature: new Int32Array(bytes(tree.feature)),
    condition: new Float32Array(bytes(tree.condition)),
    missingLeft: new Uint8Array(bytes(tree.missingLeft)),
    gain: new Float32Array(bytes(tree.gain)),
    hessian: new Float32Array(bytes(tree.hessian)),
    weight: new Float32Array(bytes(tree.weight)),
    sets: tree.sets ?? {},
  };
}

/**
 * What tells two trees apart, by the numbers of their nodes, which are the same too. XGBoost computes gains as differences
 * of 32-bit scores, so that a gain is as exact as the score of its node.
 */
function differences(ours: RegressionTree, theirs: UnpackedTree, lambda: number): string[] {
  const found: string[] = [];
  const compare = (node: number, what: string, a: number | undefined, b: number | undefined, allowed: number) => {
    if (Math.abs((a ?? NaN) - (b ?? NaN)) <= allowed) return;
    found.push(`${what} of node ${node}: ${a ?? NaN} instead of ${b ?? NaN}`);
  };
  for (const [node, left] of theirs.left.entries()) {
    const hessian = theirs.hessian[node] ?? 0;
    const weight = theirs.weight[node] ?? 0;
    compare(node, 'left child', ours.leftChildren[node], left, 0);
    compare(node, 'right child', ours.rightChildren[node], theirs.right[node], 0);
    compare(node, 'hessian', ours.sumHessian[node], hessian, 1e-5 * hessian);
    compare(node, 'weight', ours.baseWeights[node], weight, 1e-5 * Math.abs(weight) + 2e-6);
    const condition = theirs.condition[node] ?? 0;
    if (left < 0) {
      compare(node, 'value', ours.splitConditions[node], condition, 1e-5 * Math.abs(condition) + 1e-6);
      continue;
    }
    const gain = theirs.gain[node] ?? 0;
    const score = weight * weight * (hessian + lambda) + gain;
    compare(node, 'gain', ours.lossChanges[node], gain, 1e-5 * gain + 2 ** -21 * score);
    compare(node, 'feature', ours.splitIndices[node], theirs.feature[node], 0);
    compare(node, 'side of missing values', ours.defaultLeft[node], theirs.missingLeft[node], 0);
    const set = ours.categorySets.find((categorical) => categorical.node === node);
    expect(set === undefined ? undefined : [...set.categories]).toEqual(theirs.sets[node]);
    // −infinity in XGBoost is the lowest number here
    if (set === undefined)
      compare(node, 'threshold', ours.splitConditions[node], Math.max(condition, -3.4028234663852886e38), 0);
  }
  compare(0, 'number of nodes', ours.leftChildren.length, theirs.left.length, 0);
  return found;
}

function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number> | null): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < values.length; row += 1) {
    sum += (values[row] ?? 0) * (weights?.[row] ?? 1);
    total += weights?.[row] ?? 1;
  }
  return sum / total;
}

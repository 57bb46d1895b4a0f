import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import type { FeatureMatrix } from '../matrix';
import { accuracyScore } from '../metrics/accuracy-score';
import { r2Score } from '../metrics/r2-score';
import { DecisionTreeClassifier } from './decision-tree-classifier';
import { DecisionTreeRegressor } from './decision-tree-regressor';
import { ExtraTreesClassifier } from './extra-trees-classifier';
import { ExtraTreesRegressor } from './extra-trees-regressor';
import { classesOf, ROWS, samples, sampleWeights, TEST_ROWS } from './fixtures/rows';
import { GradientBoostingClassifier } from './gradient-boosting-classifier';
import { GradientBoostingRegressor } from './gradient-boosting-regressor';
import { RandomForestClassifier } from './random-forest-classifier';
import { RandomForestRegressor } from './random-forest-regressor';

const regressors = {
  DecisionTreeRegressor,
  ExtraTreesRegressor,
  GradientBoostingRegressor,
  RandomForestRegressor,
} as const;
const classifiers = {
  DecisionTreeClassifier,
  ExtraTreesClassifier,
  GradientBoostingClassifier,
  RandomForestClassifier,
} as const;

const spread = v.object({ mean: v.number(), sd: v.number() });
const caseEntries = {
  model: v.string(),
  parameters: v.record(v.string(), v.any()),
  sparse: v.optional(v.boolean(), false),
  weights: v.optional(v.boolean(), false),
  cuts: v.optional(v.array(v.number())),
};
const fixture = v.parse(
  v.object({
    cases: v.array(
      v.object({
        ...caseEntries,
        predictions: v.array(v.number()),
        importances: v.array(v.number()),
        trainScore: v.optional(v.array(v.number())),
      }),
    ),
    drawn: v.array(v.object({ ...caseEntries, score: spread, oob: v.optional(spread), stages: v.optional(spread) })),
  }),
  JSON.parse(readFileSync(`${import.meta.dirname}/fixtures/forests.json`, 'utf8')),
);

const train = samples(ROWS, 1, true);
const test = samples(TEST_ROWS, 77, false);

type Given = Pick<(typeof fixture.cases)[number], 'model' | 'parameters' | 'sparse' | 'weights' | 'cuts'>;

async function fitted(given: Given, parameters: Record<string, unknown> = {}) {
  const { model, sparse, cuts } = given;
  const features: FeatureMatrix = sparse ? train.sparse : train.dense;
  const numbers = sparse ? train.sparseY : train.y;
  const all = { ...given.parameters, ...parameters };
  const options = given.weights ? { sampleWeight: sampleWeights() } : {};
  if (cuts === undefined) {
    if (!isName(regressors, model)) throw new Error(`No regressor is called ${model}`);
    return { regressor: await regressors[model].fit(features, numbers, all, options), classifier: null };
  }
  if (!isName(classifiers, model)) throw new Error(`No classifier is called ${model}`);
  return {
    regressor: null,
    classifier: await classifiers[model].fit(features, classesOf(numbers, cuts), all, options),
  };
}

function isName<Kinds extends object>(kinds: Kinds, name: string): name is Extract<keyof Kinds, string> {
  return Object.hasOwn(kinds, name);
}

function titleOf({ model, parameters, sparse, weights, cuts }: Given): string {
  const data = [
    sparse ? 'sparse' : 'dense',
    ...(weights ? ['weighted'] : []),
    ...(cuts ? [`${cuts.length + 1} classes`] : []),
  ];
  return `${model} of ${JSON.stringify(parameters)} on ${data.join(', ')} rows`;
}

function testRows({ sparse }: Given): FeatureMatrix {
  return sparse ? test.sparse : test.dense;
}

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (let at = 0; at < expected.length; at += 1) expect(found[at]).toBeCloseTo(expected[at] ?? NaN, 9);
}

afterEach(() => {
  delete process.env['EIDER_KERNELS'];
});

describe('where nothing is drawn, models predict what those of scikit-learn do', () => {
  for (const kind of ['wasm', 'plain']) {
    it.each(fixture.cases.map((one) => [titleOf(one), one] as const))(`${kind}: %s`, async (_, one) => {
      process.env['EIDER_KERNELS'] = kind;
      const { regressor, classifier } = await fitted(one);
      const found = regressor === null ? classifier.predictProba(testRows(one)).data : regressor.predict(testRows(one));
      expectClose(found, one.predictions);
      const model = regressor ?? classifier;
      expectClose(model.featureImportances, one.importances);
      if (one.trainScore !== undefined) {
        expect.assert('trainScore' in model);
        expectClose(model.trainScore, one.trainScore);
      }
    });
  }
});

describe('where something is drawn, models are as good as those of scikit-learn', () => {
  it.each(fixture.drawn.map((one) => [titleOf(one), one] as const))('%s', async (_, one) => {
    const seeds = 12;
    const sums = { score: 0, oob: 0, stages: 0 };
    for (let seed = 0; seed < seeds; seed += 1) {
      const { regressor, classifier } = await fitted(one, { random_state: seed });
      const wanted = one.sparse ? test.sparseY : test.y;
      if (regressor !== null) sums.score += r2Score(wanted, regressor.predict(testRows(one)));
      else {
        sums.score += accuracyScore(classesOf(wanted, one.cuts ?? []), classifier.predict(testRows(one)));
      }
      const model = regressor ?? classifier;
      if ('oobScore' in model) sums.oob += model.oobScore ?? 0;
      if ('stages' in model) sums.stages += model.stages;
    }
    const margin = ({ sd }: { sd: number }) => 4 * sd * Math.sqrt(1 / seeds + 1 / 30);
    expect(Math.abs(sums.score / seeds - one.score.mean)).toBeLessThan(margin(one.score));
    if (one.oob) expect(Math.abs(sums.oob / seeds - one.oob.mean)).toBeLessThan(margin(one.oob));
    if (one.stages) expect(Math.abs(sums.stages / seeds - one.stages.mean)).toBeLessThan(margin(one.stages));
  });
});

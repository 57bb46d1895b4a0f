import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { layouts, matrixOf, readFixture } from '../../../test/support/linear-cases';
import { LinearSVC, type LinearSVCParameters } from './linear-svc';
import { LinearSVR, type LinearSVRParameters } from './linear-svr';

const losses = ['epsilon_insensitive', 'squared_epsilon_insensitive', 'hinge', 'squared_hinge'];
const { data, cases } = readFixture(
  'support-vectors',
  v.object({
    model: v.picklist(['LinearSVC', 'LinearSVR']),
    data: v.string(),
    label: v.picklist(['target', 'two']),
    weighted: v.boolean(),
    parameters: v.looseObject({
      loss: v.optional(v.picklist(losses), 'epsilon_insensitive'),
      epsilon: v.optional(v.number(), 0),
      intercept_scaling: v.optional(v.number(), 1),
    }),
    cost: v.array(v.number()),
    objective: v.number(),
  }),
);
type Case = (typeof cases)[number];
type Line = Pick<LinearSVR, 'coef' | 'intercept' | 'converged' | 'dualityGap'>;

function dataOf(given: Case) {
  const found = data[given.data];
  if (found === undefined) throw new Error(`no data ${given.data}`);
  return found;
}

async function fitTo(given: Case, layout: 'dense' | 'sparse', more: object): Promise<Line> {
  const { rows, weights, [given.label]: target } = dataOf(given);
  const features = matrixOf(rows, layout);
  const { parameters } = given;
  const options = given.weighted ? { sampleWeight: weights } : {};
  const { epsilon, loss, ...known }: Readonly<Record<string, unknown>> = { ...parameters, ...more };
  if (given.model === 'LinearSVR') {
    // SAFETY: `fit` checks names and values of what a fixture has, as it does for users.
    return LinearSVR.fit(features, target, { ...known, epsilon, loss } as LinearSVRParameters, options);
  }
  // SAFETY: as above.
  const model = await LinearSVC.fit(features, target, { ...known, loss } as LinearSVCParameters, options);
  const { converged, dualityGap } = model;
  return { converged, dualityGap, coef: model.coef[0] ?? new Float64Array(0), intercept: model.intercept[0] ?? NaN };
}

/** The objective in its own words, row by row. */
function objectiveOf(given: Case, { coef, intercept }: Line): number {
  const { rows, [given.label]: target } = dataOf(given);
  const { loss, epsilon, intercept_scaling } = given.parameters;
  let sum = 0.5 * (coef.reduce((total, value) => total + value * value, 0) + (intercept / intercept_scaling) ** 2);
  for (const [row, cells] of rows.entries()) {
    const decision = cells.reduce((total, value, column) => total + value * (coef[column] ?? 0), intercept);
    const wanted = target[row] ?? 0;
    const error =
      given.model === 'LinearSVR'
        ? Math.max(0, Math.abs(wanted - decision) - epsilon)
        : Math.max(0, 1 - (wanted === 7 ? decision : -decision));
    sum += (given.cost[row] ?? 0) * (loss.startsWith('squared') ? error * error : error);
  }
  return sum;
}

const titled = cases.map((given) => {
  const { model, data: name, weighted, parameters } = given;
  return [`${model} ${JSON.stringify(parameters)} on ${name}${weighted ? ', weighted' : ''}`, given] as const;
});

describe.each(layouts)('support vectors of %s features get to the objective of scikit-learn:', (layout) => {
  it.each(titled)('%s', async (_, given) => {
    const fitted = await fitTo(given, layout, { tol: 1e-6, max_iter: 200_000 });
    const objective = objectiveOf(given, fitted);
    expect(Math.abs(objective / given.objective - 1)).toBeLessThan(1e-4);
    expect(fitted.converged).toBe(true);
    // the gap says how far it can be from the best
    if (fitted.dualityGap !== null) {
      expect(objective - given.objective).toBeLessThan(fitted.dualityGap + 1e-6 * given.objective);
      expect(fitted.dualityGap).toBeLessThan(1e-3 * given.objective);
    }
  });
});

describe('support vector machines', () => {
  const { rows, three, target } = data['plain'] ?? { rows: [], three: [], target: [] };
  const features = matrixOf(rows, 'dense');

  it('tell more than two classes apart, one against all others', async () => {
    const model = await LinearSVC.fit(features, three, { max_iter: 5000 });
    const labels = [0, 1, 2];
    expect([...model.classes]).toEqual(labels);
    const alone = await LinearSVC.fit(
      features,
      three.map((label) => (label === 2 ? 1 : 0)),
      { max_iter: 5000 },
    );
    expect(model.coef[2]).toEqual(alone.coef[0]);
    const decision = model.decisionFunction(features);
    expect(decision.shape).toEqual([40, 3]);
    for (const [row, label] of model.predict(features).entries()) {
      const scores = [...decision.data.subarray(3 * row, 3 * row + 3)];
      expect(label).toBe(scores.indexOf(Math.max(...scores)));
    }
  });

  it('are the same for the same seed, and warn when they have not converged', async () => {
    const warnings: string[] = [];
    const fit = (random_state: number) =>
      LinearSVR.fit(features, target, { max_iter: 3, random_state }, { onWarning: (text) => warnings.push(text) });
    const [first, again, other] = [await fit(5), await fit(5), await fit(6)];
    expect(again).toEqual(first);
    expect(other.coef).not.toEqual(first.coef);
    expect(first.converged).toBe(false);
    expect(warnings[0]).toMatch(/^LinearSVR has not converged after 3 iterations/);
  });

  it('refuse what has no solution', async () => {
    await expect(LinearSVR.fit(features, target, { dual: false })).rejects.toThrow('dual of LinearSVR is false');
    await expect(
      LinearSVC.fit(
        features,
        three.map(() => 4),
      ),
    ).rejects.toThrow('targets that are all 4');
    await expect(LinearSVC.fit(features, three, { class_weight: { 9: 1 } })).rejects.toThrow('the class 9');
  });

  it('come back from their stored form', async () => {
    const classifier = await LinearSVC.fit(features, three, { loss: 'hinge', max_iter: 5000 });
    expect(LinearSVC.fromJSON(JSON.parse(JSON.stringify(classifier)))).toEqual(classifier);
    const regressor = await LinearSVR.fit(features, target, { max_iter: 5000 });
    expect(LinearSVR.fromJSON(JSON.parse(JSON.stringify(regressor)))).toEqual(regressor);
    expect(() => LinearSVC.fromJSON(regressor.toJSON())).toThrow('is not a LinearSVC');
    expect(() => LinearSVC.fromJSON({ ...classifier.toJSON(), intercept: [1] })).toThrow('is not a LinearSVC');
  });
});

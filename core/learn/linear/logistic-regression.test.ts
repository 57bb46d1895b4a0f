import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { layouts, matrixOf, readFixture, relativeDistance } from '../../../test/support/linear-cases';
import { LogisticRegression } from './logistic-regression';

const table = v.array(v.array(v.number()));
const { data, cases } = readFixture(
  'logistic',
  v.object({
    data: v.string(),
    label: v.picklist(['two', 'three']),
    weighted: v.boolean(),
    parameters: v.object({
      fit_intercept: v.boolean(),
      C: v.optional(v.number()),
      class_weight: v.optional(v.union([v.literal('balanced'), v.record(v.string(), v.number())])),
    }),
    coef: table,
    intercept: v.array(v.number()),
    probabilities: table,
    decisions: v.union([v.array(v.number()), table]),
  }),
);

const titled = cases.map((given) => {
  const { label, data: name, weighted, parameters } = given;
  return [`${label} classes ${JSON.stringify(parameters)} on ${name}${weighted ? ', weighted' : ''}`, given] as const;
});

describe.each(layouts)('logistic regression on %s features is that of scikit-learn:', (layout) => {
  it.each(titled)('%s', async (_, given) => {
    const { rows, weights, [given.label]: target } = data[given.data] ?? { rows: [], weights: [], two: [], three: [] };
    const { C = 1, class_weight = null, fit_intercept } = given.parameters;
    const model = await LogisticRegression.fit(
      matrixOf(rows, layout),
      target,
      { C, class_weight, fit_intercept, tol: 1e-10, max_iter: 5000 },
      given.weighted ? { sampleWeight: weights } : {},
    );
    const found = [...model.coef.flatMap((coef) => [...coef]), ...model.intercept];
    expect(relativeDistance(found, [...given.coef.flat(), ...given.intercept])).toBeLessThan(1e-5);
    expect(model.converged).toBe(true);
    const two = matrixOf(rows.slice(0, 2), layout);
    expect(relativeDistance(model.predictProba(two).data, given.probabilities.flat())).toBeLessThan(1e-5);
    expect(relativeDistance(model.decisionFunction(two).data, given.decisions.flat())).toBeLessThan(1e-5);
  });
});

describe('a logistic regression', () => {
  const { rows, two, three } = data['plain'] ?? { rows: [], two: [], three: [] };
  const features = matrixOf(rows, 'dense');

  it('predicts the labels of the target, the likelier the more often', async () => {
    for (const target of [two, three]) {
      const model = await LogisticRegression.fit(features, target, { max_iter: 1000 });
      const { data: probabilities, shape } = model.predictProba(features);
      const [, classes = 0] = shape;
      for (const [row, label] of model.predict(features).entries()) {
        const own = [...probabilities.subarray(row * classes, (row + 1) * classes)];
        expect(own.reduce((sum, value) => sum + value)).toBeCloseTo(1, 12);
        expect(label).toBe(model.classes[own.indexOf(Math.max(...own))]);
      }
    }
  });

  it('without a penalty has probabilities whose mean is the share of the class', async () => {
    const noisy = two.map((label, row) => (row % 3 === 0 ? 5 - label : label));
    const model = await LogisticRegression.fit(features, noisy, { penalty: null, tol: 1e-9, max_iter: 5000 });
    const { data: probabilities } = model.predictProba(features);
    const mean = probabilities.filter((_, at) => at % 2 === 1).reduce((sum, value) => sum + value, 0) / 40;
    expect(mean).toBeCloseTo(noisy.filter((label) => label === 7).length / 40, 7);
  });

  it('warns when it has not converged', async () => {
    const warnings: string[] = [];
    const options = { onWarning: (warning: string) => warnings.push(warning) };
    const model = await LogisticRegression.fit(features, two, { max_iter: 2 }, options);
    expect(model.converged).toBe(false);
    expect(warnings).toEqual([expect.stringMatching(/^LogisticRegression has not converged after 2 iterations/)]);
  });

  it('refuses one class, and a penalty that it has not', async () => {
    await expect(
      LogisticRegression.fit(
        features,
        two.map(() => 1),
      ),
    ).rejects.toThrow('targets that are all 1');
    const parameters: object = { penalty: 'l1' };
    await expect(LogisticRegression.fit(features, two, parameters)).rejects.toThrow(
      'penalty of LogisticRegression is "l1"',
    );
  });

  it('comes back from its stored form', async () => {
    for (const target of [two, three]) {
      const model = await LogisticRegression.fit(features, target);
      const again = LogisticRegression.fromJSON(JSON.parse(JSON.stringify(model)));
      expect(again).toEqual(model);
      expect(again.predictProba(features)).toEqual(model.predictProba(features));
    }
  });
});

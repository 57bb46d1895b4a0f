import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { ElasticNet } from './elastic-net';
import { layouts, matrixOf, readFixture, relativeDistance } from '../../../test/support/linear-cases';
import { Lasso } from './lasso';
import { LinearRegression } from './linear-regression';
import { Ridge } from './ridge';

const models = { ElasticNet, Lasso, LinearRegression, Ridge };
const solved = v.object({ coef: v.array(v.number()), iterations: v.number(), dualityGap: v.number() });
const { data, cases } = readFixture(
  'least-squares',
  v.object({
    model: v.picklist(['ElasticNet', 'Lasso', 'LinearRegression', 'Ridge']),
    data: v.string(),
    weighted: v.boolean(),
    parameters: v.looseObject({ fit_intercept: v.boolean() }),
    coef: v.array(v.number()),
    intercept: v.number(),
    default: v.optional(solved),
  }),
);
type Case = (typeof cases)[number];

function titleOf({ model, data: name, weighted, parameters }: Case): string {
  return `${model} ${JSON.stringify(parameters)} on ${name}${weighted ? ', weighted' : ''}`;
}

async function fitTo(given: Case, layout: 'dense' | 'sparse', more: object = {}) {
  const { rows, target, weights } = data[given.data] ?? { rows: [], target: [], weights: [] };
  const options: FitOptions = given.weighted ? { sampleWeight: weights } : {};
  return models[given.model].fit(matrixOf(rows, layout), target, { ...given.parameters, ...more }, options);
}

describe.each(layouts)('least squares of %s features are those of scikit-learn:', (layout) => {
  it.each(cases.map((given) => [titleOf(given), given] as const))('%s', async (_, given) => {
    const descends = given.default !== undefined;
    const fitted = await fitTo(given, layout, descends ? { tol: 1e-13, max_iter: 1_000_000 } : {});
    expect(relativeDistance([...fitted.coef, fitted.intercept], [...given.coef, given.intercept])).toBeLessThan(1e-6);
    expect(fitted.converged).toBe(true);
  });
});

describe.each(layouts)('coordinate descent on %s features stops where scikit-learn does:', (layout) => {
  it.each(
    cases.flatMap((given) => (given.default === undefined ? [] : [[titleOf(given), given, given.default] as const])),
  )('%s', async (_, given, wanted) => {
    const fitted = await fitTo(given, layout);
    expect(relativeDistance(fitted.coef, wanted.coef)).toBeLessThan(1e-6);
    expect(fitted.iterations).toBe(wanted.iterations);
    expect(fitted.dualityGap).toBeCloseTo(wanted.dualityGap, 8);
  });
});

describe('ridge', () => {
  it.each(cases.filter(({ model }) => model === 'Ridge').map((given) => [titleOf(given), given] as const))(
    'by LSQR is the same as by factorising: %s',
    async (_, given) => {
      const fitted = await fitTo(given, 'dense', { solver: 'lsqr' });
      expect(relativeDistance(fitted.coef, given.coef)).toBeLessThan(1e-6);
    },
  );
});

const small: FeatureMatrix = {
  kind: 'dense',
  shape: [4, 2],
  data: Float64Array.of(1, 5, 2, 5, 3, 5, 5, 5),
  featureNames: ['distance', 'constant'],
};

describe('a fitted regression', () => {
  it('predicts with its line, and gives a constant column no coefficient', async () => {
    const model = await LinearRegression.fit(small, [3, 5, 7, 11]);
    expect(model.coef[0]).toBeCloseTo(2, 12);
    expect(model.coef[1]).toBe(0);
    expect(model.intercept).toBeCloseTo(1, 12);
    expect(model.predict({ kind: 'dense', shape: [1, 2], data: Int32Array.of(10, 5) })[0]).toBeCloseTo(21, 12);
  });

  it('is the same from arrays of every type', async () => {
    const values = [1, 5, 2, 5, 3, 5, 5, 5];
    const wanted = await Lasso.fit(small, [3, 5, 7, 11], { alpha: 0.1 });
    const arrays = [
      Float32Array.from(values),
      Int32Array.from(values),
      Uint8Array.from(values),
      BigInt64Array.from(values.map(BigInt)),
    ];
    for (const array of arrays) {
      expect(await Lasso.fit({ ...small, data: array }, [3, 5, 7, 11], { alpha: 0.1 })).toEqual(wanted);
    }
  });

  it('is told in advance what it cannot learn from, by row and column', async () => {
    const broken = { ...small, data: Float64Array.of(1, 5, 2, 5, NaN, 5, 5, 5) };
    await expect(LinearRegression.fit(broken, [3, 5, 7, 11])).rejects.toThrow(
      'LinearRegression was given the value NaN in column distance, row 2.',
    );
    await expect(Ridge.fit(small, [3, 5, 7])).rejects.toThrow('4 rows of features and a target of 3');
    await expect(Lasso.fit(small, [3, 5, 7, 11], {}, { sampleWeight: [0, 0, 0, 0] })).rejects.toThrow('all 0');
    const model = await LinearRegression.fit(small, [3, 5, 7, 11]);
    expect(() => model.predict({ ...small, shape: [8, 1] })).toThrow('fitted on 2 features');
  });

  it('warns when it has not converged', async () => {
    const warnings: string[] = [];
    const wide = data['wide'] ?? { rows: [], target: [] };
    const model = await Lasso.fit(
      matrixOf(wide.rows, 'sparse'),
      wide.target,
      { alpha: 1e-4, max_iter: 2 },
      { onWarning: (warning) => warnings.push(warning) },
    );
    expect(model.converged).toBe(false);
    expect(warnings).toEqual([
      expect.stringMatching(/^Lasso has not converged after 2 iterations.*The duality gap is/),
    ]);
  });

  it('stops when it is aborted', async () => {
    const wide = data['wide'] ?? { rows: [], target: [] };
    const signal = AbortSignal.abort(new Error('enough'));
    const fitting = LinearRegression.fit(matrixOf(wide.rows, 'dense'), wide.target, {}, { signal });
    await expect(fitting).rejects.toThrow('enough');
  });

  it.each([ElasticNet, Lasso, LinearRegression, Ridge])('comes back from its stored form: %o', async (Model) => {
    const model = await Model.fit(small, [3, 5, 7.1, 11]);
    const again = Model.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(again).toEqual(model);
    expect(again.predict(small)).toEqual(model.predict(small));
    expect(() => Model.fromJSON({ ...model.toJSON(), format: 'another' })).toThrow(/is not a/);
    expect(() => Model.fromJSON({ ...model.toJSON(), coef: 'x' })).toThrow(/is not a/);
  });
});

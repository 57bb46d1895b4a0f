import { expect, expectTypeOf, test } from 'vitest';
import {
  choice,
  constant,
  lognormal,
  loguniform,
  normal,
  qlognormal,
  qloguniform,
  qnormal,
  quniform,
  randint,
  uniform,
  type NumberDistribution,
  type Sampled,
} from './space';
import { suggest, type MethodOptions } from './suggest';

const algorithms = ['tpe', 'random', 'grid'] as const;

/** Many values: a search of 50 trials for each of a few seeds, where values far from 0 are bad. */
function samples(space: NumberDistribution, algorithm: MethodOptions['algorithm']): number[] {
  const values: number[] = [];
  for (let seed = 0; seed < 4; seed += 1) {
    const trials: { parameters: { x: number }; value: number }[] = [];
    for (let number = 0; number < 50; number += 1) {
      const [parameters] = suggest({ x: space }, trials, { algorithm, seed, n_startup_jobs: 10 });
      if (parameters === undefined) break;
      trials.push({ parameters, value: Math.abs(parameters.x) });
      values.push(parameters.x);
    }
  }
  return values;
}

const ranges: readonly (readonly [NumberDistribution, number, number])[] = [
  [uniform(-3, 0.1), -3, 0.1],
  [loguniform(-7, 3), Math.exp(-7), Math.exp(3)],
  [quniform(1, 10, 4), 4, 8],
  [quniform(0, 0.3, 0.1), 0, 0.3],
  [quniform(-7.5, 7.5, 2.5), -7.5, 7.5],
  [qloguniform(-3, Math.log(1000), 1), 1, 1000],
  [normal(5, 2), -Infinity, Infinity],
  [lognormal(0, 3), Number.MIN_VALUE, Infinity],
  [qnormal(5, 20, 3), -Infinity, Infinity],
  [qlognormal(1, 2, 0.5), 0, Infinity],
  [randint(3, 9), 3, 8],
];

for (const [distribution, low, high] of ranges) {
  test.each(algorithms)(`${JSON.stringify(distribution)} stays in its range and on its grid with %s`, (algorithm) => {
    const values = samples(distribution, algorithm);
    expect(values.length).toBeGreaterThanOrEqual(8);
    expect(values.filter((value) => !(value >= low && value <= high))).toEqual([]);
    const step = distribution.type === 'randint' ? 1 : 'q' in distribution ? distribution.q : null;
    const offGrid = (value: number) => step !== null && Math.abs(value / step - Math.round(value / step)) > 1e-9;
    expect(values.filter((value) => offGrid(value) || Object.is(value, -0))).toEqual([]);
  });
}

test('a rounded number is written as people do, and both ends of a range come up', () => {
  expect(new Set(samples(quniform(0, 0.3, 0.1), 'random'))).toEqual(new Set([0, 0.1, 0.2, 0.3]));
  expect(new Set(samples(randint(2, 5), 'random'))).toEqual(new Set([2, 3, 4]));
  expect(Math.max(...samples(qloguniform(0, Math.log(10), 1), 'random'))).toBe(10);
});

test('random numbers have the distributions of the space', () => {
  const drawn = suggest({ u: uniform(2, 4), n: normal(1, 3), l: lognormal(2, 0.5) }, [], {
    algorithm: 'random',
    count: 4000,
  });
  const moments = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
  };
  const expected = [
    [drawn.map(({ u }) => u), 3, 2 / Math.sqrt(12)],
    [drawn.map(({ n }) => n), 1, 3],
    [drawn.map(({ l }) => Math.log(l)), 2, 0.5],
  ] as const;
  for (const [values, mean, deviation] of expected) {
    const [itsMean = NaN, itsDeviation = NaN] = moments(values);
    expect(Math.abs(itsMean - mean)).toBeLessThan(0.06 * deviation);
    expect(Math.abs(itsDeviation / deviation - 1)).toBeLessThan(0.05);
  }
});

const nested = {
  random_state: 7,
  model: choice([
    { kind: 'tree', depth: quniform(1, 9, 1), grow: choice(['leaf', { by: 'level', most: randint(4) }]) },
    { kind: 'line', alpha: loguniform(-7, 0) },
    null,
  ]),
  type: constant('normal'),
};

test.each(algorithms)('conditional parameters appear in their branch only with %s', (algorithm) => {
  const trials: { parameters: Sampled<typeof nested>; value: number }[] = [];
  const seen = new Set<string>();
  for (let number = 0; number < 80; number += 1) {
    const [parameters] = suggest(nested, trials, { algorithm, seed: 3 });
    if (parameters === undefined) break;
    expect(Object.keys(parameters)).toEqual(['random_state', 'model', 'type']);
    const { model } = parameters;
    const grown = model?.kind === 'tree' && model.grow !== 'leaf' ? Object.keys(model.grow).join() : '';
    seen.add(model === null ? 'null' : `${model.kind}: ${Object.keys(model).join()} ${grown}`.trim());
    trials.push({ parameters, value: model === null ? 2 : model.kind === 'tree' ? 1 + model.depth / 10 : model.alpha });
  }
  expect([...seen].sort()).toEqual([
    'line: kind,alpha',
    'null',
    'tree: kind,depth,grow',
    'tree: kind,depth,grow by,most',
  ]);
});

test('the parameters have the types of the space', () => {
  type Model = Sampled<typeof nested>['model'];
  expectTypeOf<Extract<Model, { kind: 'line' }>>().toEqualTypeOf<{ readonly kind: 'line'; readonly alpha: number }>();
  expectTypeOf<Sampled<typeof nested>['type']>().toEqualTypeOf<'normal'>();
});

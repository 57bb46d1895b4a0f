import { expect, test } from 'vitest';
import { minimize } from './minimize';
import { choice, loguniform, normal, quniform, randint, uniform } from './space';
import { suggest } from './suggest';

test('a grid holds every combination once, in order, and then ends', () => {
  const space = { a: choice([true, false]), b: randint(2), c: uniform(0, 1) };
  const points = suggest(space, [], { algorithm: 'grid', grid_points: 3, count: 100 });
  expect(points.length).toBe(12);
  expect(points.slice(0, 4)).toEqual([
    { a: true, b: 0, c: 0 },
    { a: true, b: 0, c: 0.5 },
    { a: true, b: 0, c: 1 },
    { a: true, b: 1, c: 0 },
  ]);
  expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(12);
});

test('an option adds only the combinations of its own parameters', () => {
  const space = { model: choice([{ a: randint(3), b: randint(2) }, { c: randint(4) }, 'none']) };
  const points = suggest(space, [], { algorithm: 'grid', count: 100 });
  expect(points.length).toBe(3 * 2 + 4 + 1);
  expect(points.at(-1)).toEqual({ model: 'none' });
});

test('a range is met at both ends, steps stay steps, and a normal distribution is met where it is likely', () => {
  const of = (space: Parameters<typeof suggest>[0]) => suggest(space, [], { algorithm: 'grid', count: 100 });
  expect(of(loguniform(-4, 0))).toEqual([-4, -3, -2, -1, 0].map((power) => Math.exp(power)));
  expect(of(quniform(1, 3, 1))).toEqual([1, 2, 3]);
  expect(of(quniform(0, 100, 10))).toEqual([0, 30, 50, 80, 100]);
  const bell = of(normal(10, 1));
  expect(bell[2]).toBe(10);
  expect(bell[4]).toBeCloseTo(10 + 1.2815515655446, 12);
});

test('a grid search ends with its grid, or before', async () => {
  const space = { a: randint(5), b: randint(5) };
  const loss = ({ a, b }: { a: number; b: number }) => (a - 3) ** 2 + (b - 1) ** 2;
  const whole = await minimize(loss, space, { algorithm: 'grid' });
  expect(whole).toMatchObject({ stopped: 'grid', value: 0, parameters: { a: 3, b: 1 } });
  expect(whole.trials.length).toBe(25);
  const part = await minimize(loss, space, { algorithm: 'grid', max_evaluations: 4 });
  expect(part).toMatchObject({ stopped: 'max_evaluations', parameters: { a: 0, b: 1 } });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { domainOf, toAxis } from './domain';
import { lossNamed } from './fixtures/losses';
import { minimize } from './minimize';
import { Mixture } from './mixture';
import { forgettingWeights, parzenEstimator } from './parzen';
import type { NumberDistribution, Space } from './space';

interface Fixture {
  readonly trials: number;
  readonly lasso: readonly number[];
  readonly estimators: readonly {
    readonly name: string;
    readonly observations: readonly number[];
    readonly prior: { readonly weight: number; readonly mu: number; readonly sigma: number };
    readonly weights: readonly number[];
    readonly mus: readonly number[];
    readonly sigmas: readonly number[];
  }[];
  readonly densities: readonly {
    readonly space: NumberDistribution;
    readonly observations: readonly number[];
    readonly values: readonly number[];
    readonly logDensities: readonly number[];
  }[];
  readonly searches: readonly {
    readonly name: string;
    readonly space: Space;
    readonly bestLosses: readonly number[];
    readonly points: readonly { readonly parameters: unknown; readonly loss: number }[];
  }[];
}

// SAFETY: written by scripts/make-tune-fixture.py in this form
const fixture = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'hyperopt.json'), 'utf8'),
) as Fixture;

function expectClose(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    expect(Math.abs((found[at] ?? NaN) - value), `number ${at}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
  }
}

describe('as hyperopt computes them', () => {
  test.each(fixture.estimators)('Parzen estimator: $name, prior weight $prior.weight', (expected) => {
    const { weights, mus, sigmas } = parzenEstimator(Float64Array.from(expected.observations), expected.prior);
    expectClose(mus, expected.mus, 0);
    expectClose(sigmas, expected.sigmas, 1e-15);
    expectClose(weights, expected.weights, 1e-15);
  });

  test.each(fixture.densities)('log densities of $space.type', ({ space, observations, values, logDensities }) => {
    const axis = domainOf(space);
    if (axis.kind !== 'axis') throw new Error('not an axis');
    const positions = Float64Array.from(observations, (value) => toAxis(axis, value));
    const mixture = new Mixture(parzenEstimator(positions, { weight: 1, mu: axis.mu, sigma: axis.sigma }), axis);
    expectClose(
      values.map((value) => mixture.logDensity(value)),
      logDensities,
      1e-11,
    );
  });
});

test('the newest 25 observations count in full, older ones less and less', () => {
  expect([...forgettingWeights(25)]).toEqual(new Array(25).fill(1));
  const weights = [...forgettingWeights(50)];
  expect(weights.slice(25)).toEqual(new Array(25).fill(1));
  expect(weights[0]).toBe(1 / 50);
  for (let at = 1; at < 25; at += 1) expect(weights[at]).toBeGreaterThan(weights[at - 1] ?? NaN);
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

// hyperopt's median is that of the fixture's 200 seeds, which depends less on luck than that of 20
describe("TPE reaches hyperopt's best loss or better in the same number of trials, median of 20 seeds", () => {
  test.each(fixture.searches)(
    'on the space of $name',
    { timeout: 60_000 },
    async ({ name, space, bestLosses, points }) => {
      const loss = lossNamed(name, fixture.lasso);
      for (const point of points) expect(loss(point.parameters)).toBeCloseTo(point.loss, 12);
      const found: number[] = [];
      for (let seed = 0; seed < 20; seed += 1) {
        const { value } = await minimize(loss, space, { seed, max_evaluations: fixture.trials });
        found.push(value);
      }
      expect(median(found)).toBeLessThanOrEqual(median(bestLosses) + 1e-7); // which are rounded to 7 digits
    },
  );
});

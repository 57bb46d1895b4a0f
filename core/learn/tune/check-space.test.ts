import { expect, test } from 'vitest';
import { EiderError } from '../../errors';
import { checkSpace } from './check-space';
import { choice, constant, loguniform, normal, quniform, randint, uniform } from './space';

function failure(space: unknown): string {
  try {
    checkSpace(space);
  } catch (error) {
    if (error instanceof EiderError) return `${error.problem.message} ${error.problem.remedy ?? ''}`;
  }
  return 'none';
}

test('parameters are labelled by their paths, those of options by the option', () => {
  const space = {
    alpha: uniform(0, 1),
    layers: [randint(8), { width: quniform(1, 9, 2) }],
    model: choice([{ kind: 'tree', depth: randint(3) }, { kind: 'line', depth: normal(0, 1) }, 'none']),
  };
  expect(checkSpace(space).dimensions.map(({ label }) => label)).toEqual([
    'alpha',
    'layers[0]',
    'layers[1].width',
    'model',
    'model[0].depth',
    'model[1].depth',
  ]);
  expect(checkSpace(JSON.parse(JSON.stringify(space)))).toEqual(checkSpace(space));
});

test('what is wrong with a space names the parameter and the remedy', () => {
  expect(failure({ a: { b: uniform(2, 1) } })).toBe(
    'In the search space, a.b is uniform from 2 to 1. low must be below high.',
  );
  expect(failure({ a: uniform(0, NaN) })).toContain('a is uniform with NaN for high.');
  expect(failure({ a: { type: 'uniform', low: 1 } })).toContain('a is uniform without high. It takes low, high.');
  expect(failure({ a: { type: 'normal', mu: 1, sigma: 1, q: 3 } })).toContain('a is normal with q.');
  expect(failure({ a: { type: 'unifrom', low: 1, high: 2 } })).toContain('Did you mean uniform?');
  expect(failure({ a: normal(0, 0) })).toContain('a is normal with 0 for sigma. sigma is above 0.');
  expect(failure({ a: quniform(1, 2, 0) })).toContain('q is above 0.');
  expect(failure({ a: quniform(1, 4, 10) })).toContain('no multiple of q between low and high');
  expect(failure({ a: randint(1.5) })).toContain('Both are whole numbers');
  expect(failure({ a: choice([]) })).toContain('a is a choice without options');
  expect(failure({ a: { type: 'choice', options: [1, { b: undefined }] } })).toContain('a[1].b is undefined');
  expect(failure({ a: () => 1 })).toContain('a is a function');
  expect(failure(uniform(1, 0))).toContain('the whole space is uniform');
  expect(failure({ C: loguniform(0.001, 1000) })).toContain('loguniform(Math.log(a), Math.log(b))');
});

test('an object with a type of its own is constant, one named as a distribution only through constant()', () => {
  expect(failure({ type: 'svm', C: uniform(0, 1) })).toBe('none');
  expect(failure({ type: 'normal', C: uniform(0, 1) })).toContain('put constant(…) around its type');
  expect(failure({ type: constant('normal'), C: uniform(0, 1) })).toBe('none');
});

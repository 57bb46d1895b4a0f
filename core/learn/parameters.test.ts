import * as v from 'valibot';
import { expect, test } from 'vitest';
import { EiderError } from '../errors';
import { numberIn, oneOf, readParameters, wholeNumber } from './parameters';

const schema = v.object({
  alpha: v.optional(numberIn(0, Infinity), 1),
  max_iter: v.optional(wholeNumber(1), 1000),
  selection: v.optional(oneOf(['cyclic', 'random']), 'cyclic'),
  eta: v.optional(numberIn(0, 1, { above: true }), 0.3),
});

const read = (given: Record<string, unknown>) => readParameters('Lasso', schema, given);

function failure(given: Record<string, unknown>): string {
  try {
    read(given);
  } catch (error) {
    if (error instanceof EiderError)
      return `${error.problem.code}: ${error.problem.message} ${error.problem.remedy ?? ''}`;
  }
  return 'none';
}

test('defaults stand in for what is not given', () => {
  expect(read({ alpha: 0.5 })).toEqual({ alpha: 0.5, max_iter: 1000, selection: 'cyclic', eta: 0.3 });
});

test('a mistyped name says which was meant', () => {
  expect(failure({ max_itre: 5 })).toBe(
    'parameter_unknown: Lasso has no parameter max_itre. Did you mean max_iter? Otherwise leave it out.',
  );
  expect(failure({ colour: 5 })).toContain('It has alpha, eta, max_iter, selection.');
});

test('a value out of range says what it may be', () => {
  expect(failure({ alpha: -1 })).toBe('parameter_invalid: alpha of Lasso is -1. It may be a number of 0 or more.');
  expect(failure({ alpha: NaN })).toContain('alpha of Lasso is NaN.');
  expect(failure({ max_iter: 2.5 })).toContain('It may be a whole number of 1 or more.');
  expect(failure({ max_iter: '5' })).toContain('max_iter of Lasso is "5".');
  expect(failure({ eta: 0 })).toContain('It may be a number above 0 to 1.');
  expect(failure({ selection: 'best' })).toContain('It may be one of cyclic, random.');
});

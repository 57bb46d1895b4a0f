import { EiderError } from '../errors';
import type { TestOutcome } from './contract';

/** Throws the first failure of a block's tests, and how many more there are. */
export function failOnTests(tests: readonly TestOutcome[]): void {
  const failed = tests.filter((test) => !test.passed);
  const [first] = failed;
  if (first === undefined) return;
  const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
  throw new EiderError({
    ...first.failure,
    code: 'test_failed',
    message: `Test “${first.name}” failed${more}: ${first.failure?.message ?? ''}`,
  });
}

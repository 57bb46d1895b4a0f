import { EiderError } from '../../errors';
import type { Target } from '../checks';

/** Throws `target_invalid` unless targets are 0 or more and some are above, which the Poisson deviance needs. */
export function checkCounts(model: string, target: Target): void {
  let sum = 0;
  for (let row = 0; row < target.length; row += 1) {
    const value = target[row] ?? 0;
    sum += value;
    if (value >= 0) continue;
    throw new EiderError({
      code: 'target_invalid',
      message: `${model} was given the target ${value} in row ${row}, and its criterion is poisson.`,
      remedy: 'Use squared_error for targets that may be negative.',
    });
  }
  if (sum > 0) return;
  throw new EiderError({
    code: 'target_invalid',
    message: `${model} was given targets that are all 0, and its criterion is poisson.`,
    remedy: 'Give it some rows with a target above 0, or use squared_error.',
  });
}

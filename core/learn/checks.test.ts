import { describe, expect, it } from 'vitest';
import { EiderError } from '../errors';
import { checkColumns, checkFinite, checkNotInfinite, checkTrainingData, checkWeights } from './checks';
import { sparseMatrix } from './encode/csr';
import type { DenseMatrix } from './matrix';

const of = (data: readonly number[], shape: readonly number[]): DenseMatrix => ({
  kind: 'dense',
  shape,
  data: Float64Array.from(data),
  featureNames: ['age', 'fare'],
});

function failure(check: () => void): string {
  try {
    check();
  } catch (error) {
    if (error instanceof EiderError) return `${error.problem.code}: ${error.problem.message}`;
    throw error;
  }
  return 'none';
}

describe('what a model is given', () => {
  it('needs rows, and a finite target for each', () => {
    const two = of([1, 2, 3, 4], [2, 2]);
    expect(failure(() => checkTrainingData('Lasso', two, [1, 2]))).toBe('none');
    expect(failure(() => checkTrainingData('Lasso', of([], [0, 2]), []))).toContain(
      'matrix_empty: Lasso was given 0 rows',
    );
    expect(failure(() => checkTrainingData('Lasso', two, [1]))).toContain('length_mismatch');
    expect(failure(() => checkTrainingData('Lasso', two, [1, NaN]))).toBe(
      'target_invalid: Lasso was given the target NaN in row 1.',
    );
  });

  it('has weights of 0 or more, one of them above', () => {
    expect(failure(() => checkWeights('Lasso', [0, 1], 2))).toBe('none');
    expect(failure(() => checkWeights('Lasso', [0, 0], 2))).toContain('that are all 0');
    expect(failure(() => checkWeights('Lasso', [1, NaN], 2))).toContain('the sample weight NaN in row 1');
    expect(failure(() => checkWeights('Lasso', [1, Infinity], 2))).toContain('the sample weight Infinity in row 1');
  });

  it('is named by column and row where it is not finite, dense or sparse', () => {
    const message = 'features_invalid: Lasso was given the value NaN in column fare, row 1.';
    expect(failure(() => checkFinite('Lasso', of([1, 2, 3, NaN], [2, 2])))).toBe(message);
    const sparse = sparseMatrix({
      rows: 3,
      columns: 2,
      indptr: Int32Array.of(0, 1, 2, 2),
      indices: Int32Array.of(0, 1),
      values: Float64Array.of(1, NaN),
      featureNames: ['age', 'fare'],
    });
    expect(failure(() => checkFinite('Lasso', sparse))).toBe(message);
    expect(failure(() => checkNotInfinite('Lasso', sparse))).toBe('none');
    expect(failure(() => checkNotInfinite('Lasso', of([1, -Infinity], [1, 2])))).toContain(
      '-Infinity in column fare, row 0',
    );
    expect(failure(() => checkFinite('Lasso', { ...of([], [1, 2]), data: BigInt64Array.of(1n, 2n) }))).toBe('none');
  });

  it('has the columns the model was fitted on', () => {
    expect(failure(() => checkColumns('Lasso', of([1, 2], [1, 2]), 3))).toContain(
      'features_mismatch: Lasso was fitted on 3',
    );
  });
});

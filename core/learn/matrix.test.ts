import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EiderError } from '../errors';
import { sparseMatrix, toDense } from './encode/csr';
import { featureName, shapeOf, takeRows, type DenseMatrix } from './matrix';

const dense: DenseMatrix = {
  kind: 'dense',
  shape: [3, 2],
  data: Int16Array.of(1, 2, 3, 4, 5, 6),
  featureNames: ['a', 'b'],
};

describe('feature matrices', () => {
  it('have rows and columns', () => {
    expect(shapeOf(dense)).toEqual({ rows: 3, columns: 2 });
    expect(() => shapeOf({ ...dense, shape: [6] })).toThrow('Features have the shape (6) with 6 numbers');
    expect(() => shapeOf({ ...dense, shape: [2, 2] })).toThrow(EiderError);
  });

  it('call a column without a name as XGBoost does', () => {
    expect(featureName(dense, 1)).toBe('b');
    expect(featureName({ featureNames: null }, 1)).toBe('f1');
    expect(featureName({}, 0)).toBe('f0');
  });

  it('give the rows asked for, in that order, as numbers of the same type', () => {
    expect(takeRows(dense, [2, 0, 2])).toEqual({ ...dense, data: Int16Array.of(5, 6, 1, 2, 5, 6) });
    expect(takeRows(dense, [])).toEqual({ ...dense, shape: [0, 2], data: new Int16Array() });
  });

  it('give the same rows of a sparse matrix', () => {
    const cells = fc.array(fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(null, 0, 1.5, -2))), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(cells, fc.array(fc.nat(), { maxLength: 12 }), (rows, wanted) => {
        const stored = rows.map((row) => [...row.entries()].filter(([, value]) => value !== null));
        const sparse = sparseMatrix({
          rows: rows.length,
          columns: 3,
          indptr: Int32Array.from([0, ...stored], (_, row) => stored.slice(0, row).flat().length),
          indices: Int32Array.from(stored.flat(), ([column]) => column),
          values: Float64Array.from(stored.flat(), ([, value]) => value ?? 0),
          featureNames: ['x', 'y', 'z'],
        });
        const chosen = wanted.map((row) => row % rows.length);
        const taken = takeRows(sparse, chosen);
        if (taken.kind === 'dense') throw new Error('a sparse matrix has become dense');
        sparseMatrix({ ...taken }); // a matrix of its own, which is looked into
        expect([...toDense(taken)]).toEqual(chosen.flatMap((row) => (rows[row] ?? []).map((value) => value ?? 0)));
        expect(taken.values).toHaveLength(chosen.reduce((sum, row) => sum + (stored[row]?.length ?? 0), 0));
      }),
    );
  });
});

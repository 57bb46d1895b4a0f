import { describe, expect, it } from 'vitest';
import { density, isSparseMatrix, sparseMatrix, sparseRow, storedValues, toDense, type SparseParts } from './csr';

/** [[1, 0, 2], [0, 0, 0], [0, 0 stored, 3]] */
function parts(change: Partial<SparseParts> = {}): SparseParts {
  return {
    rows: 3,
    columns: 3,
    indptr: Int32Array.of(0, 2, 2, 4),
    indices: Int32Array.of(0, 2, 1, 2),
    values: Float64Array.of(1, 2, 0, 3),
    featureNames: ['a', 'b', 'c'],
    ...change,
  };
}

describe('a sparse matrix', () => {
  it('gives its rows, with the zeros that are stored', () => {
    const matrix = sparseMatrix(parts());
    expect(sparseRow(matrix, 0)).toEqual({ indices: Int32Array.of(0, 2), values: Float64Array.of(1, 2) });
    expect(sparseRow(matrix, 1)).toEqual({ indices: new Int32Array(), values: new Float64Array() });
    expect(sparseRow(matrix, 2)).toEqual({ indices: Int32Array.of(1, 2), values: Float64Array.of(0, 3) });
    expect(() => sparseRow(matrix, 3)).toThrow(RangeError);
  });

  it('counts stored values, and their share of all cells', () => {
    const matrix = sparseMatrix(parts());
    expect(storedValues(matrix)).toBe(4);
    expect(density(matrix)).toBe(4 / 9);
    const empty = { rows: 0, indptr: Int32Array.of(0), indices: new Int32Array(), values: new Float64Array() };
    expect(density(sparseMatrix(parts(empty)))).toBe(0);
  });

  it('becomes dense row after row', () => {
    expect([...toDense(sparseMatrix(parts()))]).toEqual([1, 0, 2, 0, 0, 0, 0, 0, 3]);
  });

  it('takes row pointers as doubles, for more values than 32 bits count', () => {
    expect([...toDense(sparseMatrix(parts({ indptr: Float64Array.of(0, 2, 2, 4) })))]).toEqual([
      1, 0, 2, 0, 0, 0, 0, 0, 3,
    ]);
  });

  it('is told from other values by its shape', () => {
    expect(isSparseMatrix(sparseMatrix(parts()))).toBe(true);
    expect(isSparseMatrix(structuredClone(sparseMatrix(parts())))).toBe(true);
    expect(isSparseMatrix({ kind: 'sparse' })).toBe(false);
    expect(isSparseMatrix(null)).toBe(false);
    expect(isSparseMatrix(new Float64Array(3))).toBe(false);
  });

  it.each<[string, Partial<SparseParts>]>([
    ['-1 is not a number of rows', { rows: -1 }],
    ['1.5 is not a number of columns', { columns: 1.5 }],
    ['indptr has 3 entries instead of 4', { indptr: Int32Array.of(0, 2, 4) }],
    ['indptr does not start at 0', { indptr: Int32Array.of(1, 2, 2, 4) }],
    ['indptr ends at 3 instead of 4', { indptr: Int32Array.of(0, 2, 2, 3) }],
    ['indptr falls back at row 1', { indptr: Int32Array.of(0, 2, 1, 4) }],
    ['indptr falls back at row 0', { indptr: Float64Array.of(0, NaN, 2, 4) }],
    ['4 indices stand against 3 values', { values: Float64Array.of(1, 2, 3) }],
    ['2 feature names stand against 3 columns', { featureNames: ['a', 'b'] }],
    ['the columns of row 0 do not ascend', { indices: Int32Array.of(2, 0, 1, 2) }],
    ['the columns of row 2 do not ascend', { indices: Int32Array.of(0, 2, 1, 1) }],
    ['the columns of row 0 do not ascend', { indices: Int32Array.of(-1, 2, 1, 2) }],
    ['row 2 has a value in column 3', { indices: Int32Array.of(0, 2, 1, 3) }],
  ])('is refused when %s', (fault, change) => {
    expect(() => sparseMatrix(parts(change))).toThrow(fault);
  });
});

import { EiderError } from '../../errors';
import { placeOf } from '../checks';
import { featureName, shapeOf, type DenseMatrix, type FeatureMatrix } from '../matrix';
import { checkSparse, type SparseMatrix } from '../encode/csr';
import { BLOCK_ROWS } from '../kernels/walk';

/**
 * Up to {@link BLOCK_ROWS} rows of a matrix as a forest walks them: the used features one after the other, each with one
 * 32-bit float for each row, −infinity where it is missing (NaN; in a sparse matrix also what is not stored); then all of
 * them again with infinity there. Takes 512 bytes for each used feature.
 */
export interface RowBlock {
  readonly values: Float32Array;
  /** Takes rows `first` to `first + count` of the matrix. Throws `features_invalid` for an infinite value. */
  readonly fill: (first: number, count: number) => void;
}

/** A block for the given features of a matrix, ascending. */
export function blockOf(matrix: FeatureMatrix, features: Int32Array): RowBlock {
  // never empty: a tree that is only a leaf still looks at the first feature
  const values = new Float32Array(Math.max(1, features.length) * 2 * BLOCK_ROWS);
  const fill = matrix.kind === 'dense' ? denseFill(matrix, features, values) : sparseFill(matrix, features, values);
  return { values, fill };
}

function denseFill(matrix: DenseMatrix, features: Int32Array, block: Float32Array): RowBlock['fill'] {
  const { columns } = shapeOf(matrix);
  const data =
    matrix.data instanceof BigInt64Array || matrix.data instanceof BigUint64Array
      ? Float64Array.from(matrix.data, Number)
      : matrix.data;
  return (first, count) => {
    const fault = fillDense(data, columns, features, block, first, count);
    if (fault >= 0) throw infiniteValue(matrix, fault);
  };
}

/** The place of the first infinite value, or −1. */
function fillDense(
  data: Exclude<DenseMatrix['data'], BigInt64Array | BigUint64Array>,
  columns: number,
  features: Int32Array,
  block: Float32Array,
  first: number,
  count: number,
): number {
  const used = features.length;
  const half = used * BLOCK_ROWS;
  let fault = -1;
  for (let row = 0; row < count; row += 1) {
    const start = (first + row) * columns;
    let at = row;
    for (let slot = 0; slot < used; slot += 1) {
      const value = Math.fround(data[start + (features[slot] ?? 0)] ?? 0);
      if (value - value === 0) {
        block[at] = value;
        block[at + half] = value;
      } else if (value !== value) {
        block[at] = -Infinity;
        block[at + half] = Infinity;
      } else if (fault < 0) fault = start + (features[slot] ?? 0);
      at += BLOCK_ROWS;
    }
  }
  return fault;
}

function sparseFill(matrix: SparseMatrix, features: Int32Array, block: Float32Array): RowBlock['fill'] {
  checkSparse(matrix);
  const half = features.length * BLOCK_ROWS;
  const starts = new Int32Array(matrix.columns).fill(-1);
  for (const [slot, feature] of features.entries()) starts[feature] = slot * BLOCK_ROWS;
  block.fill(-Infinity, 0, half).fill(Infinity, half);
  let previous = { first: 0, count: 0 };
  return (first, count) => {
    clearSparse(matrix, starts, half, block, previous.first, previous.count);
    previous = { first, count };
    const fault = fillSparse(matrix, starts, half, block, first, count);
    if (fault >= 0) throw infiniteValue(matrix, fault);
  };
}

/** The number of the first infinite value among those stored, or −1. */
function fillSparse(
  { indptr, indices, values }: SparseMatrix,
  starts: Int32Array,
  half: number,
  block: Float32Array,
  first: number,
  count: number,
): number {
  let fault = -1;
  for (let row = 0; row < count; row += 1) {
    const end = indptr[first + row + 1] ?? 0;
    for (let at = indptr[first + row] ?? 0; at < end; at += 1) {
      const start = starts[indices[at] ?? 0] ?? -1;
      if (start < 0) continue;
      const value = Math.fround(values[at] ?? 0);
      if (value - value === 0) {
        block[start + row] = value;
        block[start + half + row] = value;
      } else if (value === value && fault < 0) fault = at;
    }
  }
  return fault;
}

function clearSparse(
  { indptr, indices }: SparseMatrix,
  starts: Int32Array,
  half: number,
  block: Float32Array,
  first: number,
  count: number,
): void {
  for (let row = 0; row < count; row += 1) {
    const end = indptr[first + row + 1] ?? 0;
    for (let at = indptr[first + row] ?? 0; at < end; at += 1) {
      const start = starts[indices[at] ?? 0] ?? -1;
      if (start < 0) continue;
      block[start + row] = -Infinity;
      block[start + half + row] = Infinity;
    }
  }
}

/** What is thrown for an infinite value, by its number among those that the matrix stores. */
export function infiniteValue(matrix: FeatureMatrix, at: number): EiderError {
  const { row, column } = placeOf(matrix, at);
  return new EiderError({
    code: 'features_invalid',
    message: `The booster was given an infinite value in column ${featureName(matrix, column)}, row ${row}.`,
    remedy: 'Replace it by a number below 3.4e38, or by NaN if it is to count as missing.',
  });
}

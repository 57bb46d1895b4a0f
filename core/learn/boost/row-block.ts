import { EiderError } from '../../errors';
import { featureName, shapeOf, type DenseMatrix, type FeatureMatrix } from '../matrix';
import { checkSparse, type SparseMatrix } from '../encode/csr';

/**
 * Some rows of a matrix at a time as a forest walks them: of each row the values of the used features as 32-bit floats,
 * missing ones (NaN; in a sparse matrix also what is not stored) as −infinity, then all of them again with infinity.
 * Takes at most 512 kB, or 8 rows where one takes more than 64 kB.
 */
export interface RowBlock {
  readonly values: Float32Array;
  /** Values of a row: twice the number of used features. */
  readonly stride: number;
  /** How many rows there are at most. */
  readonly capacity: number;
  /** Takes rows `first` to `first + count` of the matrix. Throws `features_invalid` for an infinite value. */
  readonly fill: (first: number, count: number) => void;
}

/** A block for the given features of a matrix, ascending. */
export function blockOf(matrix: FeatureMatrix, features: Int32Array): RowBlock {
  const stride = features.length * 2;
  const capacity = Math.max(8, Math.min(64, Math.floor(131072 / Math.max(1, stride)) & ~7));
  // one value more: a tree that is only a leaf still looks at the first
  const values = new Float32Array(capacity * stride + 1);
  const fill = matrix.kind === 'dense' ? denseFill(matrix, features, values) : sparseFill(matrix, features, values);
  return { values, stride, capacity, fill };
}

function denseFill(matrix: DenseMatrix, features: Int32Array, block: Float32Array): RowBlock['fill'] {
  const { columns } = shapeOf(matrix);
  const data =
    matrix.data instanceof BigInt64Array || matrix.data instanceof BigUint64Array
      ? Float64Array.from(matrix.data, Number)
      : matrix.data;
  return (first, count) => {
    const fault = fillDense(data, columns, features, block, first, count);
    if (fault >= 0)
      throw infinite(matrix, first + Math.floor(fault / features.length), features[fault % features.length]);
  };
}

/** The number of the first infinite value, or −1. */
function fillDense(
  data: Exclude<DenseMatrix['data'], BigInt64Array | BigUint64Array>,
  columns: number,
  features: Int32Array,
  block: Float32Array,
  first: number,
  count: number,
): number {
  const used = features.length;
  let at = 0;
  let fault = -1;
  for (let row = 0; row < count; row += 1) {
    const start = (first + row) * columns;
    for (let slot = 0; slot < used; slot += 1) {
      const value = Math.fround(data[start + (features[slot] ?? 0)] ?? 0);
      if (value - value === 0) {
        block[at] = value;
        block[at + used] = value;
      } else if (value !== value) {
        block[at] = -Infinity;
        block[at + used] = Infinity;
      } else if (fault < 0) fault = row * used + slot;
      at += 1;
    }
    at += used;
  }
  return fault;
}

function sparseFill(matrix: SparseMatrix, features: Int32Array, block: Float32Array): RowBlock['fill'] {
  checkSparse(matrix);
  const used = features.length;
  const slots = new Int32Array(matrix.columns).fill(-1);
  for (const [slot, feature] of features.entries()) slots[feature] = slot;
  for (let at = 0; at < block.length; at += 1) block[at] = at % (2 * used) < used ? -Infinity : Infinity;
  let previous = { first: 0, count: 0 };
  return (first, count) => {
    clearSparse(matrix, slots, used, block, previous.first, previous.count);
    previous = { first, count };
    const fault = fillSparse(matrix, slots, used, block, first, count);
    if (fault < 0) return;
    throw infinite(matrix, matrix.indptr.findIndex((start) => start > fault) - 1, matrix.indices[fault]);
  };
}

/** The number of the first infinite value among those stored, or −1. */
function fillSparse(
  { indptr, indices, values }: SparseMatrix,
  slots: Int32Array,
  used: number,
  block: Float32Array,
  first: number,
  count: number,
): number {
  let fault = -1;
  for (let row = 0; row < count; row += 1) {
    const start = row * used * 2;
    const end = indptr[first + row + 1] ?? 0;
    for (let at = indptr[first + row] ?? 0; at < end; at += 1) {
      const slot = slots[indices[at] ?? 0] ?? -1;
      if (slot < 0) continue;
      const value = Math.fround(values[at] ?? 0);
      if (value - value === 0) {
        block[start + slot] = value;
        block[start + used + slot] = value;
      } else if (value === value && fault < 0) fault = at;
    }
  }
  return fault;
}

function clearSparse(
  { indptr, indices }: SparseMatrix,
  slots: Int32Array,
  used: number,
  block: Float32Array,
  first: number,
  count: number,
): void {
  for (let row = 0; row < count; row += 1) {
    const start = row * used * 2;
    const end = indptr[first + row + 1] ?? 0;
    for (let at = indptr[first + row] ?? 0; at < end; at += 1) {
      const slot = slots[indices[at] ?? 0] ?? -1;
      if (slot < 0) continue;
      block[start + slot] = -Infinity;
      block[start + used + slot] = Infinity;
    }
  }
}

function infinite(matrix: FeatureMatrix, row: number, column = 0): EiderError {
  return new EiderError({
    code: 'features_invalid',
    message: `The booster was given an infinite value in column ${featureName(matrix, column)}, row ${row}.`,
    remedy: 'Replace it by a number below 3.4e38, or by NaN if it is to count as missing.',
  });
}

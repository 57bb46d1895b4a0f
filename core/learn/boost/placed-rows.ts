import type { Heap } from '../kernels/heap';
import { ROWS_BYTES } from '../kernels/walk';
import type { SparseMatrix } from '../encode/csr';
import { shapeOf, type DenseMatrix, type FeatureMatrix } from '../matrix';

/** Rows of a matrix in the memory of kernels, as 32-bit floats, as kernels/walk.ts describes it. */
export interface PlacedRows {
  readonly address: number;
  /** Addresses to be given back. */
  readonly parts: readonly number[];
  /** How many values of the matrix stand before the first of these. */
  readonly before: number;
}

/** Words that a row takes, on average. */
export function storedInRow(features: FeatureMatrix): number {
  const { rows, columns } = shapeOf(features);
  return features.kind === 'dense' ? columns : 1 + (2 * features.values.length) / Math.max(1, rows);
}

/** Places rows `first` to `first + count`. */
export function placeRows(heap: Heap, features: FeatureMatrix, first: number, count: number): PlacedRows {
  return features.kind === 'dense'
    ? placeDense(heap, features, first, count)
    : placeSparse(heap, features, first, count);
}

function placeDense(heap: Heap, matrix: DenseMatrix, first: number, count: number): PlacedRows {
  const { columns } = shapeOf(matrix);
  const { data } = matrix;
  const before = first * columns;
  const end = before + count * columns;
  const values = heap.allocate(count * columns * 4);
  const address = heap.allocate(ROWS_BYTES);
  const { i32, f32 } = heap.views;
  const target = values >>> 2;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    for (let at = before; at < end; at += 1) f32[target + at - before] = Number(data[at] ?? 0);
  } else {
    f32.set(data.subarray(before, end), target);
  }
  i32.set([values, columns, 0, 0], address >>> 2);
  return { address, parts: [values, address], before };
}

function placeSparse(heap: Heap, matrix: SparseMatrix, first: number, count: number): PlacedRows {
  const before = matrix.indptr[first] ?? 0;
  const end = matrix.indptr[first + count] ?? before;
  const values = heap.allocate((end - before) * 4);
  const indices = heap.allocate((end - before) * 4);
  const indptr = heap.allocate((count + 1) * 4);
  const address = heap.allocate(ROWS_BYTES);
  const { i32, f32 } = heap.views;
  f32.set(matrix.values.subarray(before, end), values >>> 2);
  i32.set(matrix.indices.subarray(before, end), indices >>> 2);
  for (let row = 0; row <= count; row += 1) i32[(indptr >>> 2) + row] = (matrix.indptr[first + row] ?? 0) - before;
  i32.set([values, matrix.columns, indptr, indices], address >>> 2);
  return { address, parts: [values, indices, indptr, address], before };
}

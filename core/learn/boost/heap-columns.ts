import type { SparseMatrix } from '../encode/csr';
import type { Heap } from '../kernels/heap';

/** The stored values by columns, in the heap: 8 bytes each. */
export interface HeapColumns {
  readonly starts: Float64Array;
  readonly rows: number;
  readonly values: number;
}

/** Values by columns; NaN is left out. */
export function toColumns(features: SparseMatrix, heap: Heap): HeapColumns {
  const { indptr, indices, values } = features;
  const starts = new Float64Array(features.columns + 1);
  const stored = indptr[features.rows] ?? 0;
  for (let at = 0; at < stored; at += 1) {
    const value = values[at] ?? 0;
    if (value !== value) continue;
    const next = (indices[at] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let column = 0; column < features.columns; column += 1) {
    starts[column + 1] = (starts[column + 1] ?? 0) + (starts[column] ?? 0);
  }
  const kept = starts[features.columns] ?? 0;
  const [rowsAt, valuesAt] = [heap.allocate(kept * 4 + 16), heap.allocate(kept * 4 + 16)];
  const { i32, f32 } = heap.views;
  const next = starts.slice();
  const [rowPlace, valuePlace] = [rowsAt >>> 2, valuesAt >>> 2];
  for (let row = 0; row < features.rows; row += 1) {
    const end = indptr[row + 1] ?? 0;
    for (let at = indptr[row] ?? 0; at < end; at += 1) {
      const value = values[at] ?? 0;
      if (value !== value) continue;
      const column = indices[at] ?? 0;
      const place = next[column] ?? 0;
      next[column] = place + 1;
      i32[rowPlace + place] = row;
      f32[valuePlace + place] = value + 0;
    }
  }
  return { starts, rows: rowsAt, values: valuesAt };
}

import type { SparseMatrix } from '../encode/csr';

/** The columns of a sparse matrix, divided by how many of their values are not 0. */
export interface ColumnsByFill {
  /** Columns that are better kept dense, ascending. */
  readonly dense: readonly number[];
  /** The others that have any value, ascending. */
  readonly features: readonly number[];
  /** Of `features[i]`, values that are not 0 lie at `starts[i] … starts[i + 1]`, their rows ascending. */
  readonly starts: Int32Array;
  readonly rowOf: Int32Array;
  readonly valueOf: Float32Array;
}

/** A column of which this share of the rows is not 0 costs less as a dense one. */
const DENSE_FILL = 0.4;

/** Values as 32-bit floats by column, 8 bytes each; those that are 0 then are left out, stored or not. */
export function sparseColumns(matrix: SparseMatrix): ColumnsByFill {
  const { rows, columns, indptr, indices, values } = matrix;
  const counts = new Int32Array(columns);
  const stored = indptr[rows] ?? 0;
  for (let at = 0; at < stored; at += 1) {
    if (Math.fround(values[at] ?? 0) === 0) continue;
    const column = indices[at] ?? 0;
    counts[column] = (counts[column] ?? 0) + 1;
  }
  const dense: number[] = [];
  const features: number[] = [];
  const next = new Int32Array(columns).fill(-1);
  const starts = [0];
  for (let column = 0; column < columns; column += 1) {
    const count = counts[column] ?? 0;
    if (count >= DENSE_FILL * rows) dense.push(column);
    else if (count > 0) {
      const start = starts.at(-1) ?? 0;
      next[column] = start;
      features.push(column);
      starts.push(start + count);
    }
  }
  const kept = starts.at(-1) ?? 0;
  const rowOf = new Int32Array(kept);
  const valueOf = new Float32Array(kept);
  for (let row = 0; row < rows; row += 1) {
    const end = indptr[row + 1] ?? 0;
    for (let at = indptr[row] ?? 0; at < end; at += 1) {
      const value = Math.fround(values[at] ?? 0);
      const column = indices[at] ?? 0;
      const place = next[column] ?? -1;
      if (value === 0 || place < 0) continue;
      next[column] = place + 1;
      rowOf[place] = row;
      valueOf[place] = value;
    }
  }
  return { dense, features, starts: Int32Array.from(starts), rowOf, valueOf };
}

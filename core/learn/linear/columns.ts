import type { Centring } from './centring';
import type { Design, SparseDesign } from './design';

/**
 * The columns of a matrix, one after the other, each value multiplied by its row's weight root. Of sparse columns, only
 * what is stored, not centred: `(value − mean)` is meant. Of dense ones (`indices` is null) every value, centred.
 */
export interface WeightedColumns {
  readonly rows: number;
  readonly columns: number;
  /** Where a column begins; one more entry for the end. */
  readonly starts: Int32Array | Float64Array;
  /** The row of each value, ascending within a column; null for dense columns. */
  readonly indices: Int32Array | null;
  readonly values: Float64Array;
}

/** Copies a matrix into columns: 12 bytes × stored values for sparse, 8 bytes × rows × columns for dense. */
export function columnsOf(design: Design, { means }: Centring, rootWeights: Float64Array | null): WeightedColumns {
  if (design.kind === 'sparse') return sparseColumns(design, rootWeights);
  const { rows, columns } = design;
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const root = rootWeights === null ? 1 : (rootWeights[row] ?? 0);
    for (let column = 0; column < columns; column += 1) {
      values[column * rows + row] = root * ((design.values[row * columns + column] ?? 0) - (means[column] ?? 0));
    }
  }
  const starts = Float64Array.from({ length: columns + 1 }, (_, column) => column * rows);
  return { rows, columns, starts, indices: null, values };
}

function sparseColumns(design: SparseDesign, rootWeights: Float64Array | null): WeightedColumns {
  const { rows, columns, indptr } = design;
  const stored = indptr[rows] ?? 0;
  const starts = new (indptr instanceof Int32Array ? Int32Array : Float64Array)(columns + 1);
  for (let at = 0; at < stored; at += 1) {
    const next = (design.indices[at] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let column = 0; column < columns; column += 1) {
    starts[column + 1] = (starts[column + 1] ?? 0) + (starts[column] ?? 0);
  }
  const next = starts.slice();
  const indices = new Int32Array(stored);
  const values = new Float64Array(stored);
  for (let row = 0, at = 0; row < rows; row += 1) {
    const end = indptr[row + 1] ?? 0;
    const root = rootWeights === null ? 1 : (rootWeights[row] ?? 0);
    for (; at < end; at += 1) {
      const column = design.indices[at] ?? 0;
      const to = next[column] ?? 0;
      next[column] = to + 1;
      indices[to] = row;
      values[to] = root * (design.values[at] ?? 0);
    }
  }
  return { rows, columns, starts, indices, values };
}

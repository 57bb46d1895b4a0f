import { EiderError } from '../errors';
import { rowPointers, wellFormedMatrix, type SparseMatrix } from './encode/csr';
import type { NumericArray } from './encode/npy-header';

/** A dense array of numbers, row after row; what `matrix(data, shape)` makes in a block and NumPy stores. */
export interface DenseMatrix {
  readonly kind: 'dense';
  readonly shape: readonly number[];
  readonly data: NumericArray;
  /** One for each column; without them columns are called by their number. */
  readonly featureNames?: readonly string[] | null;
}

/** What models learn from and predict for: one row for each sample, one column for each feature. */
export type FeatureMatrix = SparseMatrix | DenseMatrix;

/** Rows and columns of a feature matrix. Throws `matrix_invalid` for a dense one that is not of two dimensions. */
export function shapeOf(features: FeatureMatrix): { readonly rows: number; readonly columns: number } {
  if (features.kind === 'sparse') return { rows: features.rows, columns: features.columns };
  const [rows = 0, columns = 0] = features.shape;
  if (features.shape.length === 2 && features.data.length === rows * columns) return { rows, columns };
  throw new EiderError({
    code: 'matrix_invalid',
    message: `Features have the shape (${features.shape.join(', ')}) with ${features.data.length} numbers; a model needs rows and columns.`,
    remedy: 'Make them with matrix(data, [rows, columns]).',
  });
}

/** What a column is called in messages and reports: its name, or `f` and its number as in XGBoost. */
export function featureName(features: Pick<FeatureMatrix, 'featureNames'>, column: number): string {
  return features.featureNames?.[column] ?? `f${column}`;
}

/** The given rows of a matrix, in the given order; a row may be taken several times, as in a bootstrap sample. */
export function takeRows(features: FeatureMatrix, rows: ArrayLike<number>): FeatureMatrix {
  return features.kind === 'sparse' ? takeSparse(features, rows) : takeDense(features, rows);
}

function takeDense(features: DenseMatrix, rows: ArrayLike<number>): DenseMatrix {
  const { columns } = shapeOf(features);
  const data = features.data.slice(0, 0);
  const taken = new (constructorOf(data))(rows.length * columns);
  for (let at = 0; at < rows.length; at += 1) {
    const start = (rows[at] ?? 0) * columns;
    // SAFETY: both arrays are of the same class; the compiler cannot pair the members of the union.
    taken.set(features.data.subarray(start, start + columns) as never, at * columns);
  }
  return { ...features, shape: [rows.length, columns], data: taken };
}

function constructorOf(data: NumericArray): new (length: number) => NumericArray {
  // SAFETY: every class of typed arrays can be made from a length.
  return data.constructor as new (length: number) => NumericArray;
}

function takeSparse(features: SparseMatrix, rows: ArrayLike<number>): SparseMatrix {
  const { indptr } = features;
  let stored = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    stored += (indptr[row + 1] ?? 0) - (indptr[row] ?? 0);
  }
  const taken = {
    indptr: rowPointers(rows.length, stored),
    indices: new Int32Array(stored),
    values: new Float64Array(stored),
  };
  let end = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    const [from = 0, to = 0] = [indptr[row], indptr[row + 1]];
    taken.indices.set(features.indices.subarray(from, to), end);
    taken.values.set(features.values.subarray(from, to), end);
    end += to - from;
    taken.indptr[at + 1] = end;
  }
  return wellFormedMatrix({
    ...taken,
    rows: rows.length,
    columns: features.columns,
    featureNames: features.featureNames,
  });
}

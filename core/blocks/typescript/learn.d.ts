/** Encoders for TypeScript blocks: `import { DictVectorizer } from 'eider/learn'`. */
import type { Categories, Numbers } from './eider';

/** Columns to encode, by name; all of the same length. */
export type FeatureColumns = Readonly<Record<string, Categories | Numbers>>;

/**
 * A sparse matrix in compressed rows: row `i` has the values `values[indptr[i] .. indptr[i + 1]]` in the columns
 * `indices[...]`, which ascend. Explicit zeros are kept.
 */
export interface SparseMatrix {
  readonly kind: 'sparse';
  readonly rows: number;
  readonly columns: number;
  readonly indptr: Int32Array | Float64Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  readonly featureNames: readonly string[] | null;
}

/** One-hot and numeric features from columns, as scikit-learn's `DictVectorizer` makes them from dictionaries. */
export class DictVectorizer {
  /** Sorted by code point; `name=value` for a value of a text column, `name` for a numeric one. */
  readonly featureNames: readonly string[];
  private constructor();
  /** Learns the features of the given columns. */
  static fit(columns: FeatureColumns): DictVectorizer;
  /** Encodes columns; values never seen in `fit` are left out, and so are columns it did not know. */
  transform(columns: FeatureColumns): SparseMatrix;
}

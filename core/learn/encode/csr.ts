import { EiderError } from '../../errors';

/**
 * A sparse matrix in compressed sparse rows: row `i` has `values[indptr[i] .. indptr[i + 1]]` in the columns
 * `indices[...]`, strictly ascending. Explicit zeros are kept. Plain data, so that it can be posted between threads.
 */
export interface SparseMatrix {
  readonly kind: 'sparse';
  readonly rows: number;
  readonly columns: number;
  /** `rows + 1` numbers; 32 bits as long as the number of stored values fits, doubles (exact to 2^53) beyond. */
  readonly indptr: Int32Array | Float64Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  readonly featureNames: readonly string[] | null;
}

export type SparseParts = Omit<SparseMatrix, 'kind'>;

const INT32_MAX = 2 ** 31 - 1;

/** A sparse matrix from its parts, which are kept, not copied. Throws `matrix_invalid` when they do not fit together. */
export function sparseMatrix(parts: SparseParts): SparseMatrix {
  const matrix: SparseMatrix = { kind: 'sparse', ...parts };
  checkSparse(matrix);
  return matrix;
}

/** A sparse matrix from parts that fit together by the way they were made, which {@link checkSparse} then believes. */
export function wellFormedMatrix(parts: SparseParts): SparseMatrix {
  const matrix: SparseMatrix = { kind: 'sparse', ...parts };
  wellFormed.add(matrix);
  return matrix;
}

const wellFormed = new WeakSet<SparseMatrix>();

/** Whether a value has the shape of a sparse matrix; says nothing about whether its parts fit (`checkSparse` does). */
export function isSparseMatrix(value: unknown): value is SparseMatrix {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'kind' in value &&
    value.kind === 'sparse' &&
    'rows' in value &&
    typeof value.rows === 'number' &&
    'columns' in value &&
    typeof value.columns === 'number' &&
    'indptr' in value &&
    (value.indptr instanceof Int32Array || value.indptr instanceof Float64Array) &&
    'indices' in value &&
    value.indices instanceof Int32Array &&
    'values' in value &&
    value.values instanceof Float64Array &&
    'featureNames' in value &&
    (value.featureNames === null || Array.isArray(value.featureNames))
  );
}

/**
 * Throws `matrix_invalid`, naming the first thing that is wrong, when a matrix breaks a rule of its format. Does not look
 * into one of {@link wellFormedMatrix}, which takes a third as long as storing it: one whose arrays were changed since is
 * noticed by whoever reads it.
 */
export function checkSparse(matrix: SparseMatrix): void {
  if (wellFormed.has(matrix)) return;
  const fault = findFault(matrix);
  if (fault === null) return;
  throw new EiderError({
    code: 'matrix_invalid',
    message: `The sparse matrix of ${matrix.rows} × ${matrix.columns} is not well formed: ${fault}.`,
    remedy: 'Build it with DictVectorizer, or correct indptr, indices and values where they are made.',
  });
}

/** An array for the row pointers of a matrix with that many stored values, all zero. */
export function rowPointers(rows: number, stored: number): Int32Array | Float64Array {
  return stored > INT32_MAX ? new Float64Array(rows + 1) : new Int32Array(rows + 1);
}

/** Number of stored values, explicit zeros included. */
export function storedValues(matrix: SparseMatrix): number {
  return matrix.indptr[matrix.rows] ?? 0;
}

/** Share of the cells that are stored, 0 to 1; 0 for a matrix without cells. */
export function density(matrix: SparseMatrix): number {
  const cells = matrix.rows * matrix.columns;
  return cells === 0 ? 0 : storedValues(matrix) / cells;
}

/** Columns and values of one row, as views on the matrix. Throws RangeError for a row that does not exist. */
export function sparseRow(matrix: SparseMatrix, row: number): { indices: Int32Array; values: Float64Array } {
  if (!Number.isInteger(row) || row < 0 || row >= matrix.rows) {
    throw new RangeError(`Row ${row} of a matrix with ${matrix.rows} rows`);
  }
  const start = matrix.indptr[row] ?? 0;
  const end = matrix.indptr[row + 1] ?? start;
  return { indices: matrix.indices.subarray(start, end), values: matrix.values.subarray(start, end) };
}

/** All cells, row after row. For small matrices and tests: takes 8 bytes × rows × columns. */
export function toDense(matrix: SparseMatrix): Float64Array {
  const dense = new Float64Array(matrix.rows * matrix.columns);
  for (let row = 0; row < matrix.rows; row += 1) {
    const { indices, values } = sparseRow(matrix, row);
    for (const [at, column] of indices.entries()) dense[row * matrix.columns + column] = values[at] ?? 0;
  }
  return dense;
}

/** The first broken rule in words, or null. */
function findFault(matrix: SparseMatrix): string | null {
  const { rows, columns, indptr, indices, values, featureNames } = matrix;
  if (!isCount(rows, Number.MAX_SAFE_INTEGER)) return `${rows} is not a number of rows`;
  if (!isCount(columns, INT32_MAX)) return `${columns} is not a number of columns`;
  if (indptr.length !== rows + 1) return `indptr has ${indptr.length} entries instead of ${rows + 1}`;
  if (indices.length !== values.length) return `${indices.length} indices stand against ${values.length} values`;
  if (featureNames !== null && featureNames.length !== columns) {
    return `${featureNames.length} feature names stand against ${columns} columns`;
  }
  if (indptr[0] !== 0) return 'indptr does not start at 0';
  if (indptr[rows] !== indices.length) return `indptr ends at ${indptr[rows] ?? 0} instead of ${indices.length}`;
  const row = findFaultyRow(columns, indptr, indices);
  return row < 0 ? null : rowFault(row, columns, indptr, indices);
}

/**
 * The first row that breaks a rule, or -1. Says only which: with the sentence in it, the optimised loop makes a text of
 * every row's number, which takes five times as long.
 */
function findFaultyRow(columns: number, indptr: SparseMatrix['indptr'], indices: Int32Array): number {
  const stored = indices.length;
  let start = 0;
  for (let row = 0; row < indptr.length - 1; row += 1) {
    const end = indptr[row + 1] ?? 0;
    // written so that NaN is a fault too
    if (!(start <= end && end <= stored && Math.floor(end) === end)) return row;
    let previous = -1;
    for (let at = start; at < end; at += 1) {
      const column = indices[at] ?? -1;
      if (column <= previous) return row;
      previous = column;
    }
    if (previous >= columns) return row;
    start = end;
  }
  return -1;
}

function rowFault(row: number, columns: number, indptr: SparseMatrix['indptr'], indices: Int32Array): string {
  const [start = 0, end = 0] = indptr.subarray(row, row + 2);
  if (!(start <= end && end <= indices.length && Math.floor(end) === end)) return `indptr falls back at row ${row}`;
  const entries = indices.subarray(start, end);
  const last = entries.at(-1) ?? -1;
  const ascend = entries.every((column, at) => column > (entries[at - 1] ?? -1));
  return ascend ? `row ${row} has a value in column ${last}` : `the columns of row ${row} do not ascend`;
}

function isCount(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}

import {
  type Data,
  Dictionary,
  Field,
  Float64,
  Int32,
  List,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  type Vector,
} from 'apache-arrow';
import { storedValues, type SparseMatrix } from './csr';

/**
 * How a sparse matrix lies in an Arrow IPC file. Any Arrow reader understands it: one column,
 *
 *     row: list<entry: struct<feature: int32, value: float64>>
 *
 * with one element for each row of the matrix, its entries in ascending order of column. `feature` is the column's
 * number; when the matrix has feature names it is dictionary-encoded, the dictionary being the names in the order of
 * the columns, so that its codes are the same numbers. Nothing is nullable. The list's offsets are `indptr`, cut into
 * record batches and counted from 0 in each; the struct's children are `indices` and `values` as they are. The schema's
 * metadata gives the shape as decimal text: `eider.format` = `sparse`, `eider.version` = `1`, `eider.rows`,
 * `eider.columns`, `eider.stored` (number of stored values).
 */

export interface SparseShape {
  readonly rows: number;
  readonly columns: number;
  readonly stored: number;
}

/** The rows of one record batch; `offsets` count from 0 and are one more than the rows. */
interface RowsPart {
  readonly rows: number;
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

interface MatrixLayout {
  readonly schema: Schema;
  /** The record batch of the rows from `start` up to, not including, `end`. It is valid until the next is made. */
  readonly batch: (start: number, end: number) => RecordBatch;
}

/**
 * Schema and record batches of a matrix, of at most `batchRows` rows each. The batches are views on its arrays, except for
 * their offsets, for which all use the same memory: fresh memory for each takes longer than filling it.
 */
export function matrixLayout(matrix: SparseMatrix, batchRows: number): MatrixLayout {
  const offsets = new Int32Array(Math.min(batchRows, matrix.rows) + 1);
  const features = featureLayout(matrix.featureNames);
  const entry = new Struct([new Field('feature', features.type), new Field('value', new Float64())]);
  const list = new List(new Field('entry', entry));
  const schema = new Schema([new Field('row', list)], shapeMetadata(matrix));
  const batch = (start: number, end: number): RecordBatch => {
    const first = matrix.indptr[start] ?? 0;
    const last = matrix.indptr[end] ?? first;
    const valueOffsets = offsetsFrom(
      matrix.indptr.subarray(start, end + 1),
      first,
      offsets.subarray(0, end + 1 - start),
    );
    const values = makeData({ type: new Float64(), nullCount: 0, data: matrix.values.subarray(first, last) });
    const children = [features.data(matrix.indices.subarray(first, last)), values];
    const child = makeData({ type: entry, length: last - first, nullCount: 0, children });
    const rows = makeData({ type: list, length: end - start, nullCount: 0, valueOffsets, child });
    const type = new Struct(schema.fields);
    return new RecordBatch(schema, makeData({ type, length: end - start, nullCount: 0, children: [rows] }));
  };
  return { schema, batch };
}

/** Row pointers of a record batch, which count from 0. */
function offsetsFrom(indptr: SparseMatrix['indptr'], first: number, offsets: Int32Array): Int32Array {
  for (let i = 0; i < offsets.length; i += 1) offsets[i] = (indptr[i] ?? 0) - first;
  return offsets;
}

/** The shape from a schema's metadata; null when this is not the schema of a sparse matrix of this version. */
export function parseShape(metadata: ReadonlyMap<string, string>): SparseShape | null {
  if (metadata.get('eider.format') !== 'sparse' || metadata.get('eider.version') !== '1') return null;
  const [rows, columns, stored] = ['rows', 'columns', 'stored'].map((name) => {
    const text = metadata.get(`eider.${name}`) ?? '';
    return /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  });
  return rows === undefined || columns === undefined || stored === undefined ? null : { rows, columns, stored };
}

/** The arrays of a record batch, as views; null when it is not laid out as one of a matrix or its offsets are wrong. */
export function rowsOfBatch(batch: RecordBatch): RowsPart | null {
  const list = batch.data.children[0];
  const [features, numbers] = list?.children[0]?.children ?? [];
  if (list === undefined || features === undefined || numbers === undefined) return null;
  const rows = batch.numRows;
  const offsets: unknown = list.valueOffsets;
  const indices: unknown = features.values;
  const values: unknown = numbers.values;
  if (!(offsets instanceof Int32Array && indices instanceof Int32Array && values instanceof Float64Array)) return null;
  if (offsets.length < rows + 1 || offsets[0] !== 0) return null;
  const stored = offsets[rows] ?? 0;
  if (stored < 0 || stored > indices.length || stored > values.length) return null;
  // the library hands out views that may run into the padding behind the numbers
  return { rows, offsets, indices: indices.subarray(0, stored), values: values.subarray(0, stored) };
}

/**
 * The feature names that a record batch refers to; null when its features have none, undefined when there are not as
 * many as columns. The count is compared first: a damaged file may promise any number of texts.
 */
export function readFeatureNames(batch: RecordBatch, columns: number): string[] | null | undefined {
  const dictionary = batch.data.children[0]?.children[0]?.children[0]?.dictionary;
  if (dictionary === undefined) return null;
  if (dictionary.length !== columns) return undefined;
  return Array.from(dictionary, (name: unknown) => String(name));
}

function shapeMetadata(matrix: SparseMatrix): Map<string, string> {
  return new Map([
    ['eider.format', 'sparse'],
    ['eider.version', '1'],
    ['eider.rows', String(matrix.rows)],
    ['eider.columns', String(matrix.columns)],
    ['eider.stored', String(storedValues(matrix))],
  ]);
}

/** Type and data of the entries' `feature`: bare numbers, or numbers into a dictionary of the names. */
function featureLayout(names: readonly string[] | null): {
  readonly type: Int32 | Dictionary<Utf8, Int32>;
  readonly data: (indices: Int32Array) => Data;
} {
  if (names === null) {
    const type = new Int32();
    return { type, data: (indices) => makeData({ type, nullCount: 0, data: indices }) };
  }
  const dictionary = textVector(names);
  const type = new Dictionary(new Utf8(), new Int32(), 0);
  return { type, data: (indices) => makeData({ type, nullCount: 0, data: indices, dictionary }) };
}

function textVector(texts: readonly string[]): Vector<Utf8> {
  const data = new TextEncoder().encode(texts.join(''));
  const valueOffsets = new Int32Array(texts.length + 1);
  for (const [at, text] of texts.entries()) valueOffsets[at + 1] = (valueOffsets[at] ?? 0) + Buffer.byteLength(text);
  return makeVector(makeData({ type: new Utf8(), length: texts.length, nullCount: 0, valueOffsets, data }));
}

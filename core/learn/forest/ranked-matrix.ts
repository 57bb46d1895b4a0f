import { EiderError } from '../../errors';
import { asDoubles } from '../encode/numbers';
import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import { PAIR_COUNTS } from '../kernels/sort-pairs';
import { TASK_RANK, TASK_WRITE_RANKS } from '../kernels/tasks';
import {
  DATA_BYTES,
  DATA_CODES,
  DATA_DENSE,
  DATA_DENSE_COUNT,
  DATA_FEATURE_OF,
  DATA_FEATURES,
  DATA_ROWS,
  DATA_SPARSE_COUNT,
  DATA_STARTS,
  DATA_TABLE,
  FEATURE_BYTES,
  FEATURE_CODES,
  FEATURE_COUNT,
  FEATURE_LOW,
  FEATURE_VALUES,
  FEATURE_WIDTH,
} from '../kernels/tree-job';
import { featureName, shapeOf, type FeatureMatrix } from '../matrix';
import { sparseColumns, type ColumnsByFill } from './sparse-columns';

/** Training rows in the memory of the kernels, each value known by its rank among the distinct ones of its feature. */
export interface RankedMatrix {
  readonly rows: number;
  readonly features: number;
  /** Address of the description that the kernels read. */
  readonly address: number;
  /** Values stored sparsely. */
  readonly sparseValues: number;
  /** Codes of the sparse features together, or of the dense feature of the most. */
  readonly mostCodes: number;
}

const MOST_NARROW = 65536; // codes that 2 bytes tell apart

/**
 * Ranks the values of every feature, as 32-bit floats; so that splits between any two of them can be found. A column of a
 * sparse matrix of which 2 in 5 rows or more are not 0 is kept as a dense one. Takes 2 bytes for each value of a dense
 * column, 4 where more than 65,536 are distinct, with 4 bytes for each distinct value, and 4 bytes for each stored value
 * and row of a sparse matrix; 24 bytes a row more for each thread meanwhile. Throws `features_invalid` for a value that
 * does not fit into a 32-bit float.
 */
export function rankMatrix(model: string, matrix: FeatureMatrix, heap: Heap, crew: Crew): RankedMatrix {
  const { rows, columns } = shapeOf(matrix);
  const address = heap.allocate(DATA_BYTES);
  const table = heap.allocate(columns * FEATURE_BYTES);
  const sparse = matrix.kind === 'sparse' ? sparseColumns(matrix) : null;
  const dense = sparse?.dense ?? Array.from({ length: columns }, (_, column) => column);
  const denseList = heap.allocate(dense.length * 4);
  {
    const { i32 } = heap.views;
    i32.fill(0, table >>> 2, (table + columns * FEATURE_BYTES) >>> 2);
    i32.fill(0, address >>> 2, (address + DATA_BYTES) >>> 2);
    i32.set(dense, denseList >>> 2);
    i32[(address + DATA_ROWS) >>> 2] = rows;
    i32[(address + DATA_FEATURES) >>> 2] = columns;
    i32[(address + DATA_TABLE) >>> 2] = table;
    i32[(address + DATA_DENSE) >>> 2] = denseList;
    i32[(address + DATA_DENSE_COUNT) >>> 2] = dense.length;
  }
  const mostDense = rankDense(model, matrix, dense, table, heap, crew);
  const sparseCodes = sparse === null ? 0 : storeSparse(model, matrix, sparse, { address, table }, heap);
  const sparseValues = sparse?.rowOf.length ?? 0;
  return { rows, features: columns, address, sparseValues, mostCodes: Math.max(mostDense, sparseCodes) };
}

/** Ranks dense columns, as many at a time as there are threads; returns the most distinct values of one. */
function rankDense(
  model: string,
  matrix: FeatureMatrix,
  dense: readonly number[],
  table: number,
  heap: Heap,
  crew: Crew,
): number {
  const { rows } = shapeOf(matrix);
  const group = Math.min(dense.length, crew.threads);
  const spaces = Array.from({ length: group }, () => ({
    values: heap.allocate(rows * 4),
    distinct: heap.allocate(rows * 4),
    pairs: heap.allocate(rows * 8),
    scratch: heap.allocate(rows * 8),
    counts: heap.allocate(PAIR_COUNTS),
  }));
  let most = 0;
  for (let first = 0; first < dense.length; first += group) {
    const columns = dense.slice(first, first + group);
    for (const [at, column] of columns.entries()) {
      const space = spaces[at];
      if (space === undefined) continue;
      gather(model, matrix, column, heap.views.f32.subarray(space.values >>> 2, (space.values >>> 2) + rows));
      const { i32 } = heap.views;
      const task = crew.next() >>> 2;
      i32[task] = TASK_RANK;
      i32[task + 1] = space.values;
      i32[task + 2] = space.pairs;
      i32[task + 3] = space.scratch;
      i32[task + 4] = space.counts;
      i32[task + 5] = rows;
      i32[task + 6] = space.distinct;
    }
    const found = crew.run().map((task) => heap.views.i32[(task >>> 2) + 7] ?? 0);
    for (const [at, column] of columns.entries()) {
      const space = spaces[at];
      const count = found[at] ?? 0;
      if (space === undefined) continue;
      most = Math.max(most, count);
      const width = count > MOST_NARROW ? 4 : 2;
      const codes = heap.allocate(rows * width);
      const values = heap.allocate(count * 4);
      const { i32, f32 } = heap.views;
      f32.copyWithin(values >>> 2, space.distinct >>> 2, (space.distinct >>> 2) + count);
      const feature = table + column * FEATURE_BYTES;
      i32[(feature + FEATURE_CODES) >>> 2] = codes;
      i32[(feature + FEATURE_WIDTH) >>> 2] = width;
      i32[(feature + FEATURE_COUNT) >>> 2] = count;
      i32[(feature + FEATURE_VALUES) >>> 2] = values;
      const task = crew.next() >>> 2;
      i32[task] = TASK_WRITE_RANKS;
      i32[task + 1] = space.pairs;
      i32[task + 2] = rows;
      i32[task + 3] = codes;
      i32[task + 4] = width;
    }
    crew.run();
  }
  for (const space of spaces) for (const address of Object.values(space)) heap.release(address);
  return most;
}

/** Describes the sparse columns to the kernels; returns how many codes they have together. */
function storeSparse(
  model: string,
  matrix: FeatureMatrix,
  sparse: ColumnsByFill,
  { address, table }: { readonly address: number; readonly table: number },
  heap: Heap,
): number {
  const { features, starts, rowOf, valueOf } = sparse;
  const { rows } = shapeOf(matrix);
  const codeOf = new Int32Array(valueOf.length);
  const values: number[] = [];
  const featureOf: number[] = [];
  const lows: number[] = [];
  for (const [at, feature] of features.entries()) {
    const [from = 0, to = 0] = [starts[at], starts[at + 1]];
    const low = values.length;
    lows.push(low);
    const sorted = valueOf.slice(from, to).sort();
    let previous = NaN;
    const distinct: number[] = [];
    for (const value of sorted) {
      if (value === previous) continue;
      if (!Number.isFinite(value)) throw tooLarge(model, featureName(matrix, feature));
      distinct.push(value);
      previous = value;
    }
    for (const value of distinct) {
      values.push(value);
      featureOf.push(feature);
    }
    const rankOf = distinct.length > 1 ? new Map(distinct.map((value, rank) => [value, low + rank])) : null;
    for (let stored = from; stored < to; stored += 1) codeOf[stored] = rankOf?.get(valueOf[stored] ?? 0) ?? low;
  }
  const [valueSpace, featureSpace] = [heap.allocate(values.length * 4), heap.allocate(values.length * 4)];
  const [startSpace, codeSpace] = [heap.allocate((rows + 1) * 4), heap.allocate(codeOf.length * 4)];
  const { i32, f32 } = heap.views;
  f32.set(values, valueSpace >>> 2);
  i32.set(featureOf, featureSpace >>> 2);
  const next = i32.subarray(startSpace >>> 2, (startSpace >>> 2) + rows + 1).fill(0);
  for (const row of rowOf) next[row + 1] = (next[row + 1] ?? 0) + 1;
  for (let row = 0; row < rows; row += 1) next[row + 1] = (next[row + 1] ?? 0) + (next[row] ?? 0);
  const place = next.slice();
  for (let stored = 0; stored < codeOf.length; stored += 1) {
    const row = rowOf[stored] ?? 0;
    const at = place[row] ?? 0;
    place[row] = at + 1;
    i32[(codeSpace >>> 2) + at] = codeOf[stored] ?? 0;
  }
  for (const [at, number] of features.entries()) {
    const feature = table + number * FEATURE_BYTES;
    const low = lows[at] ?? 0;
    i32[(feature + FEATURE_LOW) >>> 2] = low;
    i32[(feature + FEATURE_COUNT) >>> 2] = (lows[at + 1] ?? values.length) - low;
    i32[(feature + FEATURE_VALUES) >>> 2] = valueSpace + low * 4;
  }
  i32[(address + DATA_STARTS) >>> 2] = startSpace;
  i32[(address + DATA_CODES) >>> 2] = codeSpace;
  i32[(address + DATA_FEATURE_OF) >>> 2] = featureSpace;
  i32[(address + DATA_SPARSE_COUNT) >>> 2] = features.length;
  return values.length;
}

/** One column as 32-bit floats; −0 becomes 0. */
function gather(model: string, matrix: FeatureMatrix, column: number, target: Float32Array): void {
  if (matrix.kind === 'dense') {
    const { rows, columns } = shapeOf(matrix);
    const data = asDoubles(matrix.data);
    for (let row = 0, at = column; row < rows; row += 1, at += columns) target[row] = (data[at] ?? 0) + 0;
  } else {
    const { indptr, indices, values } = matrix;
    for (let row = 0; row < matrix.rows; row += 1) {
      let low = indptr[row] ?? 0;
      let high = indptr[row + 1] ?? 0;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((indices[middle] ?? 0) < column) low = middle + 1;
        else high = middle;
      }
      const isStored = low < (indptr[row + 1] ?? 0) && indices[low] === column;
      target[row] = isStored ? (values[low] ?? 0) + 0 : 0;
    }
  }
  for (let row = 0; row < target.length; row += 1) {
    const value = target[row] ?? 0;
    if (value - value !== 0) throw tooLarge(model, featureName(matrix, column));
  }
}

function tooLarge(model: string, name: string): EiderError {
  return new EiderError({
    code: 'features_invalid',
    message: `${model} was given a value in column ${name} that is too large for a 32-bit float.`,
    remedy: 'Scale the column: trees compare values as 32-bit floats, as in scikit-learn.',
  });
}

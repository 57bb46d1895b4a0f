import type { Heap } from '../kernels/heap';
import { SORT_COUNT_BYTES } from '../kernels/sort';
import { TASK_CUTS, TASK_ENCODE } from '../kernels/tasks';
import type { DenseMatrix } from '../matrix';
import type { BinnedMatrix } from './binned-matrix';
import type { Binning } from './binning';
import { categoryOf, type DMatrix } from './dmatrix';
import { joinCuts } from './feature-bins';
import { toRowOrder } from './row-codes';

/** Columns that are sorted at the same time: each takes 12 bytes a row meanwhile. */
const COLUMNS_AT_ONCE = 8;

/** Bins a dense matrix: every feature is a bundle of its own. */
export async function binDense(matrix: DMatrix, features: DenseMatrix, binning: Binning): Promise<BinnedMatrix> {
  const { maxBins, heap, scope, crew, giveTurn } = binning;
  const { rows, columns } = matrix;
  const categories = countCategories(matrix, features);
  const mostCategories = categories.reduce((most, count) => Math.max(most, count), 0);
  const width = maxBins > 256 || mostCategories > 255 ? 2 : 1;
  const columnCodes = scope.allocate(rows * columns * width + 16);
  const bins = new Int32Array(columns);
  const hasMissing = new Uint8Array(columns);
  const cutLists: Float32Array[] = [];
  const group = Math.min(columns, Math.max(COLUMNS_AT_ONCE, crew.threads));
  const space = scope.allocate(group * rows * 4);
  const scratch = Array.from({ length: group }, () => scope.allocate(rows * 8 + SORT_COUNT_BYTES));
  const cutSpace = scope.allocate(group * maxBins * 4);
  for (let first = 0; first < columns; first += group) {
    const last = Math.min(columns, first + group);
    gather(features, columns, first, last, rows, heap.views.f32, space >>> 2);
    for (let column = first; column < last; column += 1) {
      if (categories[column] !== 0) continue;
      const at = column - first;
      // one of 256 bins is for missing values, so that codes need 8 bits
      const isFull = width === 1 && maxBins === 256;
      const most = isFull && anyMissing(heap.views.f32, (space >>> 2) + at * rows, rows) ? maxBins - 1 : maxBins;
      const i32 = heap.views.i32;
      const task = crew.next() >>> 2;
      i32[task] = TASK_CUTS;
      i32[task + 1] = space + at * rows * 4;
      i32[task + 2] = rows;
      i32[task + 3] = scratch[at] ?? 0;
      i32[task + 4] = most;
      i32[task + 5] = cutSpace + at * maxBins * 4;
      i32[task + 10] = column;
    }
    const { i32, f32 } = heap.views;
    for (const done of crew.run()) {
      const task = done >>> 2;
      const column = i32[task + 10] ?? 0;
      const cuts = (cutSpace >>> 2) + (column - first) * maxBins;
      bins[column] = i32[task + 6] ?? 0;
      hasMissing[column] = (i32[task + 7] ?? 0) < rows ? 1 : 0;
      cutLists[column] = f32.slice(cuts, cuts + (bins[column] ?? 0));
    }
    for (let column = first; column < last; column += 1) {
      const at = column - first;
      const codes = columnCodes + column * rows * width;
      const count = categories[column] ?? 0;
      if (count !== 0) {
        cutLists[column] = new Float32Array(0);
        bins[column] = count;
        hasMissing[column] = encodeCategories(heap, space + at * rows * 4, rows, count, codes, width);
        continue;
      }
      const task = crew.next() >>> 2;
      i32[task] = TASK_ENCODE;
      i32[task + 1] = space + at * rows * 4;
      i32[task + 2] = rows;
      i32[task + 3] = cutSpace + at * maxBins * 4;
      i32[task + 4] = bins[column] ?? 0;
      i32[task + 5] = bins[column] ?? 0;
      i32[task + 6] = codes;
      i32[task + 7] = width - 1;
    }
    crew.run();
    await giveTurn();
  }
  return layOut({ rows, columns, width, columnCodes, bins, hasMissing, cutLists, mostCategories }, binning);
}

interface DenseParts {
  readonly rows: number;
  readonly columns: number;
  readonly width: 1 | 2;
  readonly columnCodes: number;
  readonly bins: Int32Array;
  readonly hasMissing: Uint8Array;
  readonly cutLists: readonly Float32Array[];
  readonly mostCategories: number;
}

function layOut(parts: DenseParts, binning: Binning): BinnedMatrix {
  const { heap, scope } = binning;
  const { rows, columns, width, columnCodes, bins, hasMissing, cutLists } = parts;
  const firstBin = new Int32Array(columns);
  let totalBins = 0;
  for (let column = 0; column < columns; column += 1) {
    firstBin[column] = totalBins;
    totalBins += (bins[column] ?? 0) + (hasMissing[column] ?? 0);
  }
  const offsets = scope.allocate(columns * 4);
  heap.views.i32.set(
    firstBin.map((bin) => bin * 16),
    offsets >>> 2,
  );
  const rowCodes = columns === 1 ? columnCodes : toRowOrder(binning, columnCodes, rows, columns, width);
  const { cuts, cutStarts } = joinCuts(cutLists);
  scope.keep(columnCodes, offsets, rowCodes);
  return {
    heap,
    rows,
    columns,
    totalBins,
    bundles: columns,
    width,
    columnCodes,
    rowCodes,
    offsets,
    bundleOf: Int32Array.from({ length: columns }, (_, column) => column),
    firstBin,
    lowCode: new Int32Array(columns),
    bins,
    cutStarts,
    cuts,
    hasMissing,
    sparse: null,
    mostCategories: parts.mostCategories,
  };
}

/** Copies some columns of a matrix, one after the other, as 32-bit floats; −0 becomes 0. */
function gather(
  features: DenseMatrix,
  columns: number,
  first: number,
  last: number,
  rows: number,
  target: Float32Array,
  start: number,
): void {
  const data = features.data;
  // row after row: the columns of one lie side by side
  for (let row = 0; row < rows; row += 1) {
    const end = row * columns + last;
    let place = start + row;
    for (let at = row * columns + first; at < end; at += 1) {
      target[place] = Number(data[at] ?? 0) + 0;
      place += rows;
    }
  }
}

function anyMissing(values: Float32Array, start: number, rows: number): boolean {
  for (let at = start; at < start + rows; at += 1) {
    const value = values[at] ?? 0;
    if (value !== value) return true;
  }
  return false;
}

/** Number of categories of each categorical column, 0 for the others. */
function countCategories(matrix: DMatrix, features: DenseMatrix): Int32Array {
  const counts = new Int32Array(matrix.columns);
  for (let column = 0; column < matrix.columns; column += 1) {
    if (!matrix.isCategorical(column)) continue;
    let most = 0;
    for (let row = 0; row < matrix.rows; row += 1) {
      const value = Number(features.data[row * matrix.columns + column] ?? NaN);
      if (!Number.isNaN(value)) most = Math.max(most, categoryOf(matrix, column, value));
    }
    counts[column] = most + 1;
  }
  return counts;
}

/** Codes of categories are the categories themselves; returns 1 when some are missing. */
function encodeCategories(
  heap: Heap,
  values: number,
  rows: number,
  missing: number,
  codes: number,
  width: 1 | 2,
): number {
  const { f32, u8, u16 } = heap.views;
  let some = 0;
  for (let row = 0; row < rows; row += 1) {
    const value = f32[(values >>> 2) + row] ?? NaN;
    const code = value === value ? value : missing;
    if (code === missing) some = 1;
    if (width === 1) u8[codes + row] = code;
    else u16[(codes >>> 1) + row] = code;
  }
  return some;
}

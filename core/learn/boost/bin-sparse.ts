import { SORT_COUNT_BYTES } from '../kernels/sort';
import { TASK_CUTS, TASK_ENCODE_SPARSE } from '../kernels/tasks';
import type { SparseMatrix } from '../encode/csr';
import type { BinnedMatrix, SparseBins } from './binned-matrix';
import type { Binning } from './binning';
import { joinCuts } from './feature-bins';
import { toColumns, type HeapColumns } from './heap-columns';
import { toRowOrder } from './row-codes';
import { bundleFeatures } from './bundles';
import { categoryOf, type DMatrix } from './dmatrix';

/** Memory for sorting columns, and how many of them, at the same time. */
const SCRATCH_AT_ONCE = 16 * 2 ** 20;

/** Bins a sparse matrix; what it does not store is missing. */
export async function binSparse(matrix: DMatrix, features: SparseMatrix, binning: Binning): Promise<BinnedMatrix> {
  const { heap, scope, crew, giveTurn } = binning;
  const { rows, columns } = matrix;
  const byColumn = toColumns(features, heap);
  scope.adopt(byColumn.rows, byColumn.values);
  await giveTurn();
  const { bins, cutLists, mostCategories } = await cutColumns(matrix, byColumn, binning);
  const stored = byColumn.starts[columns] ?? 0;
  const rowOf = heap.views.i32.subarray(byColumn.rows >>> 2, (byColumn.rows >>> 2) + stored);
  const { bundles, loose } = bundleFeatures({ rows, columns, starts: byColumn.starts, rowOf }, bins);
  await giveTurn();
  const { cuts, cutStarts } = joinCuts(cutLists);

  const bundleOf = new Int32Array(columns).fill(-1);
  const firstBin = new Int32Array(columns);
  const lowCode = new Int32Array(columns);
  const hasMissing = new Uint8Array(columns);
  const bundleStarts: number[] = [];
  const noneCodes: number[] = [];
  let totalBins = 0;
  let mostCodes = 0;
  for (const [bundle, members] of bundles.entries()) {
    const start = totalBins;
    bundleStarts.push(start);
    for (const feature of members) {
      bundleOf[feature] = bundle;
      firstBin[feature] = totalBins;
      lowCode[feature] = totalBins - start;
      totalBins += bins[feature] ?? 0;
    }
    noneCodes.push(totalBins - start);
    totalBins += 1; // of rows that have none of these features
    mostCodes = Math.max(mostCodes, totalBins - start);
  }
  for (const feature of loose) {
    firstBin[feature] = totalBins;
    totalBins += bins[feature] ?? 0;
  }
  for (let feature = 0; feature < columns; feature += 1) {
    hasMissing[feature] = (byColumn.starts[feature + 1] ?? 0) - (byColumn.starts[feature] ?? 0) < rows ? 1 : 0;
  }

  const width = mostCodes > 256 ? 2 : 1;
  const columnCodes = scope.allocate(rows * bundles.length * width + 16);
  const offsets = scope.allocate(Math.max(1, bundles.length) * 4);
  heap.views.i32.set(
    bundleStarts.map((bin) => bin * 16),
    offsets >>> 2,
  );
  const cutSpace = scope.allocate(cuts.length * 4 + 16);
  heap.views.f32.set(cuts, cutSpace >>> 2);
  const encode = (feature: number, base: number, rowList: number, codes: number, wide: number) => {
    const from = byColumn.starts[feature] ?? 0;
    const i32 = heap.views.i32;
    const task = crew.next() >>> 2;
    const categorical = matrix.isCategorical(feature);
    i32[task] = TASK_ENCODE_SPARSE;
    i32[task + 1] = byColumn.values + from * 4;
    i32[task + 2] = rowList;
    i32[task + 3] = (byColumn.starts[feature + 1] ?? 0) - from;
    i32[task + 4] = categorical ? 0 : cutSpace + (cutStarts[feature] ?? 0) * 4;
    i32[task + 5] = bins[feature] ?? 0;
    i32[task + 6] = base;
    i32[task + 7] = codes;
    i32[task + 8] = wide;
    if (crew.isFull) crew.run();
  };
  const { u8, u16 } = heap.views;
  for (const [bundle, members] of bundles.entries()) {
    const codes = columnCodes + bundle * rows * width;
    const none = noneCodes[bundle] ?? 0;
    if (width === 1) u8.fill(none, codes, codes + rows);
    else u16.fill(none, codes >>> 1, (codes >>> 1) + rows);
    for (const feature of members) {
      const from = byColumn.starts[feature] ?? 0;
      encode(feature, lowCode[feature] ?? 0, byColumn.rows + from * 4, codes, width - 1);
    }
  }
  crew.run();
  await giveTurn();
  const rowCodes = bundles.length <= 1 ? columnCodes : toRowOrder(binning, columnCodes, rows, bundles.length, width);
  let sparse: SparseBins | null = null;
  if (loose.length > 0) {
    const columnBins = scope.allocate(stored * 2 + 16);
    for (const feature of loose) encode(feature, 0, 0, columnBins + (byColumn.starts[feature] ?? 0) * 2, 1);
    crew.run();
    await giveTurn();
    sparse = toRows(binning, rows, loose, firstBin, byColumn, columnBins);
    scope.keep(sparse.starts, sparse.bins, sparse.columnRows, columnBins);
  }
  scope.keep(columnCodes, offsets, rowCodes);
  return {
    heap,
    rows,
    columns,
    totalBins,
    bundles: bundles.length,
    width,
    columnCodes,
    rowCodes,
    offsets,
    bundleOf,
    firstBin,
    lowCode,
    bins,
    cutStarts,
    cuts,
    hasMissing,
    sparse,
    mostCategories,
  };
}

interface CutColumns {
  readonly bins: Int32Array;
  readonly cutLists: Float32Array[];
  readonly mostCategories: number;
}

async function cutColumns(
  matrix: DMatrix,
  columns: HeapColumns,
  { maxBins, heap, scope, crew, giveTurn }: Binning,
): Promise<CutColumns> {
  const bins = new Int32Array(matrix.columns);
  const cutLists: Float32Array[] = [];
  let mostCategories = 0;
  let held: number[] = [];
  let scratch = 0;
  const finish = () => {
    const done = crew.run();
    const { i32, f32 } = heap.views;
    for (const address of done) {
      const task = address >>> 2;
      const feature = i32[task + 10] ?? 0;
      const count = i32[task + 6] ?? 0;
      const cuts = (i32[task + 5] ?? 0) >>> 2;
      bins[feature] = count;
      cutLists[feature] = f32.slice(cuts, cuts + count);
    }
    for (const address of held) scope.release(address);
    held = [];
    scratch = 0;
  };
  for (let feature = 0; feature < matrix.columns; feature += 1) {
    const from = (columns.values >>> 2) + (columns.starts[feature] ?? 0);
    const to = (columns.values >>> 2) + (columns.starts[feature + 1] ?? 0);
    if (matrix.isCategorical(feature)) {
      let most = 0;
      for (let at = from; at < to; at += 1) most = Math.max(most, categoryOf(matrix, feature, heap.views.f32[at] ?? 0));
      bins[feature] = most + 1;
      mostCategories = Math.max(mostCategories, most + 1);
      cutLists[feature] = new Float32Array(0);
      continue;
    }
    const only = onlyValue(heap.views.f32, from, to);
    if (only !== null) {
      bins[feature] = 1;
      cutLists[feature] = Float32Array.of(only + Math.abs(only) + 1e-5);
      continue;
    }
    const count = to - from;
    const bytes = count * 8 + SORT_COUNT_BYTES + Math.min(count + 1, maxBins) * 4;
    const space = scope.allocate(bytes);
    held.push(space);
    scratch += bytes;
    const i32 = heap.views.i32;
    const task = crew.next() >>> 2;
    i32[task] = TASK_CUTS;
    i32[task + 1] = columns.values + (columns.starts[feature] ?? 0) * 4;
    i32[task + 2] = count;
    i32[task + 3] = space;
    i32[task + 4] = maxBins;
    i32[task + 5] = space + count * 8 + SORT_COUNT_BYTES;
    i32[task + 10] = feature;
    if (scratch < SCRATCH_AT_ONCE && !crew.isFull) continue;
    finish();
    await giveTurn();
  }
  finish();
  return { bins, cutLists, mostCategories };
}

/** The value that a column has wherever it has one, as one-hot columns do; 0 for an empty one, null when they differ. */
function onlyValue(values: Float32Array, from: number, to: number): number | null {
  if (from === to) return 0;
  const first = values[from] ?? 0;
  for (let at = from + 1; at < to; at += 1) if (values[at] !== first) return null;
  return first;
}

/** The bins of loose features row by row. */
function toRows(
  { heap, scope }: Binning,
  rows: number,
  loose: readonly number[],
  firstBin: Int32Array,
  columns: HeapColumns,
  columnBins: number,
): SparseBins {
  const starts = scope.allocate((rows + 1) * 4);
  const counts = new Int32Array(rows + 1);
  const rowPlace = columns.rows >>> 2;
  const rowOf = heap.views.i32;
  for (const feature of loose) {
    const end = columns.starts[feature + 1] ?? 0;
    for (let at = columns.starts[feature] ?? 0; at < end; at += 1) {
      const next = (rowOf[rowPlace + at] ?? 0) + 1;
      counts[next] = (counts[next] ?? 0) + 1;
    }
  }
  for (let row = 0; row < rows; row += 1) counts[row + 1] = (counts[row + 1] ?? 0) + (counts[row] ?? 0);
  const bins = scope.allocate((counts[rows] ?? 0) * 4 + 16);
  const { i32, u16 } = heap.views;
  i32.set(counts, starts >>> 2);
  for (const feature of loose) {
    const first = firstBin[feature] ?? 0;
    const end = columns.starts[feature + 1] ?? 0;
    for (let at = columns.starts[feature] ?? 0; at < end; at += 1) {
      const row = i32[rowPlace + at] ?? 0;
      const place = counts[row] ?? 0;
      counts[row] = place + 1;
      i32[(bins >>> 2) + place] = first + (u16[(columnBins >>> 1) + at] ?? 0);
    }
  }
  return { starts, bins, columnStarts: columns.starts, columnRows: columns.rows, columnBins };
}

import { breathe } from '../fit-options';

/** A dense matrix, column after column. */
export interface ColumnMajor {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/**
 * The shortest x that minimises ‖matrix x − right‖, by a complete orthogonal decomposition (Golub and Van Loan 2013,
 * "Matrix Computations", section 5.5): Householder reflections with column pivoting, then reflections of the rows that are
 * left when columns depend on others. What is below `max(rows, columns)` roundings of the largest pivot counts as
 * depending. `matrix` becomes work space; `right` may be shorter than its rows, with zeros understood.
 */
export async function shortestSolution(
  matrix: ColumnMajor,
  right: Float64Array,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const { rows, columns, data } = matrix;
  const side = new Float64Array(rows);
  side.set(right);
  const order = Int32Array.from({ length: columns }, (_, at) => at);
  const rank = await triangularise(matrix, side, order, signal);

  // the rows that are left, as columns: T of (rank × rank) and what stands beside it
  const kept: ColumnMajor = { rows: columns, columns: rank, data: new Float64Array(columns * rank) };
  for (let column = 0; column < columns; column += 1) {
    for (let row = 0; row <= Math.min(column, rank - 1); row += 1) {
      kept.data[row * columns + column] = data[column * rows + row] ?? 0;
    }
  }
  const reflections: Float64Array[] = [];
  for (let at = 0; at < rank; at += 1) reflections.push(reflect(kept, at, []));
  const x = new Float64Array(columns);
  for (let at = 0; at < rank; at += 1) {
    let sum = side[at] ?? 0;
    for (let before = 0; before < at; before += 1) sum -= (kept.data[at * columns + before] ?? 0) * (x[before] ?? 0);
    x[at] = sum / (kept.data[at * columns + at] ?? 0);
  }
  for (let at = rank - 1; at >= 0; at -= 1) applyReflection(reflections[at] ?? x, at, x, 0);
  const inOrder = new Float64Array(columns);
  for (let at = 0; at < columns; at += 1) inOrder[order[at] ?? 0] = x[at] ?? 0;
  return inOrder;
}

/** Makes the matrix upper triangular, columns in `order`, the same done to `side`; returns how many columns are independent. */
async function triangularise(
  matrix: ColumnMajor,
  side: Float64Array,
  order: Int32Array,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { rows, columns, data } = matrix;
  const most = Math.min(rows, columns);
  let threshold = 0;
  for (let at = 0; at < most; at += 1) {
    let pivot = at;
    let size = -1;
    for (let column = at; column < columns; column += 1) {
      const squares = squaresBelow(data, column * rows + at, (column + 1) * rows);
      if (squares > size) [pivot, size] = [column, squares];
    }
    if (at === 0) threshold = Math.sqrt(size) * Math.max(rows, columns) * Number.EPSILON;
    if (Math.sqrt(size) <= threshold) return at;
    swapColumns(matrix, order, at, pivot);
    reflect(matrix, at, [side]);
    await breathe(signal);
  }
  return most;
}

function squaresBelow(data: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += (data[at] ?? 0) ** 2;
  return sum;
}

function swapColumns({ rows, data }: ColumnMajor, order: Int32Array, left: number, right: number): void {
  if (left === right) return;
  const held = data.slice(left * rows, (left + 1) * rows);
  data.copyWithin(left * rows, right * rows, (right + 1) * rows);
  data.set(held, right * rows);
  [order[left], order[right]] = [order[right] ?? 0, order[left] ?? 0];
}

/**
 * Reflects column `at` so that it is 0 below its diagonal, and with it all columns to its right and the given vectors.
 * Returns the reflection: a vector from row `at` on, of squared length 2.
 */
function reflect({ rows, columns, data }: ColumnMajor, at: number, vectors: readonly Float64Array[]): Float64Array {
  const start = at * rows + at;
  const mirror = data.slice(start, (at + 1) * rows);
  const size = Math.sqrt(squaresBelow(mirror, 0, mirror.length));
  const head = mirror[0] ?? 0;
  const diagonal = head > 0 ? -size : size;
  mirror[0] = head - diagonal;
  const scale = Math.sqrt(2 / squaresBelow(mirror, 0, mirror.length));
  if (!Number.isFinite(scale)) return mirror.fill(0);
  for (let index = 0; index < mirror.length; index += 1) mirror[index] = (mirror[index] ?? 0) * scale;
  for (let column = at; column < columns; column += 1) applyReflection(mirror, at, data, column * rows);
  for (const vector of vectors) applyReflection(mirror, at, vector, 0);
  return mirror;
}

/** Reflects the part of `target` that begins at `start + at`. */
function applyReflection(mirror: Float64Array, at: number, target: Float64Array, start: number): void {
  const from = start + at;
  let product = 0;
  for (let index = 0; index < mirror.length; index += 1) product += (mirror[index] ?? 0) * (target[from + index] ?? 0);
  for (let index = 0; index < mirror.length; index += 1) {
    target[from + index] = (target[from + index] ?? 0) - product * (mirror[index] ?? 0);
  }
}

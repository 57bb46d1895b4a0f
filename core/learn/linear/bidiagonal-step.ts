import type { DenseDesign, Design, SparseDesign } from './design';

/**
 * The matrix that least squares are taken of: `diag(s) (X − 1 meansᵀ) diag(scales)`, where `s` are the square roots of
 * the sample weights, and below it `damping diag(scales)`. Never made, only multiplied by.
 */
export interface CentredDesign {
  readonly design: Design;
  /** Taken off the columns. */
  readonly means: Float64Array;
  /** One for each row; null for ones. */
  readonly rootWeights: Float64Array | null;
  /** What the columns are multiplied by after the centring. */
  readonly scales: Float64Array;
  /** Root of the penalty on the squared coefficients; 0 for none. */
  readonly damping: number;
}

/** A vector as long as the matrix has rows: its upper part, and what belongs to the damping. */
export interface RowVector {
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

/**
 * `u ← A v + factor u`, then `g ← Aᵀ u`, in one pass over the rows, each of which is read from memory once; this is most
 * of the time LSQR takes. `room` is work space of one number for each column. Returns the squared length of the new `u`.
 */
export function bidiagonalStep(
  { design, means, rootWeights, scales, damping }: CentredDesign,
  v: Float64Array,
  factor: number,
  { upper: u, lower }: RowVector,
  g: Float64Array,
  room: Float64Array,
): number {
  let shift = 0;
  for (let column = 0; column < v.length; column += 1) {
    const scaled = (v[column] ?? 0) * (scales[column] ?? 0);
    room[column] = scaled;
    shift += (means[column] ?? 0) * scaled;
  }
  g.fill(0);
  const sums = { squares: 0, weighted: 0 };
  if (design.kind === 'dense') stepDense(design, rootWeights, shift, room, factor, u, g, sums);
  else if (rootWeights === null) stepSparse(design, shift, room, factor, u, g, sums);
  else stepWeightedSparse(design, rootWeights, shift, room, factor, u, g, sums);
  const { weighted } = sums;
  let { squares } = sums;
  for (let column = 0; column < g.length; column += 1) {
    const below = damping === 0 ? 0 : damping * (room[column] ?? 0) + factor * (lower[column] ?? 0);
    if (damping !== 0) lower[column] = below;
    squares += below * below;
    const product = (g[column] ?? 0) - weighted * (means[column] ?? 0) + damping * below;
    g[column] = product * (scales[column] ?? 0);
  }
  return squares;
}

interface Sums {
  /** Of `u²`. */
  squares: number;
  /** Of `s u`. */
  weighted: number;
}

function stepSparse(
  { rows, indptr, indices, values }: SparseDesign,
  shift: number,
  v: Float64Array,
  factor: number,
  u: Float64Array,
  g: Float64Array,
  sums: Sums,
): void {
  let squares = 0;
  let sum = 0;
  let start = 0;
  for (let row = 0; row < rows; row += 1) {
    const end = indptr[row + 1] ?? 0;
    let product = factor * (u[row] ?? 0) - shift;
    for (let at = start; at < end; at += 1) product += (values[at] ?? 0) * (v[indices[at] ?? 0] ?? 0);
    u[row] = product;
    squares += product * product;
    sum += product;
    for (let at = start; at < end; at += 1) {
      const column = indices[at] ?? 0;
      g[column] = (g[column] ?? 0) + product * (values[at] ?? 0);
    }
    start = end;
  }
  sums.squares = squares;
  sums.weighted = sum;
}

function stepWeightedSparse(
  { rows, indptr, indices, values }: SparseDesign,
  rootWeights: Float64Array,
  shift: number,
  v: Float64Array,
  factor: number,
  u: Float64Array,
  g: Float64Array,
  sums: Sums,
): void {
  let squares = 0;
  let sum = 0;
  let start = 0;
  for (let row = 0; row < rows; row += 1) {
    const end = indptr[row + 1] ?? 0;
    const root = rootWeights[row] ?? 0;
    let product = -shift;
    for (let at = start; at < end; at += 1) product += (values[at] ?? 0) * (v[indices[at] ?? 0] ?? 0);
    product = root * product + factor * (u[row] ?? 0);
    u[row] = product;
    squares += product * product;
    const weighted = product * root;
    sum += weighted;
    for (let at = start; at < end; at += 1) {
      const column = indices[at] ?? 0;
      g[column] = (g[column] ?? 0) + weighted * (values[at] ?? 0);
    }
    start = end;
  }
  sums.squares = squares;
  sums.weighted = sum;
}

function stepDense(
  { rows, columns, values }: DenseDesign,
  rootWeights: Float64Array | null,
  shift: number,
  v: Float64Array,
  factor: number,
  u: Float64Array,
  g: Float64Array,
  sums: Sums,
): void {
  let squares = 0;
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    const root = rootWeights === null ? 1 : (rootWeights[row] ?? 0);
    let product = -shift;
    for (let column = 0; column < columns; column += 1) product += (values[start + column] ?? 0) * (v[column] ?? 0);
    product = root * product + factor * (u[row] ?? 0);
    u[row] = product;
    squares += product * product;
    const weighted = product * root;
    sum += weighted;
    for (let column = 0; column < columns; column += 1) {
      g[column] = (g[column] ?? 0) + weighted * (values[start + column] ?? 0);
    }
  }
  sums.squares = squares;
  sums.weighted = sum;
}

/** A pivot below this, of a matrix scaled to a diagonal of ones, says that a column nearly depends on others. */
const SMALLEST_PIVOT = 1e-8;

/**
 * Factorises a symmetric matrix, given by its lower triangle, into L Lᵀ, in place, after scaling it to a diagonal of ones.
 * Returns the scales (one over the root of each diagonal value), or null when the matrix is close to singular.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array | null {
  const scales = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    const diagonal = matrix[row * size + row] ?? 0;
    if (!(diagonal > 0)) return null;
    scales[row] = 1 / Math.sqrt(diagonal);
  }
  for (let row = 0; row < size; row += 1) {
    const start = row * size;
    for (let column = 0; column <= row; column += 1) {
      const other = column * size;
      let sum = (matrix[start + column] ?? 0) * (scales[row] ?? 0) * (scales[column] ?? 0);
      for (let at = 0; at < column; at += 1) sum -= (matrix[start + at] ?? 0) * (matrix[other + at] ?? 0);
      if (column < row) matrix[start + column] = sum / (matrix[other + column] ?? 0);
      else if (sum > SMALLEST_PIVOT) matrix[start + row] = Math.sqrt(sum);
      else return null;
    }
  }
  return scales;
}

/** Solves for a right side, given what {@link cholesky} made of the matrix. */
export function solveCholesky(factor: Float64Array, scales: Float64Array, right: Float64Array): Float64Array {
  const size = scales.length;
  const x = right.map((value, at) => value * (scales[at] ?? 0));
  for (let row = 0; row < size; row += 1) {
    let sum = x[row] ?? 0;
    for (let at = 0; at < row; at += 1) sum -= (factor[row * size + at] ?? 0) * (x[at] ?? 0);
    x[row] = sum / (factor[row * size + row] ?? 0);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const solved = (x[row] ?? 0) / (factor[row * size + row] ?? 0);
    x[row] = solved;
    for (let at = 0; at < row; at += 1) x[at] = (x[at] ?? 0) - solved * (factor[row * size + at] ?? 0);
  }
  for (let at = 0; at < size; at += 1) x[at] = (x[at] ?? 0) * (scales[at] ?? 0);
  return x;
}

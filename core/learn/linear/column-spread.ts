import type { Centring } from './centring';
import type { Design } from './design';

/** A column whose standard deviation is below this share of its mean is constant but for the rounding of the mean. */
const CONSTANT = 1e-12;

/**
 * Weighted sum of squares of each column after centring; exactly 0 for a column that is constant. Computed from the
 * differences, so that a column of large numbers close to each other loses nothing.
 */
export function columnSpread(design: Design, { means }: Centring, weights: Float64Array | null): Float64Array {
  const { rows, columns, values } = design;
  const spread = new Float64Array(columns);
  /** Weights of the rows in which a column is stored. */
  const seen = new Float64Array(columns);
  let total = 0;
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    const end = design.kind === 'sparse' ? (design.indptr[row + 1] ?? 0) : at + columns;
    const first = at;
    total += weight;
    for (; at < end; at += 1) {
      const column = design.kind === 'sparse' ? (design.indices[at] ?? 0) : at - first;
      const difference = (values[at] ?? 0) - (means[column] ?? 0);
      spread[column] = (spread[column] ?? 0) + weight * difference * difference;
      seen[column] = (seen[column] ?? 0) + weight;
    }
  }
  for (let column = 0; column < columns; column += 1) {
    const mean = means[column] ?? 0;
    const squares = (spread[column] ?? 0) + Math.max(0, total - (seen[column] ?? 0)) * mean * mean;
    spread[column] = Math.sqrt(squares / total) <= CONSTANT * Math.abs(mean) ? 0 : squares;
  }
  return spread;
}

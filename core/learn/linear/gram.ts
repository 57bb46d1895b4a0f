import { breathe } from '../fit-options';
import type { DenseDesign } from './design';

/** The rows `s (x − means)` of a dense matrix, where `s` are the square roots of the sample weights. */
export interface CentredRows {
  readonly design: DenseDesign;
  readonly means: Float64Array;
  /** One for each row; null for ones. */
  readonly rootWeights: Float64Array | null;
}

/** Products of numbers between two pauses; about 50 ms. */
const WORK_BETWEEN_PAUSES = 4e7;

/**
 * The products of all columns with each other, after centring and weighting: the lower triangle, row after row, of a matrix
 * of columns × columns. Four rows at a time, as each visit to a product costs more than what is added to it.
 */
export async function centredGram(problem: CentredRows, signal: AbortSignal | undefined): Promise<Float64Array> {
  const { rows, columns } = problem.design;
  const gram = new Float64Array(columns * columns);
  const block = new Float64Array(4 * columns);
  const pause = Math.ceil(WORK_BETWEEN_PAUSES / (2 * columns * columns));
  for (let row = 0, turn = 1; row < rows; row += 4, turn += 1) {
    fillBlock(problem, row, block);
    addProducts(gram, block, columns);
    if (turn % pause === 0) await breathe(signal);
  }
  return gram;
}

/** Four rows from `first` on, zeros where there are none. */
function fillBlock({ design, means, rootWeights }: CentredRows, first: number, block: Float64Array): void {
  const { rows, columns, values } = design;
  for (let row = first; row < first + 4; row += 1) {
    const to = (row - first) * columns;
    if (row >= rows) {
      block.fill(0, to, to + columns);
      continue;
    }
    const root = rootWeights === null ? 1 : (rootWeights[row] ?? 0);
    for (let column = 0; column < columns; column += 1) {
      block[to + column] = root * ((values[row * columns + column] ?? 0) - (means[column] ?? 0));
    }
  }
}

function addProducts(gram: Float64Array, block: Float64Array, columns: number): void {
  const second = columns;
  const third = 2 * columns;
  const fourth = 3 * columns;
  for (let left = 0; left < columns; left += 1) {
    const a = block[left] ?? 0;
    const b = block[second + left] ?? 0;
    const c = block[third + left] ?? 0;
    const d = block[fourth + left] ?? 0;
    const start = left * columns;
    for (let right = 0; right <= left; right += 1) {
      gram[start + right] =
        (gram[start + right] ?? 0) +
        (a * (block[right] ?? 0) +
          b * (block[second + right] ?? 0) +
          (c * (block[third + right] ?? 0) + d * (block[fourth + right] ?? 0)));
    }
  }
}

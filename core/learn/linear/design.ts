import { checkSparse, type SparseMatrix } from '../encode/csr';
import type { NumericArray } from '../encode/npy-header';
import { shapeOf, type FeatureMatrix } from '../matrix';

/**
 * The features as linear models compute with them: doubles, row after row, dense or sparse. Shares the arrays of the
 * matrix it is made from wherever these are doubles already; a dense matrix of another type is copied (8 bytes × rows ×
 * columns).
 */
export type Design = DenseDesign | SparseDesign;

export interface DenseDesign {
  readonly kind: 'dense';
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export type SparseDesign = Pick<SparseMatrix, 'kind' | 'rows' | 'columns' | 'indptr' | 'indices' | 'values'>;

/** Throws `matrix_invalid` for a matrix that is not well formed. */
export function designOf(features: FeatureMatrix): Design {
  if (features.kind === 'sparse') {
    checkSparse(features);
    return features;
  }
  return { kind: 'dense', ...shapeOf(features), values: doublesOf(features.data) };
}

function doublesOf(data: NumericArray): Float64Array {
  if (data instanceof Float64Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const doubles = new Float64Array(data.length);
    for (let at = 0; at < data.length; at += 1) doubles[at] = Number(data[at]);
    return doubles;
  }
  return Float64Array.from(data);
}

/** `result[row] = start + design[row] · coef`, for a `result` of one number for each row. */
export function multiply(design: Design, coef: Float64Array, start: number, result: Float64Array): void {
  if (design.kind === 'sparse') multiplySparse(design, coef, start, result);
  else multiplyDense(design, coef, start, result);
}

/** `result += designᵀ · weights`, for a `result` of one number for each column. */
export function addTransposed(design: Design, weights: Float64Array, result: Float64Array): void {
  if (design.kind === 'sparse') addTransposedSparse(design, weights, result);
  else addTransposedDense(design, weights, result);
}

function multiplySparse(design: SparseDesign, coef: Float64Array, start: number, result: Float64Array): void {
  const { rows, indptr, indices, values } = design;
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    const end = indptr[row + 1] ?? 0;
    let sum = start;
    for (; at < end; at += 1) sum += (values[at] ?? 0) * (coef[indices[at] ?? 0] ?? 0);
    result[row] = sum;
  }
}

function multiplyDense(design: DenseDesign, coef: Float64Array, start: number, result: Float64Array): void {
  const { rows, columns, values } = design;
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    let sum = start;
    for (let column = 0; column < columns; column += 1, at += 1) sum += (values[at] ?? 0) * (coef[column] ?? 0);
    result[row] = sum;
  }
}

function addTransposedSparse(design: SparseDesign, weights: Float64Array, result: Float64Array): void {
  const { rows, indptr, indices, values } = design;
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    const end = indptr[row + 1] ?? 0;
    const weight = weights[row] ?? 0;
    for (; at < end; at += 1) {
      const column = indices[at] ?? 0;
      result[column] = (result[column] ?? 0) + weight * (values[at] ?? 0);
    }
  }
}

function addTransposedDense(design: DenseDesign, weights: Float64Array, result: Float64Array): void {
  const { rows, columns, values } = design;
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    const weight = weights[row] ?? 0;
    for (let column = 0; column < columns; column += 1, at += 1) {
      result[column] = (result[column] ?? 0) + weight * (values[at] ?? 0);
    }
  }
}

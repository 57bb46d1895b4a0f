import { EiderError } from '../errors';
import { featureName, shapeOf, type DenseMatrix, type FeatureMatrix } from './matrix';

/** One number for each row. */
export type Target = Float64Array | Float32Array | Int32Array | readonly number[];

/**
 * What every model asks of its training data: rows and columns, a target for each row, and only finite numbers in it.
 * Throws `matrix_empty`, `length_mismatch` or `target_invalid`.
 */
export function checkTrainingData(model: string, features: FeatureMatrix, target: Target): void {
  const { rows, columns } = shapeOf(features);
  if (rows === 0 || columns === 0) {
    throw new EiderError({
      code: 'matrix_empty',
      message: `${model} was given ${rows} rows of ${columns} features, which is nothing to learn from.`,
      remedy: 'Look at the output of the block above: a filter or a fold may have left no rows.',
    });
  }
  checkLength(model, 'target', target, rows);
  for (let row = 0; row < rows; row += 1) {
    const value = target[row] ?? NaN;
    if (Number.isFinite(value)) continue;
    throw new EiderError({
      code: 'target_invalid',
      message: `${model} was given the target ${value} in row ${row}.`,
      remedy: 'Leave out the rows without a target, or fill it in, before the model is trained.',
    });
  }
}

/** Throws `length_mismatch` when something that goes with each row (a target, weights) has another length. */
export function checkLength(model: string, what: string, values: ArrayLike<number>, rows: number): void {
  if (values.length === rows) return;
  throw new EiderError({
    code: 'length_mismatch',
    message: `${model} was given ${rows} rows of features and a ${what} of ${values.length}.`,
    remedy: `Take both from the same table, so that there is one ${what} for each row.`,
  });
}

/** Throws `weights_invalid` unless every weight is a finite number of 0 or more and one of them is above 0. */
export function checkWeights(model: string, weights: ArrayLike<number>, rows: number): void {
  checkLength(model, 'sample weight', weights, rows);
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    const weight = weights[row] ?? NaN;
    sum += weight;
    if (weight >= 0 && weight < Infinity) continue;
    throw new EiderError({
      code: 'weights_invalid',
      message: `${model} was given the sample weight ${weight} in row ${row}.`,
      remedy: 'Weights are finite numbers of 0 or more.',
    });
  }
  if (sum > 0) return;
  throw new EiderError({
    code: 'weights_invalid',
    message: `${model} was given sample weights that are all 0.`,
    remedy: 'Give at least one row a weight above 0.',
  });
}

/** Throws `features_invalid`, naming column and row, at the first NaN or infinite value: for models that know no missing values. */
export function checkFinite(model: string, features: FeatureMatrix): void {
  const values = numbersOf(features);
  // a loop and no callback: one for each value would take several times as long
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value - value !== 0) throw badValue(model, features, at, 'Fill it in, scale it or leave the row out before.');
  }
}

/** Throws `features_invalid` at the first infinite value; NaN counts as missing. */
export function checkNotInfinite(model: string, features: FeatureMatrix): void {
  const values = numbersOf(features);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value - value === 0 || value !== value) continue;
    throw badValue(model, features, at, 'Replace it by a number, or by NaN if it is to count as missing.');
  }
}

/** As {@link checkNotInfinite}, for models that keep values as 32-bit floats: the largest is 3.4e38. */
export function checkFloats(model: string, features: FeatureMatrix): void {
  const values = numbersOf(features);
  for (let at = 0; at < values.length; at += 1) {
    const value = Math.fround(values[at] ?? 0);
    if (value - value === 0 || value !== value) continue;
    const remedy = 'Replace it by a number below 3.4e38, or by NaN if it is to count as missing.';
    throw badValue(model, features, at, remedy);
  }
}

/** The numbers that a matrix stores; none where they are whole numbers of 64 bits, which are always finite. */
function numbersOf(
  features: FeatureMatrix,
): Float64Array | Exclude<DenseMatrix['data'], BigInt64Array | BigUint64Array> {
  const values = features.kind === 'sparse' ? features.values : features.data;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return new Float64Array(0);
  return values;
}

function badValue(model: string, features: FeatureMatrix, at: number, remedy: string): EiderError {
  const values = features.kind === 'sparse' ? features.values : features.data;
  const { row, column } = placeOf(features, at);
  return new EiderError({
    code: 'features_invalid',
    message: `${model} was given the value ${values[at] ?? NaN} in column ${featureName(features, column)}, row ${row}.`,
    remedy,
  });
}

/** Row and column of one of the numbers that a matrix stores. */
export function placeOf(features: FeatureMatrix, at: number): { row: number; column: number } {
  if (features.kind === 'dense') {
    const { columns } = shapeOf(features);
    return { row: Math.floor(at / columns), column: at % columns };
  }
  return { row: features.indptr.findIndex((start) => start > at) - 1, column: features.indices[at] ?? 0 };
}

/** Throws `features_mismatch` when a matrix has not the number of columns that a model was fitted on. */
export function checkColumns(model: string, features: FeatureMatrix, columns: number): void {
  const found = shapeOf(features).columns;
  if (found === columns) return;
  throw new EiderError({
    code: 'features_mismatch',
    message: `${model} was fitted on ${columns} features and is asked about rows of ${found}.`,
    remedy: 'Encode the rows with the encoder that was fitted for training.',
  });
}

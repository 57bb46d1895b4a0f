import { EiderError } from '../../errors';
import { shapeOf, type FeatureMatrix } from '../matrix';
import { asDoubles } from './numbers';

interface Moments {
  readonly mean: Float64Array;
  /** Of the population. */
  readonly variance: Float64Array;
  /** 1 where a column's variance is nothing but rounding. */
  readonly isConstant: Uint8Array;
}

/**
 * Mean and variance of each column, NaN left out, in two passes with the correction of Chan, Golub and LeVeque (1983,
 * "Algorithms for computing the sample variance"). Takes 32 bytes for each column. Throws `matrix_empty`.
 */
export function columnMoments(model: string, features: FeatureMatrix): Moments {
  const { rows, columns } = shapeOf(features);
  if (rows === 0 || columns === 0) {
    throw new EiderError({
      code: 'matrix_empty',
      message: `${model} was given ${rows} rows of ${columns} features, which is nothing to learn from.`,
      remedy: 'Look at the output of the block above: a filter or a fold may have left no rows.',
    });
  }
  const values = features.kind === 'sparse' ? features.values : asDoubles(features.data);
  const indices = features.kind === 'sparse' ? features.indices : null;
  const stored = new Float64Array(columns);
  const missing = new Float64Array(columns);
  const mean = new Float64Array(columns);
  for (let at = 0, column = 0; at < values.length; at += 1) {
    const place = indices === null ? column : (indices[at] ?? 0);
    const value = values[at] ?? NaN;
    if (value === value) {
      mean[place] = (mean[place] ?? 0) + value;
      stored[place] = (stored[place] ?? 0) + 1;
    } else missing[place] = (missing[place] ?? 0) + 1;
    column = column + 1 === columns ? 0 : column + 1;
  }
  for (let column = 0; column < columns; column += 1) {
    mean[column] = (mean[column] ?? 0) / (rows - (missing[column] ?? 0));
  }
  const squares = new Float64Array(columns);
  const rest = new Float64Array(columns);
  for (let at = 0, column = 0; at < values.length; at += 1) {
    const place = indices === null ? column : (indices[at] ?? 0);
    const deviation = (values[at] ?? NaN) - (mean[place] ?? 0);
    if (deviation === deviation) {
      squares[place] = (squares[place] ?? 0) + deviation * deviation;
      rest[place] = (rest[place] ?? 0) + deviation;
    }
    column = column + 1 === columns ? 0 : column + 1;
  }
  const variance = new Float64Array(columns);
  const isConstant = new Uint8Array(columns);
  for (let column = 0; column < columns; column += 1) {
    const count = rows - (missing[column] ?? 0);
    const zeros = count - (stored[column] ?? 0); // those that a sparse matrix does not store
    const centre = mean[column] ?? NaN;
    const sum = (squares[column] ?? 0) + zeros * centre * centre;
    const correction = ((rest[column] ?? 0) - zeros * centre) ** 2 / count;
    const of = (sum - correction) / count;
    variance[column] = of;
    // what rounding alone can make of a constant, as scikit-learn bounds it
    if (of <= count * Number.EPSILON * of + (count * centre * Number.EPSILON) ** 2) isConstant[column] = 1;
  }
  return { mean, variance, isConstant };
}

import type { Target } from '../checks';
import { countRows } from '../encode/check-columns';
import type { Categories, FeatureColumns, Numbers } from '../encode/columns';
import { shapeOf, takeRows, type FeatureMatrix } from '../matrix';

/** What can be split: features as a matrix, or as columns that are encoded after the split, so that nothing leaks. */
export type Samples = FeatureMatrix | FeatureColumns;

export function rowCount(samples: Samples): number {
  return isMatrix(samples) ? shapeOf(samples).rows : countRows(samples);
}

/** The given rows of a matrix or of columns, in the given order. */
export function rowsOf(samples: Samples, rows: Int32Array): Samples {
  if (isMatrix(samples)) return takeRows(samples, rows);
  return Object.fromEntries(Object.entries(samples).map(([name, column]) => [name, columnRows(column, rows)]));
}

/** The given rows of a target, in an array of the same class. */
export function targetOf(target: Target, rows: Int32Array): Target {
  const values = Array.from(rows, (row) => target[row] ?? NaN);
  if (target instanceof Float64Array) return Float64Array.from(values);
  if (target instanceof Float32Array) return Float32Array.from(values);
  return target instanceof Int32Array ? Int32Array.from(values) : values;
}

function columnRows(column: Categories | Numbers, rows: Int32Array): Categories | Numbers {
  return column.kind === 'numeric'
    ? { ...column, values: Float64Array.from(rows, (row) => column.values[row] ?? NaN) }
    : { ...column, codes: rows.map((row) => column.codes[row] ?? -1) };
}

/** A column may be called `kind`; it is an object then, not a word. */
function isMatrix(samples: Samples): samples is FeatureMatrix {
  return typeof samples.kind === 'string';
}

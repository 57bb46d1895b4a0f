import type { DenseMatrix } from '../../core/learn/matrix';
import { compareCodePoints } from '../../core/learn/encode/code-points';
import type { Categories, FeatureColumns, Numbers } from '../../core/learn/encode/columns';

export type ColumnValues = readonly (string | number | null)[];

/** A text column if any value is a text, else numbers with null as NaN. The way scikit-learn's fixture gives columns. */
export function columnOf(values: ColumnValues): Categories | Numbers {
  if (!values.some((value) => typeof value === 'string')) {
    return { kind: 'numeric', values: Float64Array.from(values, (value) => (value === null ? NaN : Number(value))) };
  }
  const texts = values.map((value) => (value === null ? null : String(value)));
  const categories = [...new Set(texts.filter((text) => text !== null))].sort(compareCodePoints);
  return {
    kind: 'categorical',
    categories,
    codes: Int32Array.from(texts, (text) => (text === null ? -1 : categories.indexOf(text))),
  };
}

export function columnsOf(values: Readonly<Record<string, ColumnValues>>): FeatureColumns {
  return Object.fromEntries(Object.entries(values).map(([name, column]) => [name, columnOf(column)]));
}

/** The rows of a matrix, NaN as null, as fixtures have them. */
export function denseRows({ shape: [rows = 0, columns = 0], data }: DenseMatrix): (number | null)[][] {
  const cell = (at: number) => (Number.isNaN(Number(data[at])) ? null : Number(data[at]));
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => cell(row * columns + column)),
  );
}

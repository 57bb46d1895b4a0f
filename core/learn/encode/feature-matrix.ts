import type { DenseMatrix } from '../matrix';
import { ColumnCategories, type CategoryValue } from './categories';
import { countRows } from './check-columns';
import type { FeatureColumns } from './columns';
import { fillColumn } from './fill-column';

/** A dense matrix that says which of its columns are numbers (`q`, quantitative) and which codes of categories (`c`). */
export interface MixedMatrix extends DenseMatrix {
  readonly data: Float64Array<ArrayBuffer>;
  readonly featureNames: readonly string[];
  /** One for each column, in XGBoost's words. */
  readonly featureTypes: readonly ('q' | 'c')[];
  /** Of each text column, by its name, the texts that the codes 0, 1, 2 … stand for. Plain data, to be stored with a model. */
  readonly categories: Readonly<Record<string, readonly string[]>>;
}

/**
 * Columns side by side as one matrix, in the order of the columns: numbers as they are, texts as the codes of their
 * categories, null as NaN, which is what XGBoost's native categorical features take. Codes are those of pandas'
 * `astype('category')`: the texts that occur, sorted by code point. A model asked about other rows needs the codes it was
 * trained with: pass the `categories` of the training matrix; a text they lack becomes NaN, a missing value.
 *
 *     const train = featureMatrix({ zone: await table.column('zone'), distance: await table.column('distance') });
 *     const later = featureMatrix(newColumns, train.categories);
 *
 * Takes 8 bytes × rows × columns. Throws `columns_invalid`.
 */
export function featureMatrix(
  columns: FeatureColumns,
  categories: Readonly<Record<string, readonly string[]>> = {},
): MixedMatrix {
  const rows = countRows(columns);
  const names = Object.keys(columns);
  const data = new Float64Array(rows * names.length);
  const learnt: [name: string, texts: readonly string[]][] = [];
  for (const [at, [name, column]] of Object.entries(columns).entries()) {
    if (column.kind === 'numeric') {
      for (let row = 0; row < rows; row += 1) data[row * names.length + at] = column.values[row] ?? NaN;
      continue;
    }
    const known = Object.hasOwn(categories, name) ? categories[name] : undefined;
    const found =
      known === undefined ? ColumnCategories.learn(name, column) : ColumnCategories.given(name, column, known);
    const missing = found.categories.placeOf(null);
    const { codes, places } = found.categories.code(columns);
    const values = Float64Array.from(places, (place) => (place < 0 || place === missing ? NaN : place));
    fillColumn(data, at, names.length, codes, values);
    learnt.push([name, found.categories.values.filter(isText)]);
  }
  return {
    kind: 'dense',
    shape: [rows, names.length],
    data,
    featureNames: names,
    featureTypes: Object.values(columns).map(({ kind }) => (kind === 'numeric' ? 'q' : 'c')),
    categories: Object.fromEntries(learnt),
  };
}

function isText(value: CategoryValue): value is string {
  return typeof value === 'string';
}

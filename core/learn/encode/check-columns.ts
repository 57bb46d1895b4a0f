import { EiderError } from '../../errors';
import type { Categories, FeatureColumns } from './columns';

/**
 * The common length of the columns, which come from the user's code and may be anything. Throws `columns_invalid` when
 * there is none, one is no column, or their lengths differ.
 */
export function countRows(columns: FeatureColumns): number {
  let first: { name: string; rows: number } | null = null;
  for (const [name, column] of Object.entries(columns)) {
    const rows = lengthOf(column);
    if (rows === null) {
      throw invalidColumns(`${name} is not a column.`, 'Pass what `await table.column(name)` gives.');
    }
    if (first === null) first = { name, rows };
    else if (rows !== first.rows) {
      throw invalidColumns(`Column ${name} has ${rows} rows, but ${first.name} has ${first.rows}.`);
    }
  }
  if (first === null) throw invalidColumns('There is no column to encode.');
  return first.rows;
}

/** How many rows have null (first) and each category (after it, in order). Throws for a code that has no category. */
export function countCategories(name: string, { categories, codes }: Categories): Uint32Array {
  const counts = new Uint32Array(categories.length + 1);
  let lowest = -1;
  let highest = -1;
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] ?? -1;
    counts[code + 1] = (counts[code + 1] ?? 0) + 1;
    if (code > highest) highest = code;
    if (code < lowest) lowest = code;
  }
  if (lowest < -1 || highest >= categories.length) {
    const wrong = lowest < -1 ? lowest : highest;
    throw invalidColumns(`Column ${name} has the code ${wrong}, for which it has no category.`);
  }
  return counts;
}

export function invalidColumns(message: string, remedy = 'Take the columns from one table.'): EiderError {
  return new EiderError({ code: 'columns_invalid', message, remedy });
}

function lengthOf(column: unknown): number | null {
  if (typeof column !== 'object' || column === null) return null;
  if ('values' in column && column.values instanceof Float64Array) return column.values.length;
  const isText = 'codes' in column && 'categories' in column && Array.isArray(column.categories);
  return isText && column.codes instanceof Int32Array ? column.codes.length : null;
}

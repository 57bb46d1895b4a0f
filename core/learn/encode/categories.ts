import * as v from 'valibot';
import { EiderError } from '../../errors';
import { countCategories, invalidColumns } from './check-columns';
import { compareCodePoints } from './code-points';
import type { Categories, FeatureColumns, Numbers } from './columns';

/** A category: a text or a number; null stands for missing, which is a category like any other. */
export type CategoryValue = string | number | null;

/** A column whose row `i` has the category number `places[codes[i] + 1]`; -1 is a value that was not learnt. */
export interface CodedColumn {
  readonly codes: Int32Array;
  readonly places: Int32Array;
}

/** How often each category of a column occurs. */
export interface CountedCategories {
  readonly categories: ColumnCategories;
  readonly counts: readonly number[];
}

export const storedCategoriesSchema = v.object({
  name: v.string(),
  kind: v.picklist(['categorical', 'numeric']),
  values: v.pipe(
    v.array(v.nullable(v.union([v.string(), v.number()]))),
    v.check((values) => new Set(values).size === values.length),
  ),
});
type StoredCategories = v.InferOutput<typeof storedCategoriesSchema>;

/**
 * The categories of one column, in scikit-learn's order: texts by code point, numbers ascending, missing last.
 * Only what occurs in a row is a category, whatever a text column's dictionary may hold.
 */
export class ColumnCategories {
  readonly #placeOf: ReadonlyMap<CategoryValue, number>;

  private constructor(
    readonly name: string,
    readonly kind: 'categorical' | 'numeric',
    readonly values: readonly CategoryValue[],
  ) {
    this.#placeOf = new Map(values.map((value, place) => [value, place]));
  }

  /** The categories of a column with their counts. Throws `columns_invalid` for an infinite number. */
  static learn(name: string, column: Categories | Numbers): CountedCategories {
    const found = column.kind === 'categorical' ? countTexts(name, column) : countNumbers(name, column.values);
    const values = [...found.keys()].sort(compareCategories);
    return {
      categories: new ColumnCategories(name, column.kind, values),
      counts: values.map((value) => found.get(value) ?? 0),
    };
  }

  /** Categories in an order that the user gives. Throws `parameter_invalid` for those of another kind or given twice. */
  static given(name: string, column: Categories | Numbers, values: readonly CategoryValue[]): CountedCategories {
    const kind = column.kind === 'categorical' ? 'string' : 'number';
    const wrong = values.find((value, at) => (value !== null && typeof value !== kind) || values.indexOf(value) < at);
    if (wrong !== undefined) {
      throw new EiderError({
        code: 'parameter_invalid',
        message: `categories for column ${name} has ${JSON.stringify(wrong)}, twice or in a column of ${column.kind} values.`,
        remedy: `Give each ${kind === 'string' ? 'text' : 'number'} once, and null for missing values.`,
      });
    }
    const found = column.kind === 'categorical' ? countTexts(name, column) : countNumbers(name, column.values);
    return {
      categories: new ColumnCategories(name, column.kind, values),
      counts: values.map((value) => found.get(value) ?? 0),
    };
  }

  static fromJSON({ name, kind, values }: StoredCategories): ColumnCategories {
    return new ColumnCategories(name, kind, values);
  }

  /** Number of a category; -1 for one that was not learnt. */
  placeOf(value: CategoryValue): number {
    return this.#placeOf.get(value) ?? -1;
  }

  /** What a category is called in the name of a feature, as Python writes it, but whole numbers without `.0`. */
  labelOf(place: number): string {
    const value = this.values[place] ?? null;
    if (value !== null) return String(value);
    return this.kind === 'categorical' ? 'None' : 'nan';
  }

  /**
   * The column of that name as numbers of categories. A text column's codes are used as they are, not copied; of a
   * numeric one 4 bytes are made for each row. Throws `columns_invalid` when it is missing or of the other kind.
   */
  code(columns: FeatureColumns): CodedColumn {
    const column = columns[this.name];
    if (column?.kind !== this.kind) throw this.#unfit(column);
    if (column.kind === 'numeric') {
      const places = Int32Array.from({ length: this.values.length + 1 }, (_, at) => at - 1);
      return { codes: codeNumbers(column.values, this.#placeOf), places };
    }
    const places = new Int32Array(column.categories.length + 1);
    places[0] = this.placeOf(null);
    for (const [code, text] of column.categories.entries()) places[code + 1] = this.placeOf(text);
    countCategories(this.name, column);
    return { codes: column.codes, places };
  }

  /** Throws `category_unknown`, naming value and row, when a coded column has a value that was not learnt. */
  checkKnown(encoder: string, columns: FeatureColumns, { codes, places }: CodedColumn): void {
    const row = firstUnknown(codes, places);
    if (row < 0) return;
    const column = columns[this.name];
    const value = column?.kind === 'categorical' ? column.categories[codes[row] ?? -1] : column?.values[row];
    throw new EiderError({
      code: 'category_unknown',
      message: `${encoder} has not learnt the value ${shown(value)} that column ${this.name} has in row ${row}.`,
      remedy: 'Set handle_unknown, or fit on rows that have every value.',
    });
  }

  toJSON(): unknown {
    return { name: this.name, kind: this.kind, values: [...this.values] };
  }

  #unfit(column: Categories | Numbers | undefined): EiderError {
    const was = this.kind === 'categorical' ? 'texts' : 'numbers';
    if (column === undefined) {
      return invalidColumns(
        `There is no column ${this.name}, which the encoder was fitted on.`,
        'Pass the columns it was fitted on.',
      );
    }
    return invalidColumns(
      `Column ${this.name} had ${was} when the encoder was fitted, which it has not now.`,
      'Cast the column in the block above, so that it has one type always.',
    );
  }
}

function shown(value: string | number | undefined): string {
  if (value === undefined) return 'null';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function compareCategories(left: CategoryValue, right: CategoryValue): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : compareCodePoints(String(left), String(right));
}

function countTexts(name: string, column: Categories): Map<CategoryValue, number> {
  const found = new Map<CategoryValue, number>();
  for (const [place, count] of countCategories(name, column).entries()) {
    const text = place === 0 ? null : (column.categories[place - 1] ?? null);
    if (count > 0) found.set(text, (found.get(text) ?? 0) + count);
  }
  return found;
}

function countNumbers(name: string, values: Float64Array): Map<CategoryValue, number> {
  const found = new Map<CategoryValue, number>();
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? NaN;
    if (value === Infinity || value === -Infinity) {
      throw invalidColumns(
        `Column ${name} has the value ${value} in row ${row}.`,
        'Replace it by a number or by null.',
      );
    }
    const key = Number.isNaN(value) ? null : value + 0; // -0 is 0
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}

function codeNumbers(values: Float64Array, placeOf: ReadonlyMap<CategoryValue, number>): Int32Array {
  const codes = new Int32Array(values.length);
  const missing = placeOf.get(null) ?? -1;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? NaN;
    codes[row] = Number.isNaN(value) ? missing : (placeOf.get(value) ?? -1);
  }
  return codes;
}

function firstUnknown(codes: Int32Array, places: Int32Array): number {
  for (let row = 0; row < codes.length; row += 1) {
    if ((places[(codes[row] ?? -1) + 1] ?? -1) < 0) return row;
  }
  return -1;
}

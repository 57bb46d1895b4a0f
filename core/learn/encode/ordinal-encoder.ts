import * as v from 'valibot';
import { EiderError } from '../../errors';
import type { DenseMatrix } from '../matrix';
import { oneOf, readParameters } from '../parameters';
import { ColumnCategories, storedCategoriesSchema, type CategoryValue } from './categories';
import { countRows } from './check-columns';
import type { FeatureColumns } from './columns';
import { fillColumn } from './fill-column';
import { readStored } from './stored';

export interface OrdinalEncoderParameters {
  /** A value that `fit` has not seen is refused (`error`, unless told) or becomes `unknown_value`. */
  readonly handle_unknown?: 'error' | 'use_encoded_value' | undefined;
  /** A whole number that no category has, such as -1, or NaN; needed with `use_encoded_value`, and only there. */
  readonly unknown_value?: number | null | undefined;
  /** What a missing value that `fit` has seen becomes; NaN unless told. */
  readonly encoded_missing_value?: number | undefined;
  /** The categories of a column in their order, by name of the column, in place of those that occur, sorted. */
  readonly categories?: Readonly<Record<string, readonly CategoryValue[]>> | undefined;
}

const wholeOrNaN = v.pipe(
  v.union([v.nan(), v.pipe(v.number(), v.integer())]),
  v.description('a whole number that no category has, or NaN'),
);
const schema = v.object({
  handle_unknown: v.optional(oneOf(['error', 'use_encoded_value']), 'error'),
  unknown_value: v.optional(v.nullable(wholeOrNaN), null),
  encoded_missing_value: v.optional(wholeOrNaN, NaN),
  categories: v.optional(
    v.pipe(
      v.record(v.string(), v.array(v.nullable(v.union([v.string(), v.number()])))),
      v.description('an object with a list of texts or numbers for each column named'),
    ),
    {},
  ),
});

const NAME = 'OrdinalEncoder';
const FORMAT = 'eider.ordinal_encoder';

const storedSchema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(1),
  /** Whether unknown values are refused; if not, they become `unknown_value`, where null stands for NaN. */
  refuses_unknown: v.boolean(),
  unknown_value: v.nullable(v.number()),
  /** Null stands for NaN. */
  encoded_missing_value: v.nullable(v.number()),
  columns: v.array(storedCategoriesSchema),
});

/**
 * Each column as the numbers 0, 1, 2 … of its categories in order, as scikit-learn's `OrdinalEncoder`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.OrdinalEncoder.html). Missing values, of which
 * scikit-learn knows two kinds, are one here: null of a text column, NaN of a numeric one.
 */
export class OrdinalEncoder {
  readonly featureNames: readonly string[];
  readonly #columns: readonly ColumnCategories[];
  /** What an unknown value becomes; null when it is refused. */
  readonly #unknownValue: number | null;
  readonly #missingValue: number;

  private constructor(columns: readonly ColumnCategories[], unknownValue: number | null, missingValue: number) {
    this.#columns = columns;
    this.#unknownValue = unknownValue;
    this.#missingValue = missingValue;
    this.featureNames = Object.freeze(columns.map(({ name }) => name));
  }

  /**
   * Learns the categories of the given columns. Throws `columns_invalid`, `parameter_unknown`, `parameter_invalid`, and
   * `category_unknown` for a value that is not among the `categories` given.
   */
  static fit(columns: FeatureColumns, parameters: OrdinalEncoderParameters = {}): OrdinalEncoder {
    const read = readParameters(NAME, schema, { ...parameters });
    countRows(columns);
    if ((read.handle_unknown === 'error') !== (read.unknown_value === null)) {
      throw new EiderError({
        code: 'parameter_invalid',
        message: `${NAME} was given handle_unknown ${read.handle_unknown} and the unknown_value ${read.unknown_value ?? 'null'}.`,
        remedy: 'Give unknown_value with handle_unknown use_encoded_value, and only then.',
      });
    }
    const learnt = Object.entries(columns).map(([name, column]) => {
      const given = read.categories[name];
      if (given === undefined) return ColumnCategories.learn(name, column).categories;
      const { categories } = ColumnCategories.given(name, column, given);
      if (read.handle_unknown === 'error') categories.checkKnown(NAME, columns, categories.code(columns));
      return categories;
    });
    for (const categories of learnt) {
      checkIsFree('unknown_value', read.unknown_value, categories);
      if (categories.placeOf(null) >= 0) checkIsFree('encoded_missing_value', read.encoded_missing_value, categories);
    }
    return new OrdinalEncoder(learnt, read.unknown_value, read.encoded_missing_value);
  }

  /** The categories of each column, by its name; null is the missing value. */
  get categories(): Readonly<Record<string, readonly CategoryValue[]>> {
    return Object.fromEntries(this.#columns.map(({ name, values }) => [name, values]));
  }

  /**
   * Encodes columns into a matrix of one row for each of theirs and one column for each of those of `fit`; 8 bytes × rows ×
   * columns. Throws `columns_invalid` and, unless `handle_unknown` says otherwise, `category_unknown`.
   */
  transform(columns: FeatureColumns): DenseMatrix {
    const rows = countRows(columns);
    const data = new Float64Array(rows * this.#columns.length);
    for (const [at, categories] of this.#columns.entries()) {
      const coded = categories.code(columns);
      if (this.#unknownValue === null) categories.checkKnown(NAME, columns, coded);
      const missing = categories.placeOf(null);
      const encoded = Float64Array.from(coded.places, (place) =>
        place < 0 ? (this.#unknownValue ?? NaN) : place === missing ? this.#missingValue : place,
      );
      fillColumn(data, at, this.#columns.length, coded.codes, encoded);
    }
    return { kind: 'dense', shape: [rows, this.#columns.length], data, featureNames: this.featureNames };
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return {
      format: FORMAT,
      version: 1,
      refuses_unknown: this.#unknownValue === null,
      unknown_value: nullForNaN(this.#unknownValue ?? NaN),
      encoded_missing_value: nullForNaN(this.#missingValue),
      columns: this.#columns.map((categories) => categories.toJSON()),
    };
  }

  /** An encoder from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): OrdinalEncoder {
    const stored = readStored(NAME, storedSchema, json);
    const unknown = stored.refuses_unknown ? null : (stored.unknown_value ?? NaN);
    const columns = stored.columns.map((column) => ColumnCategories.fromJSON(column));
    return new OrdinalEncoder(columns, unknown, stored.encoded_missing_value ?? NaN);
  }
}

function checkIsFree(parameter: string, value: number | null, categories: ColumnCategories): void {
  const known = categories.values.filter((category) => category !== null).length;
  if (value === null || !(value >= 0 && value < known)) return;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `${parameter} of ${NAME} is ${value}, which is the number of a category of column ${categories.name}.`,
    remedy: 'Take -1, NaN or a number above all categories.',
  });
}

function nullForNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

import * as v from 'valibot';
import { EiderError } from '../../errors';
import { numberIn, oneOf, readParameters, wholeNumber } from '../parameters';
import { ColumnCategories, storedCategoriesSchema, type CategoryValue, type CountedCategories } from './categories';
import { countRows } from './check-columns';
import type { FeatureColumns } from './columns';
import type { SparseMatrix } from './csr';
import { infrequentCategories } from './infrequent';
import { oneHotRows } from './one-hot-rows';
import { readStored } from './stored';

export interface OneHotEncoderParameters {
  /**
   * What a value that `fit` has not seen becomes: `error` refuses it, `ignore` leaves its row without a 1 for the column,
   * `infrequent_if_exist` counts it among the infrequent ones when there are such, else as `ignore`. `error` unless told.
   */
  readonly handle_unknown?: 'error' | 'ignore' | 'infrequent_if_exist' | undefined;
  /**
   * The category of each column that gets no feature: the `first` of every column, the first of those with two
   * (`if_binary`), or one by name of the column; other columns keep all. None unless told.
   */
  readonly drop?: 'first' | 'if_binary' | Readonly<Record<string, CategoryValue>> | null | undefined;
  /** Rarer categories share one feature, `<column>_infrequent_sklearn`: a count of 1 or more, or a share of the rows below 1. */
  readonly min_frequency?: number | null | undefined;
  /** At most so many features for each column, the one of infrequent categories among them. */
  readonly max_categories?: number | null | undefined;
  /** The categories of a column in the order of their features, by name of the column, in place of those that occur. */
  readonly categories?: Readonly<Record<string, readonly CategoryValue[]>> | undefined;
}

const categoryValue = v.nullable(v.union([v.string(), v.number()]));
const schema = v.object({
  handle_unknown: v.optional(oneOf(['error', 'ignore', 'infrequent_if_exist']), 'error'),
  drop: v.optional(
    v.pipe(
      v.nullable(v.union([v.picklist(['first', 'if_binary']), v.record(v.string(), categoryValue)])),
      v.description('null, first, if_binary or an object with one category for each column named'),
    ),
    null,
  ),
  min_frequency: v.optional(v.nullable(numberIn(0, Infinity, { above: true })), null),
  max_categories: v.optional(v.nullable(wholeNumber(1)), null),
  categories: v.optional(
    v.pipe(
      v.record(v.string(), v.array(categoryValue)),
      v.description('an object with a list of texts or numbers for each column named'),
    ),
    {},
  ),
});
type Read = v.InferOutput<typeof schema>;

const NAME = 'OneHotEncoder';
const FORMAT = 'eider.one_hot_encoder';

const storedSchema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(1),
  handle_unknown: v.picklist(['error', 'ignore', 'infrequent_if_exist']),
  columns: v.array(
    v.pipe(
      v.object({
        categories: storedCategoriesSchema,
        infrequent: v.array(v.number()),
        dropped: v.nullable(v.number()),
      }),
      v.check(({ categories, infrequent, dropped }) =>
        [...infrequent, dropped ?? 0].every((place) => place === 0 || place in categories.values),
      ),
    ),
  ),
});

/** How one column is encoded; numbers of categories throughout. */
interface EncodedColumn {
  readonly categories: ColumnCategories;
  /** Those that share a feature, ascending. */
  readonly infrequent: readonly number[];
  /** One category of the feature that is left out. */
  readonly dropped: number | null;
}

/** The features of an encoded column. */
interface ColumnFeatures {
  readonly names: readonly string[];
  /** Feature of each category, counted from the column's first; -1 for the one that is dropped. */
  readonly featureOf: Int32Array;
  /** Feature of values that were not learnt, or -1. */
  readonly unknown: number;
}

/**
 * One feature of 0 or 1 for each category of each column, as scikit-learn's `OneHotEncoder`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.OneHotEncoder.html): parameters, features and
 * their order are the same. Text and numeric columns alike are taken as categories, and null as one of its own; features
 * are called `column_value`, `column_None` for a null text, `column_nan` for a null number, and a whole number is written
 * without `.0`, as scikit-learn writes those of an integer column.
 *
 * For features of numbers beside one-hot ones see `DictVectorizer`.
 */
export class OneHotEncoder {
  readonly featureNames: readonly string[];
  readonly #columns: readonly EncodedColumn[];
  readonly #features: readonly ColumnFeatures[];
  readonly #handleUnknown: Read['handle_unknown'];

  private constructor(columns: readonly EncodedColumn[], handleUnknown: Read['handle_unknown']) {
    this.#columns = columns;
    this.#handleUnknown = handleUnknown;
    this.#features = columns.map((column) => featuresOf(column, handleUnknown === 'infrequent_if_exist'));
    this.featureNames = Object.freeze(this.#features.flatMap(({ names }) => names));
  }

  /**
   * Learns the categories of the given columns. Throws `columns_invalid`, `parameter_unknown`, `parameter_invalid`, and
   * `category_unknown` for a value that is not among the `categories` given.
   */
  static fit(columns: FeatureColumns, parameters: OneHotEncoderParameters = {}): OneHotEncoder {
    const read = readParameters(NAME, schema, { ...parameters });
    const rows = countRows(columns);
    checkColumnNames(columns, read);
    const encoded = Object.entries(columns).map(([name, column]): EncodedColumn => {
      const given = read.categories[name];
      const learnt =
        given === undefined ? ColumnCategories.learn(name, column) : ColumnCategories.given(name, column, given);
      if (given !== undefined && read.handle_unknown === 'error') {
        learnt.categories.checkKnown(NAME, columns, learnt.categories.code(columns));
      }
      const infrequent = infrequentCategories(learnt.counts, rows, read.min_frequency, read.max_categories);
      return { categories: learnt.categories, infrequent, dropped: droppedOf(learnt, infrequent, read.drop) };
    });
    return new OneHotEncoder(encoded, read.handle_unknown);
  }

  /** The categories of each column, by its name; null is the missing value. */
  get categories(): Readonly<Record<string, readonly CategoryValue[]>> {
    return Object.fromEntries(this.#columns.map(({ categories }) => [categories.name, categories.values]));
  }

  /**
   * Encodes columns into a matrix of one row for each of theirs and one column for each feature. Columns that `fit` has
   * not seen are left out. Throws `columns_invalid` and, unless `handle_unknown` says otherwise, `category_unknown`.
   */
  transform(columns: FeatureColumns): SparseMatrix {
    const rows = countRows(columns);
    let first = 0;
    const indicators = this.#columns.map(({ categories }, at) => {
      const coded = categories.code(columns);
      if (this.#handleUnknown === 'error') categories.checkKnown(NAME, columns, coded);
      const { names = [], featureOf = new Int32Array(), unknown = -1 } = this.#features[at] ?? {};
      const features = coded.places.map((place) => {
        const feature = place < 0 ? unknown : (featureOf[place] ?? -1);
        return feature < 0 ? -1 : first + feature;
      });
      first += names.length;
      return { codes: coded.codes, features };
    });
    return oneHotRows(rows, indicators, this.featureNames);
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    const columns = this.#columns.map(({ categories, infrequent, dropped }) => ({
      categories: categories.toJSON(),
      infrequent: [...infrequent],
      dropped,
    }));
    return { format: FORMAT, version: 1, handle_unknown: this.#handleUnknown, columns };
  }

  /** An encoder from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): OneHotEncoder {
    const stored = readStored(NAME, storedSchema, json);
    const columns = stored.columns.map(({ categories, infrequent, dropped }) => ({
      categories: ColumnCategories.fromJSON(categories),
      infrequent,
      dropped,
    }));
    return new OneHotEncoder(columns, stored.handle_unknown);
  }
}

function featuresOf({ categories, infrequent, dropped }: EncodedColumn, unknownIsInfrequent: boolean): ColumnFeatures {
  const rare = new Set(infrequent);
  const isDropped = (place: number) =>
    dropped !== null && (place === dropped || (rare.has(place) && rare.has(dropped)));
  const featureOf = new Int32Array(categories.values.length).fill(-1);
  const names: string[] = [];
  for (let place = 0; place < featureOf.length; place += 1) {
    if (rare.has(place) || isDropped(place)) continue;
    featureOf[place] = names.length;
    names.push(`${categories.name}_${categories.labelOf(place)}`);
  }
  const [rarest] = infrequent;
  if (rarest === undefined || isDropped(rarest)) return { names, featureOf, unknown: -1 };
  for (const place of infrequent) featureOf[place] = names.length;
  const unknown = unknownIsInfrequent ? names.length : -1;
  return { names: [...names, `${categories.name}_infrequent_sklearn`], featureOf, unknown };
}

/** The category whose feature is dropped: with `first` the first that is frequent, the infrequent ones coming last. */
function droppedOf(
  { categories }: CountedCategories,
  infrequent: readonly number[],
  drop: Read['drop'],
): number | null {
  const count = categories.values.length;
  if (drop === null || count === 0) return null;
  if (typeof drop === 'string') {
    const features = infrequent.length === 0 ? count : count - infrequent.length + 1;
    if (drop === 'if_binary' && features !== 2) return null;
    const rare = new Set(infrequent);
    const frequent = categories.values.findIndex((_, place) => !rare.has(place));
    return frequent < 0 ? 0 : frequent;
  }
  const wanted = drop[categories.name];
  if (wanted === undefined) return null;
  const place = categories.placeOf(wanted);
  if (place >= 0 && !infrequent.includes(place)) return place;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `drop of ${NAME} names ${JSON.stringify(wanted)} for column ${categories.name}, where it ${place < 0 ? 'does not occur' : 'is infrequent'}.`,
    remedy: 'Name a category that is frequent in the rows of fit.',
  });
}

function checkColumnNames(columns: FeatureColumns, { drop, categories }: Read): void {
  const named = [...Object.keys(categories), ...(typeof drop === 'object' && drop !== null ? Object.keys(drop) : [])];
  const absent = named.find((name) => !Object.hasOwn(columns, name));
  if (absent === undefined) return;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `${NAME} is told about column ${absent}, which is not among those to encode.`,
    remedy: `They are ${Object.keys(columns).join(', ')}.`,
  });
}

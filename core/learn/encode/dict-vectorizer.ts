import * as v from 'valibot';
import { EiderError } from '../../errors';
import { countCategories, countRows } from './check-columns';
import { compareCodePoints } from './code-points';
import { rowPointers, wellFormedMatrix, type SparseMatrix } from './csr';
import type { Categories, FeatureColumns, Numbers } from './columns';
import { orderRows } from './row-order';

/**
 * One-hot and numeric features from columns, as scikit-learn's `DictVectorizer` makes them from one dictionary per row
 * (https://scikit-learn.org/stable/modules/generated/sklearn.feature_extraction.DictVectorizer.html):
 *
 * - a text value becomes the feature `name=value`, stored as 1; a number the feature `name`, stored as it is, zeros and
 *   NaN included;
 * - a null text counts as scikit-learn counts None: the feature `name` with NaN;
 * - features are the ones that occur in the rows of `fit`, sorted by code point; `transform` leaves out all others;
 * - two columns that spell the same feature (`a=b` with `c`, `a` with `b=c`) share it, and their values add up.
 *
 * The one difference: scikit-learn refuses to transform nothing, here no rows give a matrix without rows.
 */
export class DictVectorizer {
  readonly featureNames: readonly string[];
  readonly #indexOf: ReadonlyMap<string, number>;

  private constructor(featureNames: readonly string[]) {
    this.featureNames = Object.freeze([...featureNames]);
    this.#indexOf = new Map(featureNames.map((name, index) => [name, index]));
  }

  /** Learns the features of the given columns. Throws `columns_invalid` when they cannot be encoded together. */
  static fit(columns: FeatureColumns): DictVectorizer {
    const rows = countRows(columns);
    const names = new Set<string>();
    for (const [name, column] of Object.entries(columns)) {
      if (column.kind === 'numeric') {
        if (rows > 0) names.add(name);
        continue;
      }
      const counts = countCategories(name, column);
      if ((counts[0] ?? 0) > 0) names.add(name);
      for (const [code, category] of column.categories.entries()) {
        if ((counts[code + 1] ?? 0) > 0) names.add(featureName(name, category));
      }
    }
    return new DictVectorizer([...names].sort(compareCodePoints));
  }

  /**
   * Encodes columns into a matrix of one row for each of theirs and one column for each feature.
   * Throws `columns_invalid` when they cannot be encoded together.
   */
  transform(columns: FeatureColumns): SparseMatrix {
    const rows = countRows(columns);
    const known = Object.entries(columns)
      .map(([name, column]) => this.#encoding(name, column))
      .filter((encoding) => encoding.last >= 0)
      .sort((left, right) => left.first - right.first);
    const entries = fillRows(rows, known);
    const inOrder = known.every((encoding, at) => at === 0 || (known[at - 1]?.last ?? 0) < encoding.first);
    const ordered = inOrder ? entries : orderRows(entries);
    return wellFormedMatrix({
      rows,
      columns: this.featureNames.length,
      indptr: ordered.indptr,
      indices: ordered.indices,
      values: ordered.values,
      featureNames: this.featureNames,
    });
  }

  /** The stored form of a fitted vectoriser, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return { format: FORMAT, version: 1, separator: SEPARATOR, featureNames: [...this.featureNames] };
  }

  /** A fitted vectoriser from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): DictVectorizer {
    const parsed = v.safeParse(storedVectorizerSchema, json);
    if (!parsed.success || !ascends(parsed.output.featureNames)) {
      throw new EiderError({
        code: 'model_damaged',
        message: 'The stored model is not a dictionary vectoriser of this version.',
        remedy: 'Run the block that fits it again.',
        ...(parsed.success ? {} : { detail: v.summarize(parsed.issues) }),
      });
    }
    return new DictVectorizer(parsed.output.featureNames);
  }

  #encoding(name: string, column: Categories | Numbers): Encoding {
    const bare = this.#indexOf.get(name) ?? -1;
    if (column.kind === 'numeric') {
      const stored = bare < 0 ? 0 : column.values.length;
      return { column, features: Int32Array.of(bare), stored, first: bare, last: bare };
    }
    const counts = countCategories(name, column);
    const features = new Int32Array(counts.length);
    let stored = 0;
    let first = this.featureNames.length;
    let last = -1;
    for (let place = 0; place < counts.length; place += 1) {
      const category = column.categories[place - 1];
      const feature = category === undefined ? bare : (this.#indexOf.get(featureName(name, category)) ?? -1);
      features[place] = feature;
      const count = counts[place] ?? 0;
      if (feature < 0 || count === 0) continue;
      stored += count;
      first = Math.min(first, feature);
      last = Math.max(last, feature);
    }
    return { column, features, stored, first, last };
  }
}

const FORMAT = 'eider.dict_vectorizer';
const SEPARATOR = '=';

const storedVectorizerSchema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(1),
  separator: v.literal(SEPARATOR),
  featureNames: v.array(v.string()),
});

/** How one column becomes entries. */
interface Encoding {
  readonly column: Categories | Numbers;
  /** Feature of code `c` at `c + 1`, so that null has a place too; of a numeric column its one feature. -1 is none. */
  readonly features: Int32Array;
  /** How many entries the column makes. */
  readonly stored: number;
  /** Smallest and largest feature among these entries; `last` is -1 when there are none. */
  readonly first: number;
  readonly last: number;
}

function featureName(name: string, category: string): string {
  return `${name}${SEPARATOR}${category}`;
}

type Entries = Pick<SparseMatrix, 'rows' | 'indptr' | 'indices' | 'values'>;

/**
 * Writes the entries, column after column, into arrays of the length that the encodings have counted. What `indptr` holds
 * on the way: how many entries a row has, then where the row begins, then where its next entry goes; in the end that is
 * where the next row begins.
 */
function fillRows(rows: number, encodings: readonly Encoding[]): Entries {
  const stored = encodings.reduce((sum, encoding) => sum + encoding.stored, 0);
  const indptr = rowPointers(rows, stored);
  const entries = { rows, indptr, indices: new Int32Array(stored), values: new Float64Array(stored) };
  let everywhere = 0;
  for (const { column, features, stored: count } of encodings) {
    if (column.kind === 'numeric' || count === rows) everywhere += 1;
    else countEntries(column.codes, features, indptr);
  }
  if (everywhere === encodings.length) startEqualRows(rows, indptr, everywhere);
  else startRows(rows, indptr, everywhere);
  for (const { column, features } of encodings) {
    if (column.kind === 'categorical') fillCategories(column.codes, features, entries);
    else fillNumbers(column.values, features[0] ?? 0, entries);
  }
  indptr.copyWithin(1, 0, rows);
  indptr[0] = 0;
  return entries;
}

// The loops over rows: each over arrays of its own types alone, so that none of its numbers becomes an object.

/** Counts one more entry for each row whose category has a feature. */
function countEntries(codes: Int32Array, features: Int32Array, indptr: Entries['indptr']): void {
  for (let row = 0; row < codes.length; row += 1) {
    if ((features[(codes[row] ?? -1) + 1] ?? -1) >= 0) indptr[row] = (indptr[row] ?? 0) + 1;
  }
}

/** From the entries of each row, and so many more in every row, to where each row begins. */
function startRows(rows: number, indptr: Entries['indptr'], everywhere: number): void {
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    const own = indptr[row] ?? 0;
    indptr[row] = at;
    at += own + everywhere;
  }
}

/** The same where no row has more than another: fresh memory that is only written costs half of what reading it first does. */
function startEqualRows(rows: number, indptr: Entries['indptr'], entries: number): void {
  for (let row = 0; row < rows; row += 1) indptr[row] = row * entries;
}

function fillCategories(codes: Int32Array, features: Int32Array, { indptr, indices, values }: Entries): void {
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] ?? -1;
    const feature = features[code + 1] ?? -1;
    if (feature < 0) continue;
    const at = indptr[row] ?? 0;
    indices[at] = feature;
    values[at] = code < 0 ? NaN : 1;
    indptr[row] = at + 1;
  }
}

function fillNumbers(numbers: Float64Array, feature: number, { indptr, indices, values }: Entries): void {
  for (let row = 0; row < numbers.length; row += 1) {
    const at = indptr[row] ?? 0;
    indices[at] = feature;
    values[at] = numbers[row] ?? NaN;
    indptr[row] = at + 1;
  }
}

function ascends(names: readonly string[]): boolean {
  return names.every((name, at) => at === 0 || compareCodePoints(names[at - 1] ?? '', name) < 0);
}

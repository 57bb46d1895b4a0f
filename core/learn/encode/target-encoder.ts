import * as v from 'valibot';
import { EiderError } from '../../errors';
import { checkLength, type Target } from '../checks';
import type { DenseMatrix } from '../matrix';
import { numberIn, oneOf, readParameters, wholeNumber } from '../parameters';
import { createRandom } from '../random';
import { checkEnough } from '../split/checks';
import { blockFolds } from '../split/k-fold';
import { stratifiedFolds } from '../split/stratified-k-fold';
import { categoryMeans } from './category-means';
import { ColumnCategories, storedCategoriesSchema, type CategoryValue, type CodedColumn } from './categories';
import { countRows } from './check-columns';
import type { FeatureColumns } from './columns';
import { fillColumn } from './fill-column';
import { readStored } from './stored';

export interface TargetEncoderParameters {
  /**
   * How strongly a category's mean is drawn to the mean of all rows: as if it had so many more rows of that mean, or
   * `auto`, unless told, for an empirical Bayes estimate from the variances within the category and of all rows.
   */
  readonly smooth?: 'auto' | number | undefined;
  /** Folds for `fitTransform`; 5 unless told. */
  readonly cv?: number | undefined;
  /**
   * What the target is. `auto`, unless told, decides as scikit-learn does: continuous when a value is not whole, binary
   * up to two values, multiclass above. For whole numbers that are quantities, such as minutes, say `continuous`.
   */
  readonly target_type?: 'auto' | 'continuous' | 'binary' | 'multiclass' | undefined;
  /** Whether rows go to the folds in random order; as they do unless told. */
  readonly shuffle?: boolean | undefined;
  /** Seed of that order; 0 unless told. */
  readonly random_state?: number | undefined;
}

const schema = v.object({
  smooth: v.optional(
    v.pipe(v.union([v.literal('auto'), numberIn(0, Infinity)]), v.description('auto or a number of 0 or more')),
    'auto',
  ),
  cv: v.optional(wholeNumber(2), 5),
  target_type: v.optional(oneOf(['auto', 'continuous', 'binary', 'multiclass']), 'auto'),
  shuffle: v.optional(v.pipe(v.boolean(), v.description('true or false')), true),
  random_state: v.optional(v.pipe(v.number(), v.description('a number, the seed')), 0),
});
type Read = v.InferOutput<typeof schema>;

const NAME = 'TargetEncoder';
const FORMAT = 'eider.target_encoder';

const storedSchema = v.pipe(
  v.object({
    format: v.literal(FORMAT),
    version: v.literal(1),
    target_type: v.picklist(['continuous', 'binary', 'multiclass']),
    classes: v.nullable(v.array(v.number())),
    target_mean: v.array(v.number()),
    columns: v.array(v.object({ categories: storedCategoriesSchema, encodings: v.array(v.array(v.number())) })),
  }),
  v.check(({ target_type, classes, target_mean, columns }) => {
    const targets = target_type === 'multiclass' ? classes?.length : 1;
    const fits = ({ categories, encodings }: (typeof columns)[number]) =>
      encodings.length === targets && encodings.every((encoding) => encoding.length === categories.values.length);
    return target_mean.length === targets && columns.every(fits);
  }),
);

/** What the mean is taken of: the target itself, or for each class that counts whether a row is of it. */
interface Goal {
  readonly type: 'continuous' | 'binary' | 'multiclass';
  readonly classes: readonly number[] | null;
  readonly targets: readonly Float64Array[];
}

interface EncodedColumn {
  readonly categories: ColumnCategories;
  /** For each of the goal's targets the encoding of each category. */
  readonly encodings: readonly Float64Array[];
}

/**
 * Each category as the mean of the target over its rows, drawn to the mean of all rows the more the fewer they are, as
 * scikit-learn's `TargetEncoder` (https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.TargetEncoder.html),
 * after Micci-Barreca (2001), "A preprocessing scheme for high-cardinality categorical attributes in classification and
 * prediction problems". A binary target is encoded as the share of the larger class, one of several classes as the share
 * of each. A value that was not learnt becomes the mean of all rows; null is a category of its own.
 *
 * Use `fitTransform` for the rows a model is trained on: each is encoded from the other folds, so that its own target does
 * not leak into its features. With `shuffle: false` the numbers are scikit-learn's; the random order of folds is drawn from
 * Eider's own generator.
 */
export class TargetEncoder {
  readonly featureNames: readonly string[];
  readonly #columns: readonly EncodedColumn[];
  /** The classes, ascending; null for a continuous target. */
  readonly classes: readonly number[] | null;

  private constructor(
    readonly targetType: Goal['type'],
    classes: readonly number[] | null,
    /** Mean of all rows; one for each class of a multiclass target. */
    readonly targetMean: readonly number[],
    columns: readonly EncodedColumn[],
  ) {
    this.#columns = columns;
    this.classes = classes;
    this.featureNames = Object.freeze(
      columns.flatMap(({ categories }) =>
        targetType === 'multiclass' ? (classes ?? []).map((label) => `${categories.name}_${label}`) : [categories.name],
      ),
    );
  }

  /**
   * Learns the encoding from all rows. Throws `columns_invalid`, `length_mismatch`, `target_invalid`, `target_one_class`,
   * `parameter_unknown` or `parameter_invalid`.
   */
  static fit(columns: FeatureColumns, y: Target, parameters: TargetEncoderParameters = {}): TargetEncoder {
    return TargetEncoder.#learn(columns, y, readParameters(NAME, schema, { ...parameters })).encoder;
  }

  /**
   * Learns the encoding from all rows, and encodes each of these rows by what the rows outside of its fold say.
   * Throws what `fit` throws, and `folds_empty`.
   */
  static fitTransform(
    columns: FeatureColumns,
    y: Target,
    parameters: TargetEncoderParameters = {},
  ): { readonly encoder: TargetEncoder; readonly features: DenseMatrix } {
    const read = readParameters(NAME, schema, { ...parameters });
    checkEnough(NAME, read.cv, 'rows', countRows(columns));
    const { encoder, goal, coded } = TargetEncoder.#learn(columns, y, read);
    const random = read.shuffle ? createRandom(read.random_state) : null;
    const testFold =
      goal.type === 'continuous' ? blockFolds(y.length, read.cv, random) : stratifiedFolds(y, read.cv, random);
    const width = encoder.featureNames.length;
    const data = new Float64Array(y.length * width);
    for (let fold = 0; fold < read.cv; fold += 1) {
      for (const [at, { places, categories }] of coded.entries()) {
        for (const [part, target] of goal.targets.entries()) {
          const { means } = categoryMeans(places, categories.values.length, target, read.smooth, { testFold, fold });
          fillFold(data, at * goal.targets.length + part, width, places, means, testFold, fold);
        }
      }
    }
    return { encoder, features: { kind: 'dense', shape: [y.length, width], data, featureNames: encoder.featureNames } };
  }

  /** The categories of each column, by its name; null is the missing value. */
  get categories(): Readonly<Record<string, readonly CategoryValue[]>> {
    return Object.fromEntries(this.#columns.map(({ categories }) => [categories.name, categories.values]));
  }

  /** What each category of a column is encoded as, in their order: one list for the target, or one for each class. */
  get encodings(): Readonly<Record<string, readonly Float64Array[]>> {
    return Object.fromEntries(this.#columns.map(({ categories, encodings }) => [categories.name, encodings]));
  }

  /** Encodes other rows; 8 bytes × rows × features. Throws `columns_invalid`. */
  transform(columns: FeatureColumns): DenseMatrix {
    const rows = countRows(columns);
    const width = this.featureNames.length;
    const data = new Float64Array(rows * width);
    for (const [at, { categories, encodings }] of this.#columns.entries()) {
      const { codes, places } = categories.code(columns);
      for (const [part, encoding] of encodings.entries()) {
        const mean = this.targetMean[part] ?? NaN;
        const values = Float64Array.from(places, (place) => encoding[place] ?? mean);
        fillColumn(data, at * encodings.length + part, width, codes, values);
      }
    }
    return { kind: 'dense', shape: [rows, width], data, featureNames: this.featureNames };
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return {
      format: FORMAT,
      version: 1,
      target_type: this.targetType,
      classes: this.classes === null ? null : [...this.classes],
      target_mean: [...this.targetMean],
      columns: this.#columns.map(({ categories, encodings }) => ({
        categories: categories.toJSON(),
        encodings: encodings.map((encoding) => [...encoding]),
      })),
    };
  }

  /** An encoder from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): TargetEncoder {
    const stored = readStored(NAME, storedSchema, json);
    const columns = stored.columns.map(({ categories, encodings }) => ({
      categories: ColumnCategories.fromJSON(categories),
      encodings: encodings.map((encoding) => Float64Array.from(encoding)),
    }));
    return new TargetEncoder(stored.target_type, stored.classes, stored.target_mean, columns);
  }

  static #learn(columns: FeatureColumns, y: Target, { smooth, target_type }: Read): Learnt {
    checkLength(NAME, 'target', y, countRows(columns));
    const goal = goalOf(y, target_type);
    const coded = Object.entries(columns).map(([name, column]) => {
      const { categories } = ColumnCategories.learn(name, column);
      return { categories, places: placesOf(categories.code(columns)) };
    });
    const encoded = coded.map(({ categories, places }) => ({
      categories,
      encodings: goal.targets.map(
        (target) => categoryMeans(places, categories.values.length, target, smooth, null).means,
      ),
    }));
    const means = goal.targets.map((target) => target.reduce((sum, value) => sum + value, 0) / target.length);
    return { encoder: new TargetEncoder(goal.type, goal.classes, means, encoded), goal, coded };
  }
}

interface Learnt {
  readonly encoder: TargetEncoder;
  readonly goal: Goal;
  readonly coded: readonly { readonly categories: ColumnCategories; readonly places: Int32Array }[];
}

/** The number of each row's category; 4 bytes for each row. All were learnt from these rows. */
function placesOf({ codes, places }: CodedColumn): Int32Array {
  return codes.map((code) => places[code + 1] ?? 0);
}

function goalOf(y: Target, wanted: Read['target_type']): Goal {
  const values = Float64Array.from(y);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (values.length === 0 || wrong >= 0) {
    throw new EiderError({
      code: 'target_invalid',
      message:
        wrong < 0
          ? `${NAME} was given no rows.`
          : `${NAME} was given the target ${values[wrong] ?? NaN} in row ${wrong}.`,
      remedy: 'Leave out the rows without a target, or fill it in, before the encoder is fitted.',
    });
  }
  const isContinuous =
    wanted === 'continuous' || (wanted === 'auto' && values.some((value) => !Number.isInteger(value)));
  if (isContinuous) return { type: 'continuous', classes: null, targets: [values] };
  const classes = [...new Set(values)].sort((left, right) => left - right);
  const type = wanted === 'auto' ? (classes.length > 2 ? 'multiclass' : 'binary') : wanted;
  checkClasses(type, classes);
  const counted = type === 'binary' ? classes.slice(1) : classes;
  const targets = counted.map((label) => values.map((value) => (value === label ? 1 : 0)));
  return { type: type === 'binary' ? 'binary' : 'multiclass', classes, targets };
}

function checkClasses(type: string, classes: readonly number[]): void {
  if (classes.length < 2) {
    throw new EiderError({
      code: 'target_one_class',
      message: `${NAME} was given a target that is ${classes[0] ?? NaN} in every row.`,
      remedy: 'Look at the rows: a filter or a fold may have left one class only.',
    });
  }
  if (type !== 'binary' || classes.length === 2) return;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `target_type of ${NAME} is binary, but the target has ${classes.length} values.`,
    remedy: 'Say multiclass, or continuous for a quantity.',
  });
}

/** Writes the encodings of the rows of one fold into one column of a row-major matrix. */
function fillFold(
  data: Float64Array,
  column: number,
  columns: number,
  places: Int32Array,
  encoding: Float64Array,
  testFold: Int32Array,
  fold: number,
): void {
  for (let row = 0; row < places.length; row += 1) {
    if (testFold[row] === fold) data[row * columns + column] = encoding[places[row] ?? 0] ?? NaN;
  }
}

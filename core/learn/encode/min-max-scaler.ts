import * as v from 'valibot';
import { EiderError } from '../../errors';
import { checkColumns, checkNotInfinite } from '../checks';
import { shapeOf, type DenseMatrix, type FeatureMatrix } from '../matrix';
import { readParameters } from '../parameters';
import { asDoubles, numbersOf, storedNumbers } from './numbers';
import { readStored } from './stored';

export interface MinMaxScalerParameters {
  /** Where the smallest and the largest value of `fit` go; 0 and 1 unless told. */
  readonly feature_range?: readonly [number, number] | undefined;
  /** Whether values beyond those of `fit` are held to the range; not unless told. */
  readonly clip?: boolean | undefined;
}

const range = v.pipe(
  v.tuple([v.number(), v.number()]),
  v.check(([low, high]) => low < high && Number.isFinite(high - low)),
  v.description('two numbers, the smaller first'),
);
const schema = v.object({
  feature_range: v.optional(range, [0, 1]),
  clip: v.optional(v.pipe(v.boolean(), v.description('true or false')), false),
});

const NAME = 'MinMaxScaler';
const FORMAT = 'eider.min_max_scaler';

const storedNumbersSchema = v.array(v.nullable(v.number()));
const storedSchema = v.pipe(
  v.object({
    format: v.literal(FORMAT),
    version: v.literal(1),
    feature_range: v.tuple([v.number(), v.number()]),
    clip: v.boolean(),
    /** Null stands for NaN: a column without any value. */
    data_min: storedNumbersSchema,
    data_max: storedNumbersSchema,
    featureNames: v.nullable(v.array(v.string())),
  }),
  v.check(({ data_min, data_max }) => data_min.length === data_max.length),
);

/**
 * Every feature moved and stretched so that its smallest and largest value over the rows of `fit` are 0 and 1, or the ends
 * of `feature_range`, as scikit-learn's `MinMaxScaler`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.MinMaxScaler.html). A constant feature goes to
 * the lower end; NaN counts as missing and stays. Dense matrices only: zeros would not stay zeros.
 */
export class MinMaxScaler {
  /** Smallest value of each feature. */
  readonly dataMin: Float64Array;
  /** Largest value of each feature. */
  readonly dataMax: Float64Array;
  /** What each feature is multiplied by. */
  readonly scale: Float64Array;
  /** What is added to each feature after that. */
  readonly min: Float64Array;
  readonly featureNames: readonly string[] | null;
  readonly #range: readonly [number, number];
  readonly #clip: boolean;

  private constructor(
    dataMin: Float64Array,
    dataMax: Float64Array,
    range: readonly [number, number],
    clip: boolean,
    featureNames: readonly string[] | null,
  ) {
    const [low, high] = range;
    this.dataMin = dataMin;
    this.dataMax = dataMax;
    this.scale = dataMax.map((largest, column) => {
      const width = largest - (dataMin[column] ?? NaN);
      return (high - low) / (width < 10 * Number.EPSILON ? 1 : width);
    });
    this.min = this.scale.map((scale, column) => low - (dataMin[column] ?? NaN) * scale);
    this.featureNames = featureNames;
    this.#range = range;
    this.#clip = clip;
  }

  /**
   * Learns the smallest and the largest values. Throws `matrix_empty`, `features_invalid` for an infinite value or a sparse
   * matrix, `parameter_unknown` or `parameter_invalid`.
   */
  static fit(features: DenseMatrix, parameters: MinMaxScalerParameters = {}): MinMaxScaler {
    const { feature_range, clip } = readParameters(NAME, schema, { ...parameters });
    checkDense(features);
    checkNotInfinite(NAME, features);
    const { rows, columns } = shapeOf(features);
    if (rows === 0 || columns === 0) {
      throw new EiderError({
        code: 'matrix_empty',
        message: `${NAME} was given ${rows} rows of ${columns} features, which is nothing to learn from.`,
        remedy: 'Look at the output of the block above: a filter or a fold may have left no rows.',
      });
    }
    const data = asDoubles(features.data);
    const smallest = new Float64Array(columns).fill(NaN);
    const largest = new Float64Array(columns).fill(NaN);
    for (let row = 0, at = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1, at += 1) {
        const value = data[at] ?? NaN;
        // written so that any number takes the place of the first NaN, and NaN that of none
        if (value === value && !((smallest[column] ?? 0) <= value)) smallest[column] = value;
        if (value === value && !((largest[column] ?? 0) >= value)) largest[column] = value;
      }
    }
    return new MinMaxScaler(smallest, largest, feature_range, clip, features.featureNames ?? null);
  }

  /** Scales rows into a new matrix of doubles. Throws `features_mismatch` or `features_invalid`. */
  transform(features: DenseMatrix): DenseMatrix {
    return this.#mapped(features, false);
  }

  /** The values before scaling; those that were clipped do not come back. Throws `features_mismatch` or `features_invalid`. */
  inverseTransform(features: DenseMatrix): DenseMatrix {
    return this.#mapped(features, true);
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return {
      format: FORMAT,
      version: 1,
      feature_range: [...this.#range],
      clip: this.#clip,
      data_min: storedNumbers(this.dataMin),
      data_max: storedNumbers(this.dataMax),
      featureNames: this.featureNames === null ? null : [...this.featureNames],
    };
  }

  /** A scaler from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): MinMaxScaler {
    const stored = readStored(NAME, storedSchema, json);
    const [smallest, largest] = [numbersOf(stored.data_min), numbersOf(stored.data_max)];
    return new MinMaxScaler(smallest, largest, stored.feature_range, stored.clip, stored.featureNames);
  }

  #mapped(features: DenseMatrix, back: boolean): DenseMatrix {
    checkDense(features);
    checkColumns(NAME, features, this.scale.length);
    checkNotInfinite(NAME, features);
    const { rows, columns } = shapeOf(features);
    const source = asDoubles(features.data);
    const [low, high] = this.#clip ? this.#range : [-Infinity, Infinity];
    const data = new Float64Array(rows * columns);
    for (let row = 0, at = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1, at += 1) {
        const value = source[at] ?? NaN;
        const scale = this.scale[column] ?? NaN;
        const min = this.min[column] ?? NaN;
        const scaled = value * scale + min;
        data[at] = back ? (value - min) / scale : scaled < low ? low : scaled > high ? high : scaled;
      }
    }
    return { ...features, data };
  }
}

/** Types say so already, but a block need not be type-checked. */
function checkDense(features: FeatureMatrix): void {
  if (features.kind === 'dense') return;
  throw new EiderError({
    code: 'features_invalid',
    message: `${NAME} was given a sparse matrix, whose zeros it would make numbers.`,
    remedy: 'Use StandardScaler with with_mean: false, which keeps it sparse.',
  });
}

import * as v from 'valibot';
import { EiderError } from '../../errors';
import { checkColumns, checkNotInfinite } from '../checks';
import { shapeOf, type DenseMatrix, type FeatureMatrix } from '../matrix';
import { readParameters } from '../parameters';
import { wellFormedMatrix, type SparseMatrix } from './csr';
import { columnMoments } from './moments';
import { asDoubles, numbersOf, storedNumbers } from './numbers';
import { readStored } from './stored';

export interface StandardScalerParameters {
  /** Whether the mean is taken off, as it is unless told; not possible for a sparse matrix, which would become dense. */
  readonly with_mean?: boolean | undefined;
  /** Whether values are divided by the standard deviation, as they are unless told. */
  readonly with_std?: boolean | undefined;
}

const yesOrNo = v.pipe(v.boolean(), v.description('true or false'));
const schema = v.object({ with_mean: v.optional(yesOrNo, true), with_std: v.optional(yesOrNo, true) });

const NAME = 'StandardScaler';
const FORMAT = 'eider.standard_scaler';

const storedNumbersSchema = v.array(v.nullable(v.number()));
const storedSchema = v.pipe(
  v.object({
    format: v.literal(FORMAT),
    version: v.literal(1),
    with_mean: v.boolean(),
    with_std: v.boolean(),
    /** Null stands for NaN: a column without any value. */
    mean: storedNumbersSchema,
    var: storedNumbersSchema,
    scale: storedNumbersSchema,
    featureNames: v.nullable(v.array(v.string())),
  }),
  v.check(({ mean, var: variance, scale }) => mean.length === scale.length && variance.length === scale.length),
);

interface Fitted {
  readonly with_mean: boolean;
  readonly with_std: boolean;
  readonly mean: Float64Array;
  readonly var: Float64Array;
  readonly scale: Float64Array;
  readonly featureNames: readonly string[] | null;
}

/**
 * Every feature with mean 0 and variance 1 over the rows of `fit`, as scikit-learn's `StandardScaler`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.StandardScaler.html): the variance is that of
 * the population, a constant feature is not divided, and NaN counts as missing: it is left out of the mean and stays NaN.
 */
export class StandardScaler {
  /** Mean of each feature, whether or not it is taken off. */
  readonly mean: Float64Array;
  /** Variance of each feature. */
  readonly var: Float64Array;
  /** What each feature is divided by. */
  readonly scale: Float64Array;
  readonly featureNames: readonly string[] | null;
  readonly #withMean: boolean;
  readonly #withStd: boolean;

  private constructor(fitted: Fitted) {
    this.mean = fitted.mean;
    this.var = fitted.var;
    this.scale = fitted.scale;
    this.featureNames = fitted.featureNames;
    this.#withMean = fitted.with_mean;
    this.#withStd = fitted.with_std;
  }

  /**
   * Learns mean and variance. Throws `matrix_empty`, `features_invalid` for an infinite value, `parameter_unknown`, or
   * `parameter_invalid`, also for a sparse matrix without `with_mean: false`.
   */
  static fit(features: FeatureMatrix, parameters: StandardScalerParameters = {}): StandardScaler {
    const read = readParameters(NAME, schema, { ...parameters });
    if (read.with_mean) refuseSparse(features);
    checkNotInfinite(NAME, features);
    const { mean, variance, isConstant } = columnMoments(NAME, features);
    const scale = variance.map((of, column) => (!read.with_std || isConstant[column] === 1 ? 1 : Math.sqrt(of)));
    return new StandardScaler({ ...read, mean, var: variance, scale, featureNames: features.featureNames ?? null });
  }

  /** Scales rows into a new matrix of doubles; a sparse one stays sparse. Throws `features_mismatch` or `features_invalid`. */
  transform(features: SparseMatrix): SparseMatrix;
  transform(features: DenseMatrix): DenseMatrix;
  transform(features: FeatureMatrix): FeatureMatrix;
  transform(features: FeatureMatrix): FeatureMatrix {
    return this.#mapped(features, false);
  }

  /** The values before scaling. Throws `features_mismatch` or `features_invalid`. */
  inverseTransform(features: SparseMatrix): SparseMatrix;
  inverseTransform(features: DenseMatrix): DenseMatrix;
  inverseTransform(features: FeatureMatrix): FeatureMatrix;
  inverseTransform(features: FeatureMatrix): FeatureMatrix {
    return this.#mapped(features, true);
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return {
      format: FORMAT,
      version: 1,
      with_mean: this.#withMean,
      with_std: this.#withStd,
      mean: storedNumbers(this.mean),
      var: storedNumbers(this.var),
      scale: storedNumbers(this.scale),
      featureNames: this.featureNames === null ? null : [...this.featureNames],
    };
  }

  /** A scaler from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): StandardScaler {
    const stored = readStored(NAME, storedSchema, json);
    const numbers = { mean: numbersOf(stored.mean), var: numbersOf(stored.var), scale: numbersOf(stored.scale) };
    return new StandardScaler({ ...stored, ...numbers });
  }

  #mapped(features: FeatureMatrix, back: boolean): FeatureMatrix {
    checkColumns(NAME, features, this.scale.length);
    checkNotInfinite(NAME, features);
    if (features.kind === 'sparse') {
      if (this.#withMean) refuseSparse(features);
      const values = new Float64Array(features.values.length);
      for (let at = 0; at < values.length; at += 1) {
        const value = features.values[at] ?? NaN;
        const scale = this.scale[features.indices[at] ?? 0] ?? NaN;
        values[at] = back ? value * scale : value / scale;
      }
      return wellFormedMatrix({ ...features, values });
    }
    const { rows, columns } = shapeOf(features);
    const mean = this.#withMean ? this.mean : new Float64Array(columns);
    const { scale } = this;
    const source = asDoubles(features.data);
    const data = new Float64Array(rows * columns);
    for (let row = 0, at = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1, at += 1) {
        const value = source[at] ?? NaN;
        const centre = mean[column] ?? NaN;
        const unit = scale[column] ?? NaN;
        data[at] = back ? value * unit + centre : (value - centre) / unit;
      }
    }
    return { ...features, data };
  }
}

function refuseSparse(features: FeatureMatrix): void {
  if (features.kind === 'dense') return;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `${NAME} cannot take the mean off a sparse matrix: every zero would become a number.`,
    remedy: 'Set with_mean: false.',
  });
}

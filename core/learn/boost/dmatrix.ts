import { checkFloats, checkLength, checkWeights, type Target } from '../checks';
import { EiderError } from '../../errors';
import { featureName, shapeOf, type FeatureMatrix } from '../matrix';

/** How a feature is split: `q` by a threshold, `c` as a category, whose values are whole numbers from 0. */
export type FeatureType = 'q' | 'c';

export interface DMatrixOptions {
  readonly label?: Target;
  /** One for each row, 0 or more. */
  readonly weight?: ArrayLike<number>;
  /** Margin that each row starts from, instead of the base score: rows × classes. */
  readonly baseMargin?: ArrayLike<number>;
  readonly featureNames?: readonly string[];
  readonly featureTypes?: readonly FeatureType[];
}

/** Most categories of a feature: codes have 16 bits. */
const MOST_CATEGORIES = 65534;

/**
 * Rows to boost on or to evaluate with: features, and what goes with each row. What a sparse matrix does not store is
 * missing, as in XGBoost, and so is NaN. Prepared for training once, however many boosters are trained on it.
 */
export class DMatrix {
  readonly features: FeatureMatrix;
  readonly rows: number;
  readonly columns: number;
  readonly label: Float32Array | null;
  readonly weight: Float32Array | null;
  readonly baseMargin: Float32Array | null;
  readonly featureNames: readonly string[] | null;
  readonly featureTypes: readonly FeatureType[] | null;

  /** Throws `length_mismatch`, `weights_invalid`, `features_invalid` or `features_mismatch`. */
  constructor(features: FeatureMatrix, options: DMatrixOptions = {}) {
    const { rows, columns } = shapeOf(features);
    this.features = features;
    this.rows = rows;
    this.columns = columns;
    this.featureNames = options.featureNames ?? features.featureNames ?? null;
    this.featureTypes = options.featureTypes ?? null;
    checkPerColumn('feature names', this.featureNames, columns);
    checkPerColumn('feature types', this.featureTypes, columns);
    if (options.label !== undefined) checkLength('The booster', 'label', options.label, rows);
    checkFloats('The booster', features);
    this.label = options.label === undefined ? null : Float32Array.from(options.label);
    this.weight = options.weight === undefined ? null : Float32Array.from(options.weight);
    if (this.weight !== null) checkWeights('The booster', this.weight, rows);
    this.baseMargin = options.baseMargin === undefined ? null : Float32Array.from(options.baseMargin);
  }

  isCategorical(column: number): boolean {
    return this.featureTypes?.[column] === 'c';
  }
}

/** The category that a value of a categorical feature stands for. Throws `features_invalid` when it is none. */
export function categoryOf(matrix: DMatrix, column: number, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value < MOST_CATEGORIES) return value;
  throw new EiderError({
    code: 'features_invalid',
    message: `The categorical column ${featureName(matrix, column)} has the value ${value}.`,
    remedy: `Categories are whole numbers from 0 to ${MOST_CATEGORIES - 1}: encode them, for example with OrdinalEncoder.`,
  });
}

function checkPerColumn(what: string, given: readonly string[] | null, columns: number): void {
  if (given === null || given.length === columns) return;
  throw new EiderError({
    code: 'features_mismatch',
    message: `${given.length} ${what} stand against ${columns} columns.`,
    remedy: `Give one for each column.`,
  });
}

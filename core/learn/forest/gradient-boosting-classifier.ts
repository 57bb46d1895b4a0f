import * as v from 'valibot';
import { EiderError } from '../../errors';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import { shapeOf, type DenseMatrix, type FeatureMatrix } from '../matrix';
import { oneOf, readParameters } from '../parameters';
import { boostTrees } from './boosting-fit';
import { boostingEntries, type GradientBoostingParameters } from './boosting-parameters';
import { classLoss, logistic, softmax } from './class-losses';
import { classLabels } from '../linear/class-labels';
import { likeliest, type ClassProbabilities } from './classifier';
import { GradientBoosting, readBoosting, type BoostingFit } from './gradient-boosting';
import { checkedWeights } from './training';

const MODEL = 'GradientBoostingClassifier';
const FORMAT = 'eider.gradient_boosting_classifier';

/** Parameters of {@link GradientBoostingClassifier}; `max_depth` is 3 unless told. */
export interface GradientBoostingClassifierParameters extends GradientBoostingParameters {
  /** What is lowered: the log loss, or for two classes AdaBoost's exponential loss. */
  readonly loss?: 'log_loss' | 'exponential' | undefined;
}

const schema = v.object({
  ...boostingEntries,
  loss: v.optional(oneOf(['log_loss', 'exponential']), 'log_loss'),
});

interface ClassBoostingFit extends BoostingFit {
  readonly classes: Float64Array;
  readonly loss: 'log_loss' | 'exponential';
}

/**
 * Gradient boosting of classes (Friedman 2001), as scikit-learn's `GradientBoostingClassifier`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.ensemble.GradientBoostingClassifier.html): for more than two
 * classes with a tree for each in every stage. The same model where no two splits are equally good, nothing is drawn and
 * no rows are kept aside.
 *
 * Values count as 32-bit floats, what a sparse matrix does not store as 0. Takes what `rankMatrix` says, and for each
 * thread about 130 bytes for each row and 40 for each value stored sparsely; 16 bytes for each row and class. The trees of
 * a stage grow at the same time.
 */
export class GradientBoostingClassifier extends GradientBoosting {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;
  /** The classes, ascending. */
  readonly classes: Float64Array;
  readonly #loss: 'log_loss' | 'exponential';

  private constructor(fit: ClassBoostingFit) {
    super(fit);
    this.classes = fit.classes;
    this.#loss = fit.loss;
  }

  /**
   * Fits to rows of features and the class of each, a number. Throws `classes_invalid` for one class,
   * `parameter_unknown`, `parameter_invalid`, `matrix_empty`, `length_mismatch`, `target_invalid`, `features_invalid`,
   * `weights_invalid` or `training_too_large`, and the signal's reason when it is aborted.
   */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: GradientBoostingClassifierParameters = {},
    options: FitOptions = {},
  ): Promise<GradientBoostingClassifier> {
    const read = readParameters(MODEL, schema, { ...parameters });
    const weights = checkedWeights(MODEL, features, target, options);
    const { classes, codes } = classLabels(MODEL, Float64Array.from(target));
    if (read.loss === 'exponential' && classes.length > 2) throw tooManyClasses(classes.length);
    const loss = classLoss(read.loss, classes.length);
    const task = { model: MODEL, features, target: Float64Array.from(codes), weights, loss, stratify: true };
    return new GradientBoostingClassifier({
      ...(await boostTrees({ ...task, parameters: read }, options)),
      classes,
      loss: read.loss,
      learningRate: read.learning_rate,
      featureCount: shapeOf(features).columns,
      featureNames: features.featureNames ?? null,
    });
  }

  /** Of two classes one score for each row, above 0 for the second; of more, rows × classes. Throws what `predict` does. */
  decisionFunction(features: FeatureMatrix): DenseMatrix & { readonly data: Float64Array<ArrayBuffer> } {
    const data = this.rawPredictions(features);
    const outputs = this.initial.length;
    return { kind: 'dense', shape: outputs === 1 ? [data.length] : [data.length / outputs, outputs], data };
  }

  /** How likely each class is: rows × classes. Throws what `predict` does. */
  predictProba(features: FeatureMatrix): ClassProbabilities {
    const raw = this.rawPredictions(features);
    const groups = this.classes.length;
    const rows = raw.length / this.initial.length;
    const data = new Float64Array(rows * groups);
    for (let row = 0; row < rows; row += 1) {
      if (groups > 2) {
        softmax(raw, row * groups, data.subarray(row * groups, (row + 1) * groups));
        continue;
      }
      const chance = logistic((raw[row] ?? 0) * (this.#loss === 'exponential' ? 2 : 1));
      data[2 * row] = 1 - chance;
      data[2 * row + 1] = chance;
    }
    return { kind: 'dense', shape: [rows, groups], data };
  }

  /** The likeliest class of each row. Throws `features_mismatch` or `features_invalid`. */
  predict(features: FeatureMatrix): Float64Array {
    const raw = this.rawPredictions(features);
    if (this.initial.length > 1) return likeliest(raw, this.classes);
    return raw.map((score) => this.classes[score >= 0 ? 1 : 0] ?? NaN);
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return { ...this.storedBoosting(), classes: [...this.classes], loss: this.#loss };
  }

  /** A model from its stored form. Throws `model_damaged` for anything else. */
  static fromJSON(json: unknown): GradientBoostingClassifier {
    const entries = { classes: v.array(v.number()), loss: v.picklist(['log_loss', 'exponential']) };
    const stored = readBoosting(MODEL, FORMAT, entries, json);
    return new GradientBoostingClassifier({ ...stored, classes: Float64Array.from(stored.classes) });
  }
}

function tooManyClasses(classes: number): EiderError {
  return new EiderError({
    code: 'parameter_invalid',
    message: `loss of ${MODEL} is exponential, which is for two classes, and the target has ${classes}.`,
    remedy: 'Use log_loss.',
  });
}

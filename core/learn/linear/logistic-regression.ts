import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { DenseMatrix, FeatureMatrix } from '../matrix';
import { numberIn, oneOf, readParameters, wholeNumber } from '../parameters';
import { recordedFit } from '../record/recorded';
import { classLabels, classWeightSchema, weightsByClass } from './class-labels';
import { minimise } from './lbfgs';
import { LinearClassifier, readClassifier, type LinearClassifierFit } from './linear-classifier';
import { warnUnlessConverged } from './linear-regressor';
import { logisticObjective, setsOf } from './logistic-loss';
import { trainingData } from './training-data';

const MODEL = 'LogisticRegression';
const FORMAT = 'eider.logistic_regression';

const schema = v.object({
  penalty: v.optional(v.pipe(v.nullable(v.literal('l2')), v.description('l2, or null for none')), 'l2'),
  C: v.optional(numberIn(0, Infinity, { above: true, below: true }), 1),
  fit_intercept: v.optional(v.boolean(), true),
  tol: v.optional(numberIn(0, 1, { above: true }), 1e-4),
  max_iter: v.optional(wholeNumber(1), 100),
  class_weight: v.optional(classWeightSchema, null),
  solver: v.optional(oneOf(['lbfgs']), 'lbfgs'),
});
export type LogisticRegressionParameters = v.InferInput<typeof schema>;

/**
 * Logistic regression, of two classes or multinomial, as scikit-learn's `LogisticRegression` with its default solver
 * (https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.LogisticRegression.html): minimises
 * `Σ weight · log loss + ‖coef‖² / (2 C)`; intercepts are free.
 *
 * - `penalty`, `C`: `l2` of the strength 1 / C, or null for none.
 * - `fit_intercept`: whether the model has intercepts.
 * - `class_weight`: an object of weights of classes, or `balanced` for the inverse of how often they occur.
 * - `tol`: largest part of the gradient of the mean loss at which L-BFGS stops; `max_iter`: its steps at most.
 */
export class LogisticRegression extends LinearClassifier {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: LinearClassifierFit) {
    super(fit);
  }

  /**
   * Fits to rows of features and the class of each, a number. Throws `classes_invalid` for one class, and what
   * `trainingData` and `readParameters` do.
   */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: LogisticRegressionParameters = {},
    options: FitOptions = {},
  ): Promise<LogisticRegression> {
    const read = readParameters(MODEL, schema, parameters);
    const fit = { estimator: MODEL, parameters: read, given: parameters, features, target, options };
    return recordedFit(fit, async (recording) => {
      const { design, target: given, weights } = trainingData(MODEL, features, target, recording);
      const labels = classLabels(MODEL, given);
      const shares = weightsByClass(MODEL, labels, weights, read.class_weight);
      let total = 0;
      for (let row = 0; row < shares.length; row += 1) total += shares[row] ?? 0;
      const sets = setsOf(labels.classes.length);
      const { columns } = design;
      const objective = logisticObjective({
        design,
        codes: labels.codes,
        classes: labels.classes.length,
        shares: shares.map((weight) => weight / total),
        penalty: read.penalty === null ? 0 : 1 / (read.C * total),
        fitIntercept: read.fit_intercept,
      });
      const solution = await minimise(objective, sets * (columns + (read.fit_intercept ? 1 : 0)), {
        tol: read.tol,
        maxIterations: read.max_iter,
        signal: recording.signal,
        onProgress: recording.onProgress,
      });
      warnUnlessConverged(MODEL, solution, 'Raise max_iter, or scale the features.', recording);
      const { point, iterations, converged } = solution;
      return new LogisticRegression({
        classes: labels.classes,
        coef: Array.from({ length: sets }, (_, set) => point.slice(set * columns, (set + 1) * columns)),
        intercept: Float64Array.from({ length: sets }, (_, set) => point[sets * columns + set] ?? 0),
        iterations,
        converged,
        dualityGap: null,
      });
    });
  }

  static fromJSON(json: unknown): LogisticRegression {
    return new LogisticRegression(readClassifier(MODEL, FORMAT, json));
  }

  /** How likely each class is: rows × classes. Throws `features_mismatch` for another number of features. */
  predictProba(features: FeatureMatrix): DenseMatrix & { readonly data: Float64Array<ArrayBuffer> } {
    const { data: scores, shape } = this.decisionFunction(features);
    const rows = shape[0] ?? 0;
    const classes = this.classes.length;
    const data = new Float64Array(rows * classes);
    for (let row = 0; row < rows; row += 1) {
      if (classes === 2) {
        const small = Math.exp(-Math.abs(scores[row] ?? 0));
        const [likely, unlikely] = [1 / (1 + small), small / (1 + small)];
        data.set((scores[row] ?? 0) > 0 ? [unlikely, likely] : [likely, unlikely], 2 * row);
      } else softmax(scores.subarray(row * classes, (row + 1) * classes), data, row * classes);
    }
    return { kind: 'dense', shape: [rows, classes], data };
  }
}

function softmax(scores: Float64Array, probabilities: Float64Array, start: number): void {
  const highest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) sum += Math.exp((scores[at] ?? 0) - highest);
  for (let at = 0; at < scores.length; at += 1) probabilities[start + at] = Math.exp((scores[at] ?? 0) - highest) / sum;
}

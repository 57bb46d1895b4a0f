import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { numberIn, oneOf, readParameters, wholeNumber } from '../parameters';
import { recordedFit } from '../record/recorded';
import { classLabels, classWeightSchema, weightsByClass } from './class-labels';
import { LinearClassifier, readClassifier, type LinearClassifierFit } from './linear-classifier';
import { warnUnlessConverged } from './linear-regressor';
import { fitSupportVectors, solvesDual, type SupportVectorSolution } from './support-vectors';
import { trainingData } from './training-data';

const MODEL = 'LinearSVC';
const FORMAT = 'eider.linear_svc';

const schema = v.object({
  penalty: v.optional(oneOf(['l2']), 'l2'),
  loss: v.optional(oneOf(['hinge', 'squared_hinge']), 'squared_hinge'),
  dual: v.optional(v.union([v.boolean(), v.literal('auto')]), 'auto'),
  tol: v.optional(numberIn(0, 1, { above: true }), 1e-4),
  C: v.optional(numberIn(0, Infinity, { above: true, below: true }), 1),
  multi_class: v.optional(oneOf(['ovr']), 'ovr'),
  fit_intercept: v.optional(v.boolean(), true),
  intercept_scaling: v.optional(numberIn(0, Infinity, { above: true, below: true }), 1),
  class_weight: v.optional(classWeightSchema, null),
  random_state: v.optional(v.nullable(wholeNumber(0)), null),
  max_iter: v.optional(wholeNumber(1), 1000),
});
export type LinearSVCParameters = v.InferInput<typeof schema>;

/**
 * Linear support vector classification (Cortes and Vapnik 1995, "Support-vector networks"), as scikit-learn's `LinearSVC`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.svm.LinearSVC.html): minimises
 * `½ ‖coef‖² + C Σ weight max(0, 1 − decision)`, or the square of the loss; of more than two classes, each against all
 * others. As in LIBLINEAR the intercept is the coefficient of one more feature, of the value `intercept_scaling`, and
 * regularised too.
 *
 * - `C`, `loss`, `fit_intercept`, `intercept_scaling`: the objective, as above.
 * - `class_weight`: an object of weights of classes, or `balanced` for the inverse of how often they occur.
 * - `dual`: true solves the dual problem by coordinate descent; false the primal one by L-BFGS, for the squared loss alone;
 *   `auto` the primal one where it can and there are at least as many rows as features.
 * - `tol`: violation of optimality to stop at; `max_iter`: rounds at most; `random_state`: seed of the order of rows.
 */
export class LinearSVC extends LinearClassifier {
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
    parameters: LinearSVCParameters = {},
    options: FitOptions = {},
  ): Promise<LinearSVC> {
    const read = readParameters(MODEL, schema, parameters);
    const fit = { estimator: MODEL, parameters: read, given: parameters, features, target, options };
    return recordedFit(fit, async (recording) => {
      const { design, target: given, weights } = trainingData(MODEL, features, target, recording);
      const labels = classLabels(MODEL, given);
      const cost = weightsByClass(MODEL, labels, weights, read.class_weight).map((weight) => weight * read.C);
      const squared = read.loss === 'squared_hinge';
      const dual = solvesDual(MODEL, read.dual, squared, design);
      const positives = labels.classes.length === 2 ? [1] : labels.classes.keys();
      const fits: SupportVectorSolution[] = [];
      for (const positive of positives) {
        fits.push(
          await fitSupportVectors(
            {
              design,
              target: Float64Array.from(labels.codes, (code) => (code === positive ? 1 : -1)),
              cost,
              sides: 'short',
              epsilon: 0,
              squared,
              bias: read.fit_intercept ? read.intercept_scaling : 0,
            },
            {
              dual,
              tol: read.tol,
              maxIterations: read.max_iter,
              seed: read.random_state ?? 0,
              signal: recording.signal,
              onProgress: recording.onProgress,
            },
          ),
        );
      }
      const fit = {
        classes: labels.classes,
        coef: fits.map(({ coef }) => coef),
        intercept: Float64Array.from(fits, ({ intercept }) => intercept),
        iterations: Math.max(...fits.map(({ iterations }) => iterations)),
        converged: fits.every(({ converged }) => converged),
        dualityGap: dual ? Math.max(...fits.map(({ dualityGap }) => dualityGap ?? 0)) : null,
      };
      warnUnlessConverged(MODEL, fit, 'Raise max_iter, scale the features, or lower C.', recording);
      return new LinearSVC(fit);
    });
  }

  static fromJSON(json: unknown): LinearSVC {
    return new LinearSVC(readClassifier(MODEL, FORMAT, json));
  }
}

import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { numberIn, oneOf, readParameters, wholeNumber } from '../parameters';
import { recordedFit } from '../record/recorded';
import { LinearRegressor, readRegressor, warnUnlessConverged, type LinearFit } from './linear-regressor';
import { fitSupportVectors, solvesDual } from './support-vectors';
import { trainingData } from './training-data';

const MODEL = 'LinearSVR';
const FORMAT = 'eider.linear_svr';

const schema = v.object({
  epsilon: v.optional(numberIn(0, Infinity, { below: true }), 0),
  tol: v.optional(numberIn(0, 1, { above: true }), 1e-4),
  C: v.optional(numberIn(0, Infinity, { above: true, below: true }), 1),
  loss: v.optional(oneOf(['epsilon_insensitive', 'squared_epsilon_insensitive']), 'epsilon_insensitive'),
  fit_intercept: v.optional(v.boolean(), true),
  intercept_scaling: v.optional(numberIn(0, Infinity, { above: true, below: true }), 1),
  dual: v.optional(v.union([v.boolean(), v.literal('auto')]), 'auto'),
  random_state: v.optional(v.nullable(wholeNumber(0)), null),
  max_iter: v.optional(wholeNumber(1), 1000),
});
export type LinearSVRParameters = v.InferInput<typeof schema>;

/**
 * Linear support vector regression (Drucker et al. 1997), as scikit-learn's `LinearSVR`
 * (https://scikit-learn.org/stable/modules/generated/sklearn.svm.LinearSVR.html): minimises `½ ‖coef‖² + C Σ weight loss`,
 * where an error up to `epsilon` costs nothing and a larger one what it is beyond, or the square of that. As in
 * LIBLINEAR the intercept is the coefficient of one more feature, of the value `intercept_scaling`, and regularised too.
 *
 * - `C`, `epsilon`, `loss`, `fit_intercept`, `intercept_scaling`: the objective, as above.
 * - `dual`: true solves the dual problem by coordinate descent; false the primal one by L-BFGS, for the squared loss alone;
 *   `auto` the primal one where it can and there are at least as many rows as features.
 * - `tol`: what is left, at the end, of the violations of optimality that there were at the start; `max_iter`: rounds at
 *   most; `random_state`: seed of the order of rows. With features of very different size it takes many rounds: scale them.
 */
export class LinearSVR extends LinearRegressor {
  protected override readonly model = MODEL;
  protected override readonly format = FORMAT;

  private constructor(fit: LinearFit) {
    super(fit);
  }

  /** Fits to rows of features and one number for each. Throws what `trainingData` and `readParameters` do. */
  static async fit(
    features: FeatureMatrix,
    target: Target,
    parameters: LinearSVRParameters = {},
    options: FitOptions = {},
  ): Promise<LinearSVR> {
    const read = readParameters(MODEL, schema, parameters);
    const fit = { estimator: MODEL, parameters: read, given: parameters, features, target, options };
    return recordedFit(fit, async (recording) => {
      const { design, target: numbers, weights } = trainingData(MODEL, features, target, recording);
      const squared = read.loss === 'squared_epsilon_insensitive';
      const solution = await fitSupportVectors(
        {
          design,
          target: numbers,
          cost: weights?.map((weight) => weight * read.C) ?? new Float64Array(design.rows).fill(read.C),
          sides: 'both',
          epsilon: read.epsilon,
          squared,
          bias: read.fit_intercept ? read.intercept_scaling : 0,
        },
        {
          dual: solvesDual(MODEL, read.dual, squared, design),
          tol: read.tol,
          maxIterations: read.max_iter,
          seed: read.random_state ?? 0,
          signal: recording.signal,
          onProgress: recording.onProgress,
        },
      );
      warnUnlessConverged(MODEL, solution, 'Raise max_iter, scale the features, or lower C.', recording);
      return new LinearSVR(solution);
    });
  }

  static fromJSON(json: unknown): LinearSVR {
    return new LinearSVR(readRegressor(MODEL, FORMAT, json));
  }
}

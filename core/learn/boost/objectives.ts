import { EiderError } from '../../errors';
import { exponential } from '../kernels/exponential';
import { ABSOLUTE_ERROR, LOGISTIC, POISSON, PSEUDO_HUBER, SOFTMAX, SQUARED_ERROR } from '../kernels/gradients';
import type { BoostParameters, ObjectiveName } from './parameters';

/** What a loss means for training. */
export interface Objective {
  readonly name: ObjectiveName;
  /** The loss as the kernels know it. */
  readonly loss: number;
  /** Number of margins, and so of trees in each round. */
  readonly outputs: number;
  readonly metric: string;
  /** What the kernel's `parameter` is; null where it is the scale of the residuals, which changes every round. */
  readonly parameter: number | null;
  readonly maxDeltaStep: number;
  /** Parameters of its own that go into the model. */
  readonly modelParameters: Readonly<Record<string, number>>;
  /**
   * The base score of each output when none is given, as in XGBoost 3.4: the mean, for classes the logarithm of their
   * shares around its mean, for the absolute error a step from the mean, and for chances whose positives weigh more, a
   * step from even odds. Other than there, a chance or rate stays 1e-6 from its ends, so that margins are finite, and the
   * pseudo-Huber loss starts from the mean as well: XGBoost's step from 0 leads to 130 when all labels are 5.
   */
  estimate(labels: Float32Array, weights: Float32Array | null): Float32Array;
}

const LOSSES: Readonly<Record<ObjectiveName, { readonly loss: number; readonly metric: string }>> = {
  'reg:squarederror': { loss: SQUARED_ERROR, metric: 'rmse' },
  'reg:absoluteerror': { loss: ABSOLUTE_ERROR, metric: 'mae' },
  'reg:pseudohubererror': { loss: PSEUDO_HUBER, metric: 'mphe' },
  'count:poisson': { loss: POISSON, metric: 'poisson-nloglik' },
  'binary:logistic': { loss: LOGISTIC, metric: 'logloss' },
  'multi:softprob': { loss: SOFTMAX, metric: 'mlogloss' },
};

/** The objective that parameters ask for. */
export function objectiveOf(parameters: BoostParameters): Objective {
  const name = parameters.objective;
  const poissonStep = parameters.max_delta_step ?? 0.7;
  const maxDeltaStep = name === 'count:poisson' ? poissonStep : (parameters.max_delta_step ?? 0);
  return {
    name,
    ...LOSSES[name],
    outputs: name === 'multi:softprob' ? parameters.num_class : 1,
    parameter: kernelParameter(parameters, poissonStep),
    maxDeltaStep,
    modelParameters: modelParameters(parameters, poissonStep),
    estimate: (labels, weights) => Float32Array.from(estimate(parameters, labels, weights)),
  };
}

function kernelParameter(parameters: BoostParameters, poissonStep: number): number | null {
  if (parameters.objective === 'reg:absoluteerror') return null;
  if (parameters.objective === 'reg:pseudohubererror') return parameters.huber_slope;
  return parameters.objective === 'count:poisson' ? poissonStep : 0;
}

function modelParameters(parameters: BoostParameters, poissonStep: number): Readonly<Record<string, number>> {
  switch (parameters.objective) {
    case 'reg:squarederror':
    case 'binary:logistic':
      return { scale_pos_weight: parameters.scale_pos_weight };
    case 'reg:pseudohubererror':
      return { huber_slope: parameters.huber_slope };
    case 'count:poisson':
      return { max_delta_step: poissonStep };
    case 'multi:softprob':
      return { num_class: parameters.num_class };
    case 'reg:absoluteerror':
      return {};
  }
}

/** Throws `target_invalid` when labels are none that the objective can have. */
export function checkLabels(objective: Objective, labels: Float32Array): void {
  const row = labels.findIndex((label) => !isLabel(objective, label));
  if (row < 0) return;
  const kinds: Partial<Record<ObjectiveName, string>> = {
    'count:poisson': 'numbers of 0 or more',
    'binary:logistic': 'between 0 and 1',
    'multi:softprob': `whole numbers from 0 to ${objective.outputs - 1}, the classes`,
  };
  throw new EiderError({
    code: 'target_invalid',
    message: `The booster was given the label ${labels[row] ?? NaN} in row ${row}; labels of ${objective.name} are ${kinds[objective.name] ?? 'finite numbers'}.`,
    remedy:
      objective.name === 'multi:softprob'
        ? 'Encode the classes as 0, 1, 2 … and give their number as num_class.'
        : 'Leave out the rows without a label, or choose another objective.',
  });
}

function isLabel({ name, outputs }: Objective, label: number): boolean {
  if (!Number.isFinite(label)) return false;
  if (name === 'count:poisson') return label >= 0;
  if (name === 'binary:logistic') return label >= 0 && label <= 1;
  return name !== 'multi:softprob' || (Number.isInteger(label) && label >= 0 && label < outputs);
}

function estimate(
  { objective, num_class: classes, scale_pos_weight: positiveWeight }: BoostParameters,
  labels: Float32Array,
  weights: Float32Array | null,
): readonly number[] {
  if (objective === 'multi:softprob') return classScores(labels, weights, classes);
  const mean = weightedMean(labels, weights);
  switch (objective) {
    case 'reg:squarederror':
      // only labels of 1 weigh more
      return [positiveWeight === 1 ? mean : weightedMean(labels, positivesWeighted(labels, weights, positiveWeight))];
    case 'reg:pseudohubererror':
      return [mean];
    case 'reg:absoluteerror':
      return [stepFromMean(mean, labels, weights)];
    case 'count:poisson':
      return [Math.max(mean, 1e-6)];
    case 'binary:logistic': {
      if (positiveWeight === 1) return [Math.min(Math.max(mean, 1e-6), 1 - 1e-6)];
      const weighted = weightedMean(labels, positivesWeighted(labels, weights, positiveWeight));
      return [1 / (1 + exponential(-(weighted - 0.5) / 0.25))];
    }
  }
}

function positivesWeighted(labels: Float32Array, weights: Float32Array | null, positiveWeight: number): Float64Array {
  return Float64Array.from(labels, (label, row) => (weights?.[row] ?? 1) * (label === 1 ? positiveWeight : 1));
}

function classScores(labels: Float32Array, weights: Float32Array | null, classes: number): readonly number[] {
  const ofClass = new Float64Array(classes);
  let total = 0;
  for (const [row, label] of labels.entries()) {
    const weight = weights?.[row] ?? 1;
    ofClass[label] = (ofClass[label] ?? 0) + weight;
    total += weight;
  }
  const logarithms = Array.from(ofClass, (sum) => Math.log(sum / total + 1e-6));
  const mean = logarithms.reduce((sum, value) => sum + value, 0) / classes;
  return logarithms.map((value) => value - mean);
}

function stepFromMean(mean: number, labels: Float32Array, weights: Float32Array | null): number {
  const scale = absoluteErrorScale(new Float32Array(labels.length).fill(mean), labels, weights);
  let [gradient, hessian] = [0, 0];
  for (const [row, label] of labels.entries()) {
    const residual = mean - label;
    const norm = Math.sqrt(residual * residual + scale * scale);
    const curvature = (norm > 0 ? scale / norm : 1) * (weights?.[row] ?? 1);
    gradient += residual * curvature;
    hessian += curvature;
  }
  return mean - gradient / hessian;
}

/**
 * The residual from which on the absolute error counts as one: the square of the mean root of the residuals. The loss is
 * smoothed below it, with the curvature of a parabola that touches it from above (XGBoost 3.4,
 * src/objective/absolute_error_obj.h; "majorize–minimize", Hunter and Lange 2000).
 */
export function absoluteErrorScale(margins: Float32Array, labels: Float32Array, weights: Float32Array | null): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < labels.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    sum += weight * Math.sqrt(Math.abs((margins[row] ?? 0) - (labels[row] ?? 0)));
    total += weight;
  }
  return (sum / total) ** 2;
}

function weightedMean(values: Float32Array, weights: ArrayLike<number> | null): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    sum += (values[row] ?? 0) * weight;
    total += weight;
  }
  return sum / total;
}

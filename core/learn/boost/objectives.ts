import { EiderError } from '../../errors';
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
  /** What the kernel's `parameter` is. */
  readonly parameter: number;
  readonly maxDeltaStep: number;
  /** Parameters of its own that go into the model. */
  readonly modelParameters: Readonly<Record<string, number>>;
  /** Whether leaves are set to the median of their residuals when a tree is grown, as its gradient says no sizes. */
  readonly medianLeaves: boolean;
  /** The base score when none is given: that of the best constant prediction or a step towards it, as in XGBoost. */
  estimate(labels: Float32Array, weights: Float32Array | null): number;
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
    parameter: name === 'reg:pseudohubererror' ? parameters.huber_slope : name === 'count:poisson' ? poissonStep : 0,
    maxDeltaStep,
    modelParameters: modelParameters(parameters, poissonStep),
    medianLeaves: name === 'reg:absoluteerror',
    estimate: (labels, weights) => estimate(name, labels, weights),
  };
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

function estimate(name: ObjectiveName, labels: Float32Array, weights: Float32Array | null): number {
  if (name === 'multi:softprob') return 0.5;
  if (name === 'reg:absoluteerror') return weightedMedian(labels, weights);
  const mean = weightedMean(labels, weights);
  if (name === 'reg:squarederror') return mean;
  if (name === 'binary:logistic') return Math.min(Math.max(mean, 1e-6), 1 - 1e-6);
  if (name === 'count:poisson') return Math.max(mean, 1e-6);
  return mean;
}

function weightedMean(values: Float32Array, weights: Float32Array | null): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    sum += (values[row] ?? 0) * weight;
    total += weight;
  }
  return sum / total;
}

/** The median of values, each counted as often as its weight says; between two, their mean. */
export function weightedMedian(values: ArrayLike<number>, weights: ArrayLike<number> | null): number {
  const order = Uint32Array.from({ length: values.length }, (_, at) => at);
  order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  let total = 0;
  for (let at = 0; at < values.length; at += 1) total += weights?.[at] ?? 1;
  let sum = 0;
  for (const [place, at] of order.entries()) {
    sum += weights?.[at] ?? 1;
    if (sum * 2 < total) continue;
    const value = values[at] ?? 0;
    const next = order[place + 1];
    return sum * 2 > total || next === undefined ? value : (value + (values[next] ?? 0)) / 2;
  }
  return 0;
}

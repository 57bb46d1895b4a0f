import { EiderError } from '../../errors';
import { nearest } from '../../project/suggest';

/** What a metric is told: predictions (not margins), rows × outputs, with the labels and weights of the rows. */
export interface Scored {
  readonly predictions: Float32Array;
  readonly outputs: number;
  readonly labels: Float32Array;
  readonly weights: Float32Array | null;
}

/** A metric of evaluation, named as in XGBoost. */
export interface EvaluationMetric {
  readonly name: string;
  /** Whether more is better. */
  readonly maximize: boolean;
  readonly score: (scored: Scored) => number;
}

/** Bounds of a probability in a logarithm, as in XGBoost. */
const LEAST_CHANCE = 1e-16;

const clipped = (chance: number) => Math.min(Math.max(chance, LEAST_CHANCE), 1 - LEAST_CHANCE);

type RowLoss = (prediction: number, label: number) => number;

const ROW_LOSSES: Readonly<Record<string, RowLoss>> = {
  mae: (prediction, label) => Math.abs(prediction - label),
  mape: (prediction, label) => Math.abs((prediction - label) / label),
  'poisson-nloglik': (prediction, label) => {
    const rate = Math.max(prediction, LEAST_CHANCE);
    return logGamma(label + 1) + rate - Math.log(rate) * label;
  },
  logloss: (prediction, label) =>
    -label * Math.log(clipped(prediction)) - (1 - label) * Math.log(clipped(1 - prediction)),
  error: (prediction, label) => ((prediction > 0.5 ? 1 : 0) === label ? 0 : 1),
};

const OTHERS: Readonly<Record<string, EvaluationMetric>> = {
  rmse: {
    name: 'rmse',
    maximize: false,
    score: (scored) => Math.sqrt(meanLoss(scored, (prediction, label) => (prediction - label) ** 2)),
  },
  auc: { name: 'auc', maximize: true, score: areaUnderCurve },
  mlogloss: {
    name: 'mlogloss',
    maximize: false,
    score: (scored) => meanOfRows(scored, (row) => -Math.log(clipped(chanceOf(scored, row, scored.labels[row] ?? 0)))),
  },
  merror: {
    name: 'merror',
    maximize: false,
    score: (scored) => meanOfRows(scored, (row) => (likeliest(scored, row) === scored.labels[row] ? 0 : 1)),
  },
};

/** Names of all metrics. */
const METRICS = [...Object.keys(ROW_LOSSES), 'mphe', ...Object.keys(OTHERS)].sort();

/** A metric by its name in XGBoost; `error@0.3` has a threshold of its own. Throws `parameter_invalid`. */
export function evaluationMetric(name: string, huberSlope = 1): EvaluationMetric {
  const found = OTHERS[name];
  if (found !== undefined) return found;
  if (name === 'mphe') return { name, maximize: false, score: (scored) => meanLoss(scored, pseudoHuber(huberSlope)) };
  const threshold = /^error@(\d*\.?\d+)$/.exec(name)?.[1];
  const loss: RowLoss | undefined =
    threshold === undefined
      ? ROW_LOSSES[name]
      : (prediction, label) => ((prediction > Number(threshold) ? 1 : 0) === label ? 0 : 1);
  if (loss !== undefined) return { name, maximize: false, score: (scored) => meanLoss(scored, loss) };
  const meant = nearest(name, METRICS);
  throw new EiderError({
    code: 'parameter_invalid',
    message: `eval_metric of the booster is '${name}', which is no metric here.`,
    remedy:
      meant === null ? `It may be ${METRICS.join(', ')}.` : `Did you mean ${meant}? There are ${METRICS.join(', ')}.`,
  });
}

function pseudoHuber(slope: number): RowLoss {
  return (prediction, label) => slope ** 2 * (Math.sqrt(1 + ((prediction - label) / slope) ** 2) - 1);
}

function meanLoss(scored: Scored, loss: RowLoss): number {
  const { predictions, labels } = scored;
  return meanOfRows(scored, (row) => loss(predictions[row] ?? 0, labels[row] ?? 0));
}

function meanOfRows({ labels, weights }: Scored, lossOf: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    sum += lossOf(row) * weight;
    total += weight;
  }
  return sum / total;
}

function chanceOf({ predictions, outputs }: Scored, row: number, label: number): number {
  return predictions[row * outputs + label] ?? 0;
}

function likeliest({ predictions, outputs }: Scored, row: number): number {
  let best = 0;
  for (let output = 1; output < outputs; output += 1) {
    if ((predictions[row * outputs + output] ?? 0) > (predictions[row * outputs + best] ?? 0)) best = output;
  }
  return best;
}

/**
 * Area under the ROC curve: the share of pairs of a positive and a negative row that are in the right order, those that
 * are equal counted half (Hanley and McNeil 1982). 0.5 when there is no such pair.
 */
function areaUnderCurve({ predictions, labels, weights }: Scored): number {
  const order = Uint32Array.from({ length: labels.length }, (_, row) => row);
  order.sort((a, b) => (predictions[a] ?? 0) - (predictions[b] ?? 0));
  let [below, pairs, positives, negatives] = [0, 0, 0, 0];
  for (let first = 0; first < order.length;) {
    const value = predictions[order[first] ?? 0] ?? 0;
    let [equalPositives, equalNegatives] = [0, 0];
    for (; first < order.length && predictions[order[first] ?? 0] === value; first += 1) {
      const row = order[first] ?? 0;
      const weight = weights?.[row] ?? 1;
      const label = labels[row] ?? 0;
      equalPositives += weight * label;
      equalNegatives += weight * (1 - label);
    }
    pairs += equalPositives * (below + equalNegatives / 2);
    below += equalNegatives;
    positives += equalPositives;
    negatives += equalNegatives;
  }
  return positives > 0 && negatives > 0 ? pairs / (positives * negatives) : 0.5;
}

/** ln Γ(x) for x > 0: Stirling's series, from 8 on; below by Γ(x + 1) = x Γ(x). */
function logGamma(x: number): number {
  let [shifted, factor] = [x, 1];
  for (; shifted < 8; shifted += 1) factor *= shifted;
  const square = shifted * shifted;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - Math.log(factor);
}

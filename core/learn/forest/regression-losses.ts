import type { BoostedRows, BoostingLoss } from './boosting-loss';
import { plainQuantile, weightedQuantile } from './weighted-quantile';

export type RegressionLossName = 'squared_error' | 'absolute_error' | 'huber' | 'quantile';

/** A loss by scikit-learn's name. `alpha` is the quantile that `quantile` predicts, or beyond which `huber` is linear. */
export function regressionLoss(name: RegressionLossName, alpha: number): BoostingLoss {
  if (name === 'squared_error') return squaredError;
  if (name === 'huber') return huber(alpha);
  return name === 'absolute_error' ? quantile(0.5, 2) : quantile(alpha, 1);
}

const squaredError: BoostingLoss = {
  outputs: 1,
  initial: (target, weights) => {
    let [sum, total] = [0, 0];
    for (let row = 0; row < target.length; row += 1) {
      const weight = weights?.[row] ?? 1;
      sum += weight * (target[row] ?? 0);
      total += weight;
    }
    return Float64Array.of(sum / total);
  },
  setGradients: ({ target, raw, gradients }) => {
    for (let row = 0; row < target.length; row += 1) gradients[row] = (target[row] ?? 0) - (raw[row] ?? 0);
  },
  leafValue: null,
  lossOf: ({ target, raw }, row) => ((target[row] ?? 0) - (raw[row] ?? 0)) ** 2,
};

/** The pinball loss; for the median, twice as much of it is the absolute error. */
function quantile(share: number, scale: 1 | 2): BoostingLoss {
  const [above, below] = [share * scale, (1 - share) * scale];
  return {
    outputs: 1,
    initial: (target, weights) => Float64Array.of(quantileOf(target, weights, share)),
    setGradients: ({ target, raw, gradients }) => {
      for (let row = 0; row < target.length; row += 1) {
        const lacking = (target[row] ?? 0) - (raw[row] ?? 0);
        gradients[row] = lacking >= 0 ? above : -below;
      }
    },
    leafValue: (rows, leaf) => {
      const { lacking, weights } = lackingOf(rows, leaf);
      return weightedQuantile(lacking, weights, share);
    },
    lossOf: ({ target, raw }, row) => {
      const lacking = (target[row] ?? 0) - (raw[row] ?? 0);
      return lacking >= 0 ? above * lacking : -below * lacking;
    },
  };
}

/** Huber's loss: squared up to the quantile `share` of the absolute errors so far, linear beyond. */
function huber(share: number): BoostingLoss {
  let delta = 1;
  return {
    outputs: 1,
    initial: (target, weights) => Float64Array.of(quantileOf(target, weights, 0.5)),
    setGradients: ({ target, raw, weights, gradients }) => {
      const errors = target.map((value, row) => Math.abs(value - (raw[row] ?? 0)));
      delta = weightedQuantile(errors, weights, share);
      for (let row = 0; row < target.length; row += 1) {
        const lacking = (target[row] ?? 0) - (raw[row] ?? 0);
        gradients[row] = Math.abs(lacking) <= delta ? lacking : delta * Math.sign(lacking);
      }
    },
    leafValue: (rows, leaf) => {
      const { lacking, weights } = lackingOf(rows, leaf);
      const median = weightedQuantile(lacking, weights, 0.5);
      let [sum, total] = [0, 0];
      for (let at = 0; at < lacking.length; at += 1) {
        const beyond = (lacking[at] ?? 0) - median;
        sum += (weights[at] ?? 0) * Math.sign(beyond) * Math.min(delta, Math.abs(beyond));
        total += weights[at] ?? 0;
      }
      return median + sum / total;
    },
    lossOf: ({ target, raw }, row) => {
      const error = Math.abs((target[row] ?? 0) - (raw[row] ?? 0));
      return error <= delta ? 0.5 * error * error : delta * (error - 0.5 * delta);
    },
  };
}

function quantileOf(target: Float64Array, weights: Float64Array | null, share: number): number {
  return weights === null ? plainQuantile(target, share) : weightedQuantile(target, weights, share);
}

/** What the prediction of each row of a leaf lacks, and what each counts. */
function lackingOf({ target, raw, weights }: BoostedRows, leaf: Int32Array) {
  return {
    lacking: Float64Array.from(leaf, (row) => (target[row] ?? 0) - (raw[row] ?? 0)),
    weights: Float64Array.from(leaf, (row) => weights[row] ?? 0),
  };
}

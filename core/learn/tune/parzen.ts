/** The components of a mixture of normal distributions, sorted by mean; the weights sum to 1. */
export interface Components {
  readonly weights: Float64Array;
  readonly mus: Float64Array;
  readonly sigmas: Float64Array;
}

/** Trials that count in full; older ones count less. */
const FULL_WEIGHT = 25;

/**
 * The weights of `count` observations, oldest first: the newest 25 count 1, those before on a line that goes down to
 * 1/`count` (linear forgetting, Bergstra et al. 2013, "Making a science of model search").
 */
export function forgettingWeights(count: number): Float64Array {
  const ramp = count - FULL_WEIGHT;
  return Float64Array.from({ length: count }, (_, index) => {
    if (index >= ramp) return 1;
    return ramp === 1 ? 1 / count : 1 / count + (index / (ramp - 1)) * (1 - 1 / count);
  });
}

/**
 * The adaptive Parzen estimator of Bergstra et al. (2011), "Algorithms for hyper-parameter optimization", section 4, in
 * the form that hyperopt uses: a normal distribution around each observation and one for the prior. Each is as wide as
 * the larger distance to its neighbours, but at most as the prior and at least that over min(100, 1 + components).
 * `observations` are on the parameter's axis, oldest first.
 */
export function parzenEstimator(
  observations: Float64Array,
  prior: { readonly weight: number; readonly mu: number; readonly sigma: number },
): Components {
  const count = observations.length;
  const order = Uint32Array.from(observations.keys());
  order.sort((a, b) => (observations[a] ?? 0) - (observations[b] ?? 0) || a - b);
  const forgetting = forgettingWeights(count);
  const mus = new Float64Array(count + 1);
  const weights = new Float64Array(count + 1);
  const priorAt = order.reduce((below, index) => below + ((observations[index] ?? 0) < prior.mu ? 1 : 0), 0);
  for (let at = 0; at <= count; at += 1) {
    const index = order[at < priorAt ? at : at - 1] ?? 0;
    mus[at] = at === priorAt ? prior.mu : (observations[index] ?? 0);
    weights[at] = at === priorAt ? prior.weight : (forgetting[index] ?? 0);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    weights: weights.map((weight) => weight / total),
    mus,
    sigmas: widths(mus, priorAt, prior.sigma),
  };
}

function widths(mus: Float64Array, priorAt: number, priorSigma: number): Float64Array {
  const narrowest = priorSigma / Math.min(100, 1 + mus.length);
  return mus.map((mu, at) => {
    if (at === priorAt) return priorSigma;
    if (mus.length === 2) return priorSigma / 2; // a single observation has no neighbour but the prior
    const toLower = at === 0 ? 0 : mu - (mus[at - 1] ?? mu);
    const toUpper = (mus[at + 1] ?? mu) - mu;
    return Math.min(Math.max(toLower, toUpper, narrowest), priorSigma);
  });
}

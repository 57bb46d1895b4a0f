import { ascendingOrder } from './ascending-order';
import { sumOf } from './samples';

/**
 * The value with half of the weight below it and half above; where a value ends exactly at the half, the mean of it and the
 * next one that has weight.
 */
export function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = ascendingOrder(values);
  const half = sumOf(weights) / 2;
  let below = 0;
  for (let at = 0; at < order.length; at += 1) {
    const place = order[at] ?? 0;
    below += weights[place] ?? 0;
    if (below < half || below === 0) continue;
    const value = values[place] ?? NaN;
    if (below - half > Number.EPSILON) return value;
    const next = order.subarray(at + 1).find((other) => (weights[other] ?? 0) > 0);
    return next === undefined ? value : (value + (values[next] ?? NaN)) / 2;
  }
  return NaN;
}

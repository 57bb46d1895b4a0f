/**
 * The smallest value up to which at least a share of all weight lies; `values` and `weights` go together, and are left as
 * they are. NaN without values.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array, share: number): number {
  const order = Uint32Array.from(values, (_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  let total = 0;
  for (const at of order) total += weights[at] ?? 0;
  const wanted = share * total;
  let sum = 0;
  for (const at of order) {
    sum += weights[at] ?? 0;
    if (sum >= wanted && sum > 0) return values[at] ?? NaN;
  }
  return values[order.at(-1) ?? 0] ?? NaN;
}

/** The quantile of values that all count the same, between two of them in proportion, as NumPy has it. */
export function plainQuantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (high - low) * (place - below);
}

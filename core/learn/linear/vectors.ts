/** The scalar product of two vectors of the same length. */
export function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
}

/** Euclidean length. */
export function length(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

/** `vector += factor · other`, in place. */
export function addScaled(vector: Float64Array, factor: number, other: Float64Array): void {
  for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] ?? 0) + factor * (other[at] ?? 0);
}

/** The largest absolute value; 0 for none. */
export function largest(vector: Float64Array): number {
  let most = 0;
  for (let at = 0; at < vector.length; at += 1) most = Math.max(most, Math.abs(vector[at] ?? 0));
  return most;
}

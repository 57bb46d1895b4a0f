/** Which bins each feature has, and where they are found: the outcome of binning, before any row is encoded. */
export interface FeatureBins {
  /** Number of bins of each feature; one for each category of a categorical one. */
  readonly bins: Int32Array;
  /** Where the cut points of each feature start in `cuts`; one more entry than features. Categorical ones have none. */
  readonly cutStarts: Int32Array;
  /** Bin `b` of a feature holds the values from the cut before to below cut `b`. */
  readonly cuts: Float32Array;
  /** 1 for a feature that some row has no value of. */
  readonly hasMissing: Uint8Array;
}

/** The cut points of all features in one array, and where those of each start. */
export function joinCuts(lists: readonly Float32Array[]): { cuts: Float32Array; cutStarts: Int32Array } {
  const cutStarts = new Int32Array(lists.length + 1);
  for (const [feature, list] of lists.entries()) cutStarts[feature + 1] = (cutStarts[feature] ?? 0) + list.length;
  const cuts = new Float32Array(cutStarts[lists.length] ?? 0);
  for (const [feature, list] of lists.entries()) cuts.set(list, cutStarts[feature]);
  return { cuts, cutStarts };
}

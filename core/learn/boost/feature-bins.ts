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

/** Bucket `i` holds values in [min, max), the last one in [min, max]. */
export interface HistogramBucket {
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** For temporal columns the bucket edges are epoch seconds. Null for a column that has no numeric or temporal values. */
export interface Histogram {
  readonly unit: 'number' | 'epoch_seconds';
  readonly buckets: readonly HistogramBucket[];
}

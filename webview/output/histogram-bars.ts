import type { Histogram, HistogramBucket } from '../../core/protocol/histogram';
import { countOf, formatInstant, formatShort } from '../shared/format';

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** `0.5 to 1: 1,223 rows`. */
  readonly text: string;
}

/**
 * Bars of a histogram in a drawing of the given size, in pixels, from left to right. The highest bucket fills the height;
 * any bucket with rows is at least one pixel high, so that a rare value is not invisible.
 */
export function histogramBars(histogram: Histogram, width: number, height: number): Bar[] {
  const { buckets } = histogram;
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  const step = width / Math.max(1, buckets.length);
  const gap = step >= 4 ? 1 : 0;
  return buckets.map((bucket, index) => {
    const tall = bucket.count === 0 ? 0 : Math.max(1, (bucket.count / most) * height);
    return {
      x: index * step,
      y: height - tall,
      width: Math.max(0.5, step - gap),
      height: tall,
      text: `${bucketText(histogram, bucket)}: ${countOf(bucket.count, 'row')}`,
    };
  });
}

/** `0.5 to 1`, `2024-01-01 to 2024-01-03`. */
export function bucketText(histogram: Histogram, bucket: HistogramBucket): string {
  const [from, to] = [edgeText(histogram, bucket.min), edgeText(histogram, bucket.max)];
  return from === to ? from : `${from} to ${to}`;
}

/** An edge of a bucket, as exact as the whole histogram is wide. */
export function edgeText(histogram: Histogram, value: number): string {
  if (histogram.unit === 'number') return formatShort(value);
  const first = histogram.buckets[0];
  const last = histogram.buckets.at(-1);
  return formatInstant(value, first === undefined || last === undefined ? 0 : last.max - first.min);
}

/** The smallest and the largest value, for the ends of the axis; null when there are no buckets. */
export function histogramEnds(histogram: Histogram): readonly [string, string] | null {
  const first = histogram.buckets[0];
  const last = histogram.buckets.at(-1);
  if (first === undefined || last === undefined) return null;
  return [edgeText(histogram, first.min), edgeText(histogram, last.max)];
}

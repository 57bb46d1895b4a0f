/** Lower edges of the buckets of a histogram, `width` apart; the upper edge of the last is `edges.at(-1) + width`. */
export interface Buckets {
  readonly edges: readonly number[];
  readonly width: number;
}

/** More buckets than this cannot be told from each other, and the width of fewer never rounds to nothing. */
export const maxBuckets = 1000;

/**
 * Buckets for values from `min` to `max`, both finite, by Mage's rules (compatibility notes, 9.3). With `diff = max - min`
 * and `total = 1 + diff`: when `diff` is whole and `total` at most `count`, one bucket for each whole step; else `count`
 * buckets of width `total / count`, rounded up to a whole number when above 1, to 3 decimals when not. Buckets that begin
 * above `max` are left out, so 20 buckets over 0 to 20 are 11 of width 2.
 */
export function bucketsOf(min: number, max: number, count: number): Buckets {
  const wanted = Math.min(maxBuckets, Math.max(1, Math.floor(count)));
  const diff = max - min;
  const total = 1 + diff;
  if (Number.isInteger(diff) && total <= wanted) return edgesFrom(min, max, 1, total);
  // The difference of two huge numbers can be infinite where their distance in buckets is not.
  const width = Number.isFinite(total) ? total / wanted : max / wanted - min / wanted;
  return edgesFrom(min, max, width > 1 ? Math.ceil(width) : toThousandths(width), wanted);
}

function edgesFrom(min: number, max: number, width: number, count: number): Buckets {
  const edges = Array.from({ length: count }, (_, index) => min + index * width);
  return { edges: edges.filter((edge) => edge <= max), width };
}

/**
 * Rounded to 3 decimals, a half to the even digit as Python's `round` does. Of the numbers a double can hold exactly, only odd
 * multiples of 1/16 lie half-way between two thousandths.
 */
function toThousandths(value: number): number {
  const sixteenths = value * 16;
  if (!Number.isInteger(sixteenths) || sixteenths % 2 === 0) return Number(value.toFixed(3));
  const below = Math.floor(value * 1000);
  return (below % 2 === 0 ? below : below + 1) / 1000;
}

/**
 * SQL for the number of the bucket that holds a value: the division alone can be off by one where the edge it is compared
 * with was rounded. All arguments are SQL expressions of doubles; the value must not be below `start`.
 */
export function bucketIndex(value: string, start: string, width: string, count: number): string {
  // Halved, so that the distance of two huge numbers stays finite.
  const near = `floor((${value} / 2 - ${start} / 2) / (${width} / 2))`;
  const corrected =
    `CASE WHEN ${value} < ${start} + ${near} * ${width} THEN ${near} - 1 ` +
    `WHEN ${value} >= ${start} + (${near} + 1) * ${width} THEN ${near} + 1 ELSE ${near} END`;
  return `CAST(greatest(0, least(${count - 1}, ${corrected})) AS INTEGER)`;
}

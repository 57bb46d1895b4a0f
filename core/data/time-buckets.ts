export const timeIntervals = ['original', 'second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type TimeInterval = (typeof timeIntervals)[number];
type Unit = Exclude<TimeInterval, 'original'>;

const day = 86_400;
/** Seconds of each unit. Months and years have the length of the thresholds below, so that a chart is the same on every day. */
const seconds: Readonly<Record<Unit, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day,
  week: 7 * day,
  month: 30 * day,
  year: 365 * day,
};
/** Beyond so many buckets the interval is stretched. */
const comfortable = 40;

/** Buckets in time: number `i` holds times from `start + i * width` up to, not including, its end. Epoch seconds, UTC. */
export interface TimeBuckets {
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

/**
 * Buckets for times from `min` to `max` (epoch seconds) by Mage's rules (compatibility notes, 9.3), all in UTC. `secondSmallest`
 * is the smallest distinct time after `min`, null when there is none; `original` takes its unit from that gap.
 */
export function timeBucketsOf(
  times: { readonly min: number; readonly secondSmallest: number | null; readonly max: number },
  interval: TimeInterval,
): TimeBuckets {
  const unit = interval === 'original' ? unitOfGap((times.secondSmallest ?? times.min) - times.min) : interval;
  const start = truncated(times.min, unit);
  const length = Math.ceil(times.max - times.min);
  const width = length > comfortable * seconds[unit] ? length / comfortable : seconds[unit];
  // Buckets go on until the end of one has passed the last time.
  let count = Math.max(1, Math.floor((times.max - start) / width));
  while (start + count * width <= times.max) count++;
  return { start, width, count };
}

/** The largest unit that fits into the gap; minutes are passed over, as in Mage. */
function unitOfGap(gap: number): Unit {
  const fitting = (['year', 'month', 'week', 'day', 'hour'] as const).find((unit) => gap >= seconds[unit]);
  return fitting ?? 'second';
}

/** The time cut down to its unit; seconds to the whole minute, weeks to the Sunday before, which for a Sunday is the one before it. */
function truncated(time: number, unit: Unit): number {
  const floorTo = (step: number) => Math.floor(time / step) * step;
  switch (unit) {
    case 'second':
    case 'minute':
      return floorTo(60);
    case 'hour':
      return floorTo(3600);
    case 'day':
      return floorTo(day);
    case 'week': {
      const isoWeekday = new Date(time * 1000).getUTCDay() || 7;
      return floorTo(day) - isoWeekday * day;
    }
    case 'month': {
      const date = new Date(time * 1000);
      return startOf(date.getUTCFullYear(), date.getUTCMonth());
    }
    case 'year':
      return startOf(new Date(time * 1000).getUTCFullYear(), 0);
  }
}

/** Epoch seconds of a month's first moment. `Date.UTC` would take the years 0 to 99 for 1900 to 1999. */
function startOf(year: number, month: number): number {
  return new Date(0).setUTCFullYear(year, month, 1) / 1000;
}

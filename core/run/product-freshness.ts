import { startingParts, type OutdatedAfter, type StartingAt } from '../project/data-product-types';

/** Whether a data product has to be made again, and why. */
export interface ProductFreshness {
  readonly outdated: boolean;
  /** A sentence without its full stop, to stand after the product's name. */
  readonly reason: string;
}

/**
 * Whether the newest run of a product is outdated at a moment: when so much time has passed since, and the moment lies
 * late enough in the hour, the day or whatever the product names (`hour_of_day: 12` means from 12:00 to the end of the
 * day, UTC). One that names no time is made once and then never again. `last` is when its newest run was started.
 */
export function productFreshness(
  last: Date | null,
  now: Date,
  after: OutdatedAfter | null,
  startingAt: StartingAt,
): ProductFreshness {
  if (last === null) return { outdated: true, reason: 'has never been made' };
  const made = `was made at ${last.toISOString()}`;
  if (after === null || Object.keys(after).length === 0) {
    return { outdated: false, reason: `${made} and is never outdated` };
  }
  const until = endOf(last, after);
  if (now < until) return { outdated: false, reason: `${made} and counts until ${until.toISOString()}` };
  const parts = partsOf(now);
  for (const part of startingParts) {
    const least = startingAt[part] ?? 0;
    const value = parts[part];
    if (value < least) {
      return {
        outdated: false,
        reason: `${made} and is outdated since ${until.toISOString()}, but is made again only from ${part} ${least} on (it is ${value}, UTC)`,
      };
    }
  }
  return { outdated: true, reason: `${made} and is outdated since ${until.toISOString()}` };
}

function endOf(last: Date, { seconds = 0, weeks = 0, months = 0, years = 0 }: OutdatedAfter): Date {
  const end = new Date(last);
  const day = end.getUTCDate();
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + months + years * 12);
  // the last day of a shorter month: a month after 31 January is 28 or 29 February
  const longest = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(day, longest));
  return new Date(end.getTime() + (seconds + weeks * 7 * 86_400) * 1000);
}

function partsOf(time: Date): Readonly<Record<keyof StartingAt, number>> {
  const firstOfYear = Date.UTC(time.getUTCFullYear(), 0, 1);
  const firstOfMonth = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1));
  // weeks begin on Monday
  const before = (firstOfMonth.getUTCDay() + 6) % 7;
  return {
    second_of_minute: time.getUTCSeconds(),
    minute_of_hour: time.getUTCMinutes(),
    hour_of_day: time.getUTCHours(),
    day_of_week: time.getUTCDay(),
    day_of_month: time.getUTCDate(),
    day_of_year: Math.floor((time.getTime() - firstOfYear) / 86_400_000) + 1,
    week_of_month: Math.ceil((time.getUTCDate() + before) / 7),
    week_of_year: isoWeek(time),
    month_of_year: time.getUTCMonth() + 1,
  };
}

/** Week of the year by ISO 8601: the first is the one with the year's first Thursday. */
function isoWeek(time: Date): number {
  const thursday = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 3 - ((thursday.getUTCDay() + 6) % 7));
  const firstOfYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - firstOfYear) / (7 * 86_400_000)) + 1;
}

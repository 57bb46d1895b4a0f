import { describe, expect, it } from 'vitest';
import { productFreshness } from './product-freshness';

const at = (text: string) => new Date(`${text}Z`);
const outdated = (...given: Parameters<typeof productFreshness>) => productFreshness(...given).outdated;

describe('a data product', () => {
  it('that was never made is outdated, and one without a time never is again', () => {
    expect(outdated(null, at('2024-01-01T00:00'), null, {})).toBe(true);
    expect(outdated(at('2000-01-01T00:00'), at('2024-01-01T00:00'), null, {})).toBe(false);
    expect(outdated(at('2000-01-01T00:00'), at('2024-01-01T00:00'), {}, { hour_of_day: 0 })).toBe(false);
  });

  it('is outdated from the very moment on that its time ends', () => {
    const made = at('2024-01-31T10:00:00');
    expect(outdated(made, at('2024-01-31T10:00:59'), { seconds: 60 }, {})).toBe(false);
    expect(outdated(made, at('2024-01-31T10:01:00'), { seconds: 60 }, {})).toBe(true);
    expect(outdated(made, at('2024-02-29T09:59'), { months: 1 }, {})).toBe(false);
    expect(outdated(made, at('2024-02-29T10:00'), { months: 1 }, {})).toBe(true);
    expect(outdated(at('2024-02-29T10:00'), at('2025-02-28T10:00'), { years: 1 }, {})).toBe(true);
    expect(outdated(made, at('2024-02-14T10:00:00'), { weeks: 2, seconds: 1 }, {})).toBe(false);
  });

  it('is made again only late enough in each given part of the time', () => {
    const made = at('2024-01-01T00:00');
    const after = { seconds: 1 };
    expect(outdated(made, at('2024-01-02T11:59'), after, { hour_of_day: 12 })).toBe(false);
    expect(outdated(made, at('2024-01-02T12:00'), after, { hour_of_day: 12 })).toBe(true);
    expect(outdated(made, at('2024-01-02T23:59'), after, { hour_of_day: 12 })).toBe(true);
    expect(outdated(made, at('2024-01-07T12:00'), after, { hour_of_day: 12, day_of_week: 1 })).toBe(false); // a Sunday
    expect(outdated(made, at('2024-01-06T12:00'), after, { hour_of_day: 12, day_of_week: 6 })).toBe(true);
  });

  it.each([
    ['second_of_minute', 5],
    ['minute_of_hour', 4],
    ['hour_of_day', 3],
    ['day_of_week', 4], // Thursday
    ['day_of_month', 31],
    ['day_of_year', 366],
    ['week_of_month', 6], // 30 and 31 December are in a sixth week that begins on Monday
    ['month_of_year', 12],
  ] as const)('knows the %s', (part, value) => {
    const now =
      part === 'week_of_month' || part === 'day_of_year' ? at('2024-12-31T03:04:05') : at('2020-12-31T03:04:05');
    expect(outdated(at('2000-01-01T00:00'), now, { seconds: 1 }, { [part]: value })).toBe(true);
    expect(outdated(at('2000-01-01T00:00'), now, { seconds: 1 }, { [part]: value + 1 })).toBe(false);
  });

  it('counts weeks by ISO 8601', () => {
    const week = (text: string, value: number) =>
      outdated(at('2000-01-01T00:00'), at(text), { seconds: 1 }, { week_of_year: value }) &&
      !outdated(at('2000-01-01T00:00'), at(text), { seconds: 1 }, { week_of_year: value + 1 });
    expect(week('2020-12-31T00:00', 53)).toBe(true);
    expect(week('2021-01-03T00:00', 53)).toBe(true);
    expect(week('2021-01-04T00:00', 1)).toBe(true);
    expect(week('2024-12-30T00:00', 1)).toBe(true);
  });

  it('says why', () => {
    const made = at('2024-01-01T00:00');
    expect(productFreshness(made, at('2024-01-02T08:00'), { seconds: 60 }, { hour_of_day: 12 }).reason).toBe(
      'was made at 2024-01-01T00:00:00.000Z and is outdated since 2024-01-01T00:01:00.000Z, but is made again only from hour_of_day 12 on (it is 8, UTC)',
    );
  });
});

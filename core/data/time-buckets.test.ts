import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeBucketsOf, timeIntervals, type TimeInterval } from './time-buckets';

const at = (text: string) => Date.parse(`${text}Z`) / 1000;
const startOf = (first: string, interval: TimeInterval) =>
  timeBucketsOf({ min: at(first), secondSmallest: null, max: at(first) }, interval).start;

describe('timeBucketsOf', () => {
  it('stretches more than 40 hours to 41 buckets, as on the taxi trips', () => {
    const buckets = timeBucketsOf(
      { min: at('2023-12-31T14:38:47'), secondSmallest: at('2023-12-31T16:01:00'), max: at('2024-02-29T23:56:40') },
      'original',
    );
    expect(buckets).toEqual({ start: at('2023-12-31T14:00:00'), width: 130436.825, count: 41 });
  });

  it.each([
    ['second', '2024-05-15T10:20:00'],
    ['minute', '2024-05-15T10:20:00'],
    ['hour', '2024-05-15T10:00:00'],
    ['day', '2024-05-15T00:00:00'],
    ['week', '2024-05-12T00:00:00'],
    ['month', '2024-05-01T00:00:00'],
    ['year', '2024-01-01T00:00:00'],
  ] as const)('starts a %s on its first moment in UTC', (interval, start) => {
    expect(startOf('2024-05-15T10:20:30', interval)).toBe(at(start));
  });

  it('starts the week of a Sunday on the Sunday before', () => {
    expect(startOf('2024-05-19T12:00:00', 'week')).toBe(at('2024-05-12T00:00:00'));
  });

  it('cuts times before 1970 down, not towards zero', () => {
    expect(startOf('1969-12-31T23:59:30', 'hour')).toBe(at('1969-12-31T23:00:00'));
    expect(startOf('0050-06-01T00:00:00', 'year')).toBe(at('0050-01-01T00:00:00'));
  });

  it.each([
    [400 * 86_400, 365 * 86_400],
    [30 * 86_400, 30 * 86_400],
    [8 * 86_400, 7 * 86_400],
    [86_400, 86_400],
    [3600, 3600],
    [3599, 1],
    [60, 1],
  ])('takes the interval of a gap of %i seconds to be %i', (gap, width) => {
    expect(timeBucketsOf({ min: 0, secondSmallest: gap, max: gap }, 'original').width).toBeCloseTo(
      Math.max(width, Math.ceil(gap) / 40),
    );
  });

  it('puts a last time that is the end of a bucket into one more', () => {
    expect(timeBucketsOf({ min: 0, secondSmallest: null, max: 7200 }, 'hour')).toEqual({
      start: 0,
      width: 3600,
      count: 3,
    });
  });

  it('ends with the first bucket whose end is after the last time', () => {
    const time = fc.integer({ min: -1e9, max: 4e9 });
    fc.assert(
      fc.property(time, time, fc.constantFrom(...timeIntervals), (left, right, interval) => {
        const [min, max] = [Math.min(left, right), Math.max(left, right)];
        const { start, width, count } = timeBucketsOf({ min, secondSmallest: null, max }, interval);
        expect(start).toBeLessThanOrEqual(min);
        expect(start + count * width).toBeGreaterThan(max);
        if (count > 1) expect(start + (count - 1) * width).toBeLessThanOrEqual(max);
      }),
    );
  });
});

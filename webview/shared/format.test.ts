import { describe, expect, it } from 'vitest';
import * as format from './format';

describe('counts, durations and sizes', () => {
  it('groups the digits of counts', () => {
    expect(format.formatCount(105_870)).toBe('105,870');
    expect(format.countOf(1, 'row')).toBe('1 row');
    expect(format.countOf(0, 'row')).toBe('0 rows');
  });
  it.each([
    [0, '< 1 ms'],
    [0.012, '12 ms'],
    [0.9999, '1.0 s'],
    [1.24, '1.2 s'],
    [59.99, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3720, '1 h 02 min'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(format.formatDuration(seconds)).toBe(text);
  });
  it.each([
    [0, '0:00'],
    [65.9, '1:05'],
    [3723, '1:02:03'],
  ])('shows a clock at %d seconds as %s', (seconds, text) => {
    expect(format.formatClock(seconds)).toBe(text);
  });
  it('does not let a clock run backwards when the clocks of two processes differ', () => {
    expect(format.secondsSince('2024-01-01T00:00:05Z', Date.parse('2024-01-01T00:00:00Z'))).toBe(0);
    expect(format.secondsSince('nonsense', 0)).toBeNull();
  });
  it('writes bytes in decimal units', () => {
    expect(format.formatBytes(1)).toBe('1 byte');
    expect(format.formatBytes(1234)).toBe('1.2 kB');
    expect(format.formatBytes(999_999)).toBe('1.0 MB');
    expect(format.formatBytes(812_000_000)).toBe('812 MB');
  });
});

describe('numbers at axes', () => {
  it('are short', () => {
    expect(format.formatShort(2.7272727)).toBe('2.727');
    expect(format.formatShort(20_000_000)).toBe('20M');
    expect(format.formatShort(0.00001234)).toBe('1.23e-5');
    expect(format.formatShort(0)).toBe('0');
    expect(format.formatShort(NaN)).toBe('NaN');
  });
  it('never round a share to nothing or to the whole', () => {
    expect(format.formatShare(1, 20_000_000)).toBe('< 0.1 %');
    expect(format.formatShare(999_999, 1_000_000)).toBe('99 %');
    expect(format.formatShare(5, 5)).toBe('100 %');
    expect(format.formatShare(0, 0)).toBe('0 %');
  });
  it('write instants in UTC, as fine as the span deserves', () => {
    const instant = Date.UTC(2024, 0, 31, 8, 15, 30) / 1000;
    expect(format.formatInstant(instant, 30 * 86_400)).toBe('2024-01-31');
    expect(format.formatInstant(instant, 7200)).toBe('2024-01-31 08:15');
    expect(format.formatInstant(instant, 60)).toBe('08:15:30');
  });
});

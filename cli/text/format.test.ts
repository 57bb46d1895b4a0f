import { describe, expect, it } from 'vitest';
import { formatBytes, formatSeconds, formatShape, plural } from './format';

describe('numbers for people', () => {
  it('shows durations in the unit that fits, without ever showing 60 of one', () => {
    const seconds = [0, 0.0354, 0.9994, 0.9996, 4.24, 59.94, 59.96, 185, 3599.6, 7620];
    expect(seconds.map(formatSeconds)).toEqual([
      '0 ms',
      '35 ms',
      '999 ms',
      '1.0 s',
      '4.2 s',
      '59.9 s',
      '1 min 00 s',
      '3 min 05 s',
      '1 h 00 min',
      '2 h 07 min',
    ]);
  });

  it('shows bytes in decimal units', () => {
    expect([0, 999, 1000, 999_949, 999_950, 1_234_567].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '999.9 kB',
      '1.0 MB',
      '1.2 MB',
    ]);
  });

  it('shows a shape as far as there is one', () => {
    expect(formatShape({ rows: 105_870, columns: 7_027 })).toBe('105,870 × 7,027');
    expect(formatShape({ rows: 3, columns: null })).toBe('3');
    expect(formatShape({ rows: null, columns: null })).toBe('');
  });

  it('counts one thing in the singular', () => {
    expect([plural(1, 'block'), plural(0, 'block'), plural(1200, 'row')]).toEqual([
      '1 block',
      '0 blocks',
      '1,200 rows',
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOf } from './buckets';

describe('bucketsOf', () => {
  it('leaves out the buckets that begin above the largest value', () => {
    expect(bucketsOf(0, 20, 20)).toEqual({ edges: [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20], width: 2 });
  });

  it('makes one bucket for each whole step when there are few enough', () => {
    expect(bucketsOf(1, 5, 20)).toEqual({ edges: [1, 2, 3, 4, 5], width: 1 });
    expect(bucketsOf(0.5, 2.5, 20)).toEqual({ edges: [0.5, 1.5, 2.5], width: 1 });
    expect(bucketsOf(0, 19, 20).edges).toHaveLength(20);
  });

  it('makes one bucket of width 1 when all values are equal', () => {
    expect(bucketsOf(7, 7, 20)).toEqual({ edges: [7], width: 1 });
    expect(bucketsOf(7, 7, 1)).toEqual({ edges: [7], width: 1 });
  });

  it('rounds a width above 1 up to a whole number', () => {
    expect(bucketsOf(0, 100, 40)).toMatchObject({ width: 3 });
    expect(bucketsOf(0, 100, 40).edges.at(-1)).toBe(99);
    expect(bucketsOf(0, 20, 21).width).toBe(1);
  });

  it('rounds a width up to 1 to three decimals', () => {
    expect(bucketsOf(0, 0.5, 40).width).toBe(0.037);
    expect(bucketsOf(0, 0.5, 40).edges).toHaveLength(14);
  });

  it('rounds a half thousandth to the even digit', () => {
    expect(bucketsOf(0, 1.5, 40).width).toBe(0.062);
    expect(bucketsOf(0, 6.5, 40).width).toBe(0.188);
  });

  it('never makes buckets without width or beyond reason', () => {
    expect(bucketsOf(0, 0.25, 1_000_000).width).toBeGreaterThan(0);
    expect(bucketsOf(0, 1e6, 1_000_000).edges.length).toBeLessThanOrEqual(1000);
    expect(bucketsOf(-1.7e308, 1.7e308, 10).width).toBeLessThan(Infinity);
  });

  it('always covers all values with at most the buckets asked for', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.integer({ min: 1, max: 1000 }), (left, right, count) => {
        const [min, max] = [Math.min(left, right), Math.max(left, right)];
        const { edges, width } = bucketsOf(min, max, count);
        expect(edges.length).toBeGreaterThan(0);
        expect(edges.length).toBeLessThanOrEqual(count);
        expect(edges[0]).toBe(min + 0); // a minimum of -0 is 0
        expect(edges.at(-1)).toBeLessThanOrEqual(max);
        expect(min + edges.length * width).toBeGreaterThanOrEqual(max);
      }),
    );
  });
});

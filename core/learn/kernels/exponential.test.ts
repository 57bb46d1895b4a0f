import { describe, expect, it } from 'vitest';
import { exponential } from './exponential';

describe('exponential', () => {
  it('is that of the engine to within 1 unit in the last place or so', () => {
    let worst = 0;
    for (let at = 0; at <= 200_000; at += 1) {
      const x = -700 + (at * 1400) / 200_000 + Math.sin(at) / 100;
      worst = Math.max(worst, Math.abs(exponential(x) / Math.exp(x) - 1));
    }
    expect(worst).toBeLessThan(3 * 2 ** -53);
    expect(worst).toBeGreaterThan(0);
  });

  it('is exact at 0, and stays finite and above 0 at either end', () => {
    expect(exponential(0)).toBe(1);
    expect(exponential(-0)).toBe(1);
    expect(exponential(1e-320)).toBe(1);
    for (const x of [708, 709, 1e9, Infinity]) expect(exponential(x)).toBe(exponential(708));
    for (const x of [-708, -1e9, -Infinity]) expect(exponential(x)).toBe(exponential(-708));
    expect(exponential(708)).toBeLessThan(Infinity);
    expect(exponential(-708)).toBeGreaterThan(0);
  });

  it('never falls', () => {
    let before = 0;
    for (let at = -2000; at <= 2000; at += 1) {
      const value = exponential(at * 0.34657359);
      expect(value).toBeGreaterThanOrEqual(before);
      before = value;
    }
  });
});

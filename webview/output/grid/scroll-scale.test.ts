import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as scale from './scroll-scale';

const small: scale.Extent = { rows: 1000, rowHeight: 22, viewHeight: 200 };
const large: scale.Extent = { rows: 20_000_000, rowHeight: 22, viewHeight: 200 };
const end = (extent: scale.Extent) => extent.rows * extent.rowHeight - extent.viewHeight;

describe('scrolling a table that fits', () => {
  it('is the scroll bar itself', () => {
    expect(scale.isScaled(small)).toBe(false);
    expect(scale.canvasHeight(small)).toBe(22_000);
    expect(scale.scrollBarMoved(small, scale.scrollStart, 440)).toEqual({ scrollTop: 440, virtual: 440 });
  });
  it('does not move when everything is visible', () => {
    expect(scale.scrollTo({ ...small, rows: 3 }, 1000)).toEqual(scale.scrollStart);
  });
});

describe('scrolling twenty million rows', () => {
  it('needs no element higher than a browser can hold', () => {
    expect(scale.canvasHeight(large)).toBe(scale.maxCanvasHeight);
  });
  it('reaches the first and the last row with the scroll bar', () => {
    const bottom = scale.scrollBarMoved(large, scale.scrollStart, scale.maxCanvasHeight - large.viewHeight);
    expect(scale.visibleRows(large, bottom.virtual).end).toBe(large.rows);
    expect(scale.scrollBarMoved(large, bottom, 0).virtual).toBe(0);
  });
  it('reaches every single row', () => {
    fc.assert(
      fc.property(fc.nat(large.rows - 1), (row) => {
        const { first, end: last } = scale.visibleRows(large, scale.reveal(large, scale.scrollStart, row).virtual);
        expect(row).toBeGreaterThanOrEqual(first);
        expect(row).toBeLessThan(last);
      }),
    );
  });
  it('moves by exactly what the wheel turns, wherever it stands', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: end(large) - 200, noNaN: true }), (virtual) => {
        const moved = scale.scrollTo(large, virtual + 100);
        expect(moved.virtual - virtual).toBeCloseTo(100, 5);
      }),
    );
  });
  it('is not moved by the rounding of the browser', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: end(large), noNaN: true }), (virtual) => {
        const position = scale.scrollTo(large, virtual);
        expect(scale.scrollBarMoved(large, position, Math.round(position.scrollTop)).virtual).toBe(position.virtual);
      }),
    );
  });
  it('stays within the table', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (virtual) => {
        const { scrollTop, virtual: kept } = scale.scrollTo(large, virtual);
        expect(kept).toBeGreaterThanOrEqual(0);
        expect(kept).toBeLessThanOrEqual(end(large));
        expect(scrollTop).toBeLessThanOrEqual(scale.maxCanvasHeight - large.viewHeight);
      }),
    );
  });
});

describe('revealing a row', () => {
  it('moves no further than needed', () => {
    const position = scale.scrollTo(small, 440);
    expect(scale.reveal(small, position, 21)).toBe(position);
    expect(scale.reveal(small, position, 19).virtual).toBe(418);
    expect(scale.reveal(small, position, 40).virtual).toBe(41 * 22 - 200);
  });
});

it('an empty table has no visible rows', () => {
  expect(scale.visibleRows({ ...small, rows: 0 }, 0)).toEqual({ first: 0, end: 0 });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialWidth, layoutColumns, visibleColumns } from './columns';
import { moveCursor } from './cursor';
import { pageShape, wantedPages } from './pages';
import { sortText, toggleSort } from './sorting';

describe('columns in the view', () => {
  const layout = layoutColumns([100, 50, 200], 40);
  it('are laid out after the row numbers', () => {
    expect(layout.edges).toEqual([40, 140, 190, 390]);
  });
  it('are those between the edges of the view', () => {
    expect(visibleColumns(layout, 40, 140)).toEqual({ first: 0, end: 1 });
    expect(visibleColumns(layout, 139, 191)).toEqual({ first: 0, end: 3 });
    expect(visibleColumns(layout, 190, 1000)).toEqual({ first: 2, end: 3 });
  });
  it('are never missing one that overlaps the view', () => {
    const widths = fc.array(fc.integer({ min: 48, max: 900 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(widths, fc.nat(20_000), fc.integer({ min: 1, max: 3000 }), (given, left, width) => {
        const all = layoutColumns(given, 44);
        const { first, end } = visibleColumns(all, left, left + width);
        for (let index = 0; index < given.length; index++) {
          const [from, to] = [all.edges[index] ?? 0, all.edges[index + 1] ?? 0];
          if (from < left + width && to > left) expect(index >= first && index < end).toBe(true);
        }
      }),
    );
  });
  it('are wide enough for their name, and not wider than a long text needs to be told', () => {
    expect(initialWidth({ name: 'lpep_pickup_datetime', type: 'TIMESTAMP' })).toBeGreaterThan(190);
    expect(initialWidth({ name: 'note', type: 'VARCHAR' }, 5000)).toBeLessThanOrEqual(320);
  });
});

describe('the active cell', () => {
  const size = { rows: 1000, columns: 5, page: 10 };
  const at = (row: number, column: number) => ({ row, column });
  it('moves with the arrows and stays in the table', () => {
    expect(moveCursor(at(0, 0), 'ArrowDown', false, size)).toEqual(at(1, 0));
    expect(moveCursor(at(999, 4), 'ArrowDown', false, size)).toEqual(at(999, 4));
    expect(moveCursor(at(3, 4), 'ArrowRight', false, size)).toEqual(at(3, 4));
  });
  it('reaches the header above the first row, and returns', () => {
    expect(moveCursor(at(0, 2), 'ArrowUp', false, size)).toEqual(at(-1, 2));
    expect(moveCursor(at(-1, 2), 'ArrowUp', false, size)).toEqual(at(-1, 2));
    expect(moveCursor(at(-1, 2), 'ArrowDown', false, size)).toEqual(at(0, 2));
  });
  it('moves by pages and to the ends', () => {
    expect(moveCursor(at(5, 1), 'PageUp', false, size)).toEqual(at(0, 1));
    expect(moveCursor(at(5, 1), 'PageDown', false, size)).toEqual(at(15, 1));
    expect(moveCursor(at(5, 1), 'End', false, size)).toEqual(at(5, 4));
    expect(moveCursor(at(5, 1), 'End', true, size)).toEqual(at(999, 4));
    expect(moveCursor(at(5, 1), 'Home', true, size)).toEqual(at(0, 0));
  });
  it('leaves other keys alone', () => {
    expect(moveCursor(at(0, 0), 'a', false, size)).toBeNull();
  });
  it('has only the header in an empty table', () => {
    expect(moveCursor(at(0, 0), 'ArrowDown', false, { ...size, rows: 0 })).toEqual(at(-1, 0));
  });
});

describe('sorting by a header', () => {
  it('goes ascending, descending, none', () => {
    const ascending = toggleSort([], 'fare', false);
    expect(ascending).toEqual([{ column: 'fare', descending: false }]);
    const descending = toggleSort(ascending, 'fare', false);
    expect(descending).toEqual([{ column: 'fare', descending: true }]);
    expect(toggleSort(descending, 'fare', false)).toEqual([]);
  });
  it('replaces another column, or joins it with Shift', () => {
    const fare = [{ column: 'fare', descending: true }];
    expect(toggleSort(fare, 'tip', false)).toEqual([{ column: 'tip', descending: false }]);
    const both = toggleSort(fare, 'tip', true);
    expect(both).toEqual([...fare, { column: 'tip', descending: false }]);
    expect(toggleSort(both, 'fare', true)).toEqual([{ column: 'tip', descending: false }]);
    expect(sortText(both)).toBe('Sorted by fare descending, then tip ascending.');
  });
});

describe('pages', () => {
  it('hold all columns of a narrow table, and a hundred of a wide one', () => {
    expect(pageShape(12)).toEqual({ rows: 200, columns: 12, across: 1 });
    expect(pageShape(5000)).toEqual({ rows: 200, columns: 100, across: 50 });
    expect(pageShape(101).across).toBe(2);
  });
  const wanted = (first: number, end: number, rows: number, columns = { first: 0, end: 5 }, of = 12) =>
    wantedPages({ first, end }, columns, rows, pageShape(of));
  it('are wanted for what is on the screen, and ahead of it near a border', () => {
    expect(wanted(80, 100, 20_000_000)).toEqual([0]);
    expect(wanted(190, 210, 20_000_000)).toEqual([0, 1]);
    expect(wanted(370, 390, 20_000_000)).toEqual([1, 2]);
    expect(wanted(210, 230, 20_000_000)).toEqual([1, 0]);
    expect(wanted(180, 200, 200)).toEqual([0]);
    expect(wanted(0, 0, 0)).toEqual([]);
  });
  it('are numbered from left to right, then downwards', () => {
    expect(wanted(190, 210, 20_000_000, { first: 95, end: 105 }, 5000)).toEqual([0, 1, 50, 51]);
    expect(wanted(80, 90, 20_000_000, { first: 4990, end: 5000 }, 5000)).toEqual([49]);
  });
});

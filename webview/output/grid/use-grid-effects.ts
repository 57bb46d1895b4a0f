import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ColumnInfo } from '../../../core/protocol/outputs';
import { useMessages } from '../../shared/context';
import type { PageRows } from '../arrow-page';
import { cellText } from '../cell-text';
import type { TableState } from '../output-state';
import { copyCell, type ShownCell } from '../value-popover';

/** Rows that are looked at to choose the width of a column. */
const sampledRows = 20;

/** The longest of the first values of each column, in characters, as soon as a page is there. */
export function useValueLengths(columns: readonly ColumnInfo[], page: PageRows | null): readonly number[] {
  const known = useRef<{ columns: readonly ColumnInfo[]; lengths: readonly number[] }>({ columns: [], lengths: [] });
  // measured once: columns that change their width while one sorts are hard to read
  if (known.current.columns !== columns && page !== null) {
    const lengths = columns.map((column, index) => longest(column, index, page));
    known.current = { columns, lengths };
  }
  return known.current.lengths;
}

function longest(column: ColumnInfo, index: number, page: PageRows): number {
  let most = 0;
  for (let row = 0; row < sampledRows; row++) {
    const value = page.cell(row, index);
    if (value === undefined) break;
    most = Math.max(most, cellText(value, column.type).length);
  }
  return most;
}

/** Keeps where the view stands, once scrolling has come to rest. */
export function useRememberedPlace(
  onState: (change: Partial<TableState>) => void,
  row: number,
  left: number,
  measured: boolean,
): void {
  const remember = useRef(onState);
  remember.current = onState;
  useEffect(() => {
    if (!measured) return;
    const timer = setTimeout(() => remember.current({ row, left }), 250);
    return () => clearTimeout(timer);
  }, [row, left, measured]);
}

/**
 * Copies the active cell while the grid has the focus and no text is marked. A value of which the page has only the
 * beginning is asked for first; when that fails, `failed` is called.
 */
export function useCopy(grid: RefObject<HTMLElement | null>, active: () => ShownCell | null, failed: () => void): void {
  const { request } = useMessages();
  const newest = useRef({ active, failed });
  newest.current = { active, failed };
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      if (document.activeElement !== grid.current || document.getSelection()?.isCollapsed === false) return;
      event.preventDefault();
      const cell = newest.current.active();
      if (cell?.cut === true) copyCell(request, cell).catch(() => newest.current.failed());
      else event.clipboardData?.setData('text/plain', cell?.text ?? '');
    };
    document.addEventListener('copy', onCopy);
    return () => document.removeEventListener('copy', onCopy);
  }, [grid, request]);
}

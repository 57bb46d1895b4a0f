/** Children are asked for in steps of so many, so that scrolling by a row asks nothing. */
const step = 50;
/** Rows above and below the view that are asked for with it. */
const margin = 20;

/** Which children to ask for when the rows from `first` up to `end` are in the view; a page has 500 at most. */
export function listWindow(first: number, end: number): { readonly offset: number; readonly limit: number } {
  const offset = Math.floor(Math.max(0, first - margin) / step) * step;
  const last = Math.ceil((Math.max(first, end) + margin) / step) * step;
  return { offset, limit: Math.min(500, last - offset) };
}

/** The row after a key, kept within the list; null for keys that do not move. `page` is how many rows are in the view. */
export function rowAfterKey(row: number, key: string, rows: number, page: number): number | null {
  const moved = {
    ArrowUp: row - 1,
    ArrowDown: row + 1,
    PageUp: row - Math.max(1, page - 1),
    PageDown: row + Math.max(1, page - 1),
    Home: 0,
    End: rows - 1,
  }[key];
  return moved === undefined ? null : Math.max(0, Math.min(rows - 1, moved));
}

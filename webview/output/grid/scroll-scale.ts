/**
 * Scrolling through more pixels than a browser can hold in one element (Chromium stops at about 33 million). The canvas is
 * capped; beyond the cap a movement of the scroll bar is scaled, while wheel and keys move the rows themselves, exactly.
 * `virtual` is the distance in pixels from the first row to the top of the view as if there were no cap, and is the truth;
 * `scrollTop` is where the scroll bar stands for it.
 */
export interface Extent {
  readonly rows: number;
  readonly rowHeight: number;
  /** Height of the view in pixels, without the header. */
  readonly viewHeight: number;
}
export interface ScrollPosition {
  readonly scrollTop: number;
  readonly virtual: number;
}

/** Pixels; below the limits of all browsers (Firefox: 17.8 million). */
export const maxCanvasHeight = 8_000_000;

export const scrollStart: ScrollPosition = { scrollTop: 0, virtual: 0 };

export function canvasHeight({ rows, rowHeight }: Extent): number {
  return Math.min(rows * rowHeight, maxCanvasHeight);
}

export function isScaled({ rows, rowHeight }: Extent): boolean {
  return rows * rowHeight > maxCanvasHeight;
}

/** The position whose virtual distance is `virtual`, kept within the table. */
export function scrollTo(extent: Extent, virtual: number): ScrollPosition {
  const farthest = maxVirtual(extent);
  const kept = Math.min(Math.max(0, virtual), farthest);
  if (!isScaled(extent)) return { scrollTop: kept, virtual: kept };
  return { scrollTop: (kept / farthest) * maxScroll(extent), virtual: kept };
}

/** The position after the browser reports a scroll bar at `scrollTop`. Its rounding of a position of ours moves nothing. */
export function scrollBarMoved(extent: Extent, position: ScrollPosition, scrollTop: number): ScrollPosition {
  if (!isScaled(extent)) return scrollTo(extent, scrollTop);
  if (Math.abs(scrollTop - position.scrollTop) <= 1) return position;
  const share = Math.min(1, Math.max(0, scrollTop / maxScroll(extent)));
  return { scrollTop, virtual: share * maxVirtual(extent) };
}

/** The position that shows the row, moved as little as possible. */
export function reveal(extent: Extent, position: ScrollPosition, row: number): ScrollPosition {
  const top = row * extent.rowHeight;
  if (top < position.virtual) return scrollTo(extent, top);
  const bottom = top + extent.rowHeight;
  return bottom > position.virtual + extent.viewHeight ? scrollTo(extent, bottom - extent.viewHeight) : position;
}

/** Rows that are at least partly in the view: from `first` up to, not including, `end`. */
export function visibleRows(extent: Extent, virtual: number): { readonly first: number; readonly end: number } {
  const first = Math.min(extent.rows, Math.max(0, Math.floor(virtual / extent.rowHeight)));
  const end = Math.min(extent.rows, Math.ceil((virtual + extent.viewHeight) / extent.rowHeight));
  return { first, end: Math.max(first, end) };
}

function maxVirtual({ rows, rowHeight, viewHeight }: Extent): number {
  return Math.max(0, rows * rowHeight - viewHeight);
}

function maxScroll(extent: Extent): number {
  return Math.max(0, canvasHeight(extent) - extent.viewHeight);
}

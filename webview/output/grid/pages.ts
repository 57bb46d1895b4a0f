/** Rows of one page: about 20,000 cells, so that a page of a wide table is not larger than one of a narrow. */
export function pageSize(columns: number): number {
  return Math.min(200, Math.max(20, Math.floor(20_000 / Math.max(1, columns) / 10) * 10));
}

/** Bytes of pages kept in memory: about ten million numbers. */
export const keptBytes = 80_000_000;

/**
 * Pages that are wanted for the visible rows, most important first: the ones on the screen, then the next in each
 * direction when the view is near their border.
 */
export function wantedPages(first: number, end: number, rows: number, size: number): number[] {
  if (end <= first) return [];
  const firstPage = Math.floor(first / size);
  const lastPage = Math.floor((end - 1) / size);
  const pages = Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index);
  const near = size / 4;
  if (end + near > (lastPage + 1) * size && (lastPage + 1) * size < rows) pages.push(lastPage + 1);
  if (first - near < firstPage * size && firstPage > 0) pages.push(firstPage - 1);
  return pages;
}

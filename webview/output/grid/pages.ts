/** Tables with more columns than this are read in blocks of so many. */
export const blockColumns = 100;

/**
 * How a table is read: pages of `rows` rows and `columns` columns, `across` of them side by side; about 20,000 cells each.
 * Pages are numbered from left to right, then downwards.
 */
export interface PageShape {
  readonly rows: number;
  readonly columns: number;
  readonly across: number;
}

export function pageShape(columns: number): PageShape {
  if (columns <= blockColumns) return { rows: 200, columns: Math.max(1, columns), across: 1 };
  return { rows: 200, columns: blockColumns, across: Math.ceil(columns / blockColumns) };
}

/** A row or column range: from `first` up to, not including, `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** Bytes of pages kept in memory: about ten million numbers. */
export const keptBytes = 80_000_000;

/**
 * Pages that are wanted for what is visible, most important first: the ones on the screen, then the next above and below
 * when the view is near their border.
 */
export function wantedPages(visible: Range, columns: Range, rows: number, shape: PageShape): number[] {
  const blocks = span(columns, shape.columns);
  return pagesDown(visible, rows, shape.rows).flatMap((down) => blocks.map((block) => down * shape.across + block));
}

function span({ first, end }: Range, size: number): number[] {
  if (end <= first) return [];
  const start = Math.floor(first / size);
  return Array.from({ length: Math.floor((end - 1) / size) - start + 1 }, (_, index) => start + index);
}

function pagesDown({ first, end }: Range, rows: number, size: number): number[] {
  if (end <= first) return [];
  const firstPage = Math.floor(first / size);
  const lastPage = Math.floor((end - 1) / size);
  const pages = Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index);
  const near = size / 4;
  if (end + near > (lastPage + 1) * size && (lastPage + 1) * size < rows) pages.push(lastPage + 1);
  if (first - near < firstPage * size && firstPage > 0) pages.push(firstPage - 1);
  return pages;
}

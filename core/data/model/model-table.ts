import type { ChartCell } from '../../protocol/charts';
import type { ModelTable } from '../../protocol/model';

/** Rows of a table that travel, and characters of a text in them. */
const mostRows = 500;
const mostCharacters = 300;

/** A table of `count` rows, of which no more are made than are shown. */
export function modelTable(
  title: string,
  headers: readonly string[],
  count: number,
  row: (at: number) => readonly ChartCell[],
): ModelTable {
  const rows = Array.from({ length: Math.min(mostRows, count) }, (_, at) => row(at).map(cellOf));
  return { title, headers, rows, left: count - rows.length };
}

function cellOf(cell: ChartCell): ChartCell {
  if (typeof cell === 'number' && !Number.isFinite(cell)) return String(cell);
  return typeof cell === 'string' && cell.length > mostCharacters ? `${cell.slice(0, mostCharacters)}…` : cell;
}

/** Digits in groups of three, whatever the machine's language. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

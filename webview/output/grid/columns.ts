import type { ColumnInfo } from '../../../core/protocol/outputs';
import { summaryKind } from '../column-type';

export const narrowestColumn = 48;
export const widestColumn = 900;

export interface ColumnLayout {
  readonly widths: readonly number[];
  /** Left edge of each column in pixels, and as its last entry the right edge of the table. */
  readonly edges: readonly number[];
}

/** A width that fits the header, and for texts the first values (their lengths in characters); in pixels. */
export function initialWidth(column: ColumnInfo, longestValue = 0): number {
  const header = 58 + 7.2 * column.name.length;
  const values = 20 + 7.2 * Math.min(longestValue, 40);
  const least = summaryKind(column.type) === 'none' ? 80 : 112;
  return Math.round(Math.min(320, Math.max(least, header, values)));
}

export function layoutColumns(widths: readonly number[], start: number): ColumnLayout {
  const edges = [start];
  for (const width of widths) edges.push((edges.at(-1) ?? start) + width);
  return { widths, edges };
}

/** Columns at least partly between the pixels `left` and `right`: from `first` up to, not including, `end`. */
export function visibleColumns(
  { edges }: ColumnLayout,
  left: number,
  right: number,
): { readonly first: number; readonly end: number } {
  const columns = edges.length - 1;
  const first = Math.max(0, Math.min(columns, countUpTo(edges, left) - 1));
  let end = first;
  while (end < columns && (edges[end] ?? Infinity) < right) end++;
  return { first, end };
}

/** How many of the sorted edges are at or below the limit. */
function countUpTo(edges: readonly number[], limit: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

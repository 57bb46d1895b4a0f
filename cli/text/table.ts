import { clip, displayWidth, padEnd, padStart } from './ansi';

export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

const gap = '  ';

/**
 * A table as lines: titles, then rows, columns as wide as their widest cell. With a `width`, cells are cut to
 * `cellWidth` and columns that do not fit are left out from the right; `hidden` says how many.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  limits: { readonly width: number; readonly cellWidth: number } | null = null,
  styleTitle: (title: string) => string = (title) => title,
): { readonly lines: string[]; readonly hidden: number } {
  const cut = (cell: string): string => (limits === null ? cell : clip(cell, limits.cellWidth));
  const titles = columns.map((column) => cut(column.title));
  const cells = rows.map((row) => columns.map((_, index) => cut(row[index] ?? '')));
  const widths = titles.map((title, index) =>
    Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[index] ?? ''))),
  );
  const shown = limits === null ? columns.length : fitting(widths, limits.width);
  const line = (parts: readonly string[]): string =>
    columns
      .slice(0, shown)
      .map((column, index) => {
        const pad = column.align === 'right' ? padStart : padEnd;
        return pad(parts[index] ?? '', widths[index] ?? 0);
      })
      .join(gap)
      .trimEnd();
  return { lines: [line(titles.map(styleTitle)), ...cells.map(line)], hidden: columns.length - shown };
}

/** How many columns fit the width; at least one. */
function fitting(widths: readonly number[], width: number): number {
  let used = 0;
  for (const [index, columnWidth] of widths.entries()) {
    used += columnWidth + (index === 0 ? 0 : gap.length);
    if (used > width) return Math.max(1, index);
  }
  return widths.length;
}

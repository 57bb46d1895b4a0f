import { tableFromIPC } from 'apache-arrow';
import type { Page } from '../../core/protocol/data';
import type { ColumnInfo } from '../../core/protocol/outputs';
import type { Terminal } from '../terminal';
import { oneLine, type Style } from '../text/ansi';
import { plural } from '../text/format';
import { textTable } from '../text/table';

/** Widest a cell gets on a terminal; in a file or pipe nothing is cut. */
const cellWidth = 40;

/** The rows of a page as a table for a person: numbers to the right, nulls as NULL, what does not fit counted below. */
export function pageText(page: Page, columns: readonly ColumnInfo[], terminal: Terminal, style: Style): string {
  const table = tableFromIPC(page.arrow);
  const vectors = columns.map((_, index) => table.getChildAt(index));
  const rows = Array.from({ length: table.numRows }, (_, row) => vectors.map((vector) => cellText(vector?.get(row))));
  const size = terminal.size();
  const { lines, hidden } = textTable(
    columns.map((column) => ({ title: oneLine(column.name), align: isNumeric(column.type) ? 'right' : 'left' })),
    rows,
    size === null ? null : { width: size.columns, cellWidth },
    style.dim,
  );
  const more = [
    ...(page.rows > rows.length ? [plural(page.rows - rows.length, 'more row')] : []),
    ...(hidden > 0 ? [plural(hidden, 'more column')] : []),
  ];
  return [...lines, ...(more.length > 0 ? [style.dim(`… ${more.join(', ')}`)] : [])]
    .map((line) => `${line}\n`)
    .join('');
}

/** Pages hold numbers, booleans and text only: every other type comes as the text DuckDB prints. */
function cellText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return oneLine(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return 'NULL';
  }
}

function isNumeric(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\b.*)$/.test(type);
}

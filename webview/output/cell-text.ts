import { pageTextLength } from '../../core/protocol/data';
import { cutText, visibleText } from '../shared/visible-text';

/** Values of a page: what Arrow can carry unrounded; every other type has come as text. */
export type CellValue = string | number | bigint | boolean | null;

/** Cells show this much of a text, more than the widest column can; the rest is in what opens over them and is copied. */
const shownLength = 300;

/** The whole value as text. `type` is DuckDB's, since a FLOAT is written with fewer digits than a DOUBLE. */
export function cellText(value: CellValue, type: string): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return numberText(value, type);
  return String(value);
}

/** One line of it for the cell: line breaks are shown as a sign, and nothing in it acts. */
export function shownText(text: string): string {
  return visibleText(cutText(text, shownLength).replaceAll(/\r\n|\r|\n/g, '⏎'));
}

/** Whether the page has only the beginning of the value. */
export function isCut(value: CellValue): boolean {
  // a character is one or two of what `length` counts
  return typeof value === 'string' && value.length > pageTextLength && Array.from(value).length > pageTextLength;
}

function numberText(value: number, type: string): string {
  if (Object.is(value, -0)) return '-0';
  return type === 'FLOAT' && Number.isFinite(value) ? shortestFloat32(value) : String(value);
}

/** Fewest digits that are read back as the same 32-bit float: at most nine are ever needed. */
function shortestFloat32(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

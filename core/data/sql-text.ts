import { pageTextLength } from '../protocol/data';

/** A text, cut so that its reader can tell ({@link pageTextLength}). */
export function cutText(expression: string): string {
  return `left(${expression}, ${pageTextLength + 1})`;
}

/** A name as a quoted SQL identifier. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

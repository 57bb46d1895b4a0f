/** Replaces the characters from `start` up to `end` of a text (UTF-16 offsets, `end` not included). */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/**
 * Applies edits that were all computed on `text`. They may touch but not overlap; of several at one offset the earlier in
 * the list comes first. Throws a RangeError when two overlap.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end, newText } of sorted) {
    if (start < done || end < start || end > text.length)
      throw new RangeError(`edit ${start}..${end} overlaps another`);
    pieces.push(text.slice(done, start), newText);
    done = end;
  }
  pieces.push(text.slice(done));
  return pieces.join('');
}

/** The line break the text uses most; `\n` for a text without any. */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  const breaks = text.match(/\r?\n/g) ?? [];
  return breaks.filter((found) => found === '\r\n').length * 2 > breaks.length ? '\r\n' : '\n';
}

/** Where the line of `offset` begins. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line after `offset` begins, or the end of the text; `offset` itself when a line begins there. */
export function lineAfter(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const found = text.indexOf('\n', offset);
  return found === -1 ? text.length : found + 1;
}

/** Puts whole lines where a line begins, or at the end of the text, whose last line may lack its line break. */
export function insertLines(text: string, at: number, lines: readonly string[]): TextEdit {
  const lineBreak = lineBreakOf(text);
  const unfinished = at === text.length && at > 0 && text[at - 1] !== '\n';
  const joined = lines.join(lineBreak);
  return { start: at, end: at, newText: unfinished ? lineBreak + joined : joined + lineBreak };
}

/**
 * Cuts SQL into the few kinds of token that templating and splitting need. DuckDB does all real parsing; this only knows
 * where text, names, comments and templates begin and end, so that a `;` in a string or a `{{` in a comment is left alone.
 */
export type TokenKind = 'space' | 'comment' | 'text' | 'name' | 'dollar' | 'template' | 'word' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  /** Offsets into the source, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** All of the source, without gaps, in order. Unterminated text, names, comments and templates reach to the end. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const [kind, end] = next(source, at);
    tokens.push({ kind, start: at, end });
    at = end;
  }
  return tokens;
}

function next(source: string, at: number): [TokenKind, number] {
  const rest = source.slice(at, at + 2);
  const char = source.charAt(at);
  if (/\s/.test(char)) return ['space', scan(source, at, /\s/)];
  if (rest === '--') return ['comment', endOf(source, at, '\n', 0)];
  if (rest === '/*') return ['comment', endOfComment(source, at + 2)];
  if (rest === '{{') return ['template', endOf(source, at + 2, '}}', 2)];
  if (/^e'$/i.test(rest)) return ['dollar', escaped(source, at + 2)];
  if (char === "'") return ['text', quoted(source, at, "'")];
  if (char === '"') return ['name', quoted(source, at, '"')];
  if (char === '$') {
    const tag = /^\$[\p{L}_]?[\p{L}\p{N}_]*\$/u.exec(source.slice(at, at + 64))?.[0];
    if (tag !== undefined) return ['dollar', endOf(source, at + tag.length, tag, tag.length)];
  }
  if (/[\p{L}\p{N}_]/u.test(char)) return ['word', scan(source, at, /[\p{L}\p{N}_$]/u)];
  return ['symbol', at + 1];
}

function scan(source: string, from: number, member: RegExp): number {
  let at = from;
  while (at < source.length && member.test(source.charAt(at))) at += 1;
  return at;
}

function endOf(source: string, from: number, mark: string, length: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found + length;
}

/** The end of a comment, with the ones inside it: DuckDB counts how deep they go. */
function endOfComment(source: string, from: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  for (let depth = 1, mark = marks.exec(source); mark !== null; mark = marks.exec(source)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return source.length;
}

/** The end of a text like `E'it\\'s'`, in which a backslash escapes. */
function escaped(source: string, from: number): number {
  let at = from;
  while (at < source.length) {
    if (source.charAt(at) === '\\') at += 2;
    else if (source.startsWith("''", at)) at += 2;
    else if (source.charAt(at) === "'") return at + 1;
    else at += 1;
  }
  return source.length;
}

/** A doubled quote inside is the quote itself; quotes inside a template, as in `{{ env_var('X') }}`, are the template's. */
function quoted(source: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < source.length) {
    if (source.startsWith('{{', at)) at += /^\{\{[^{}\n]*\}\}/.exec(source.slice(at, at + 300))?.[0].length ?? 2;
    else if (source.charAt(at) !== quote) at += 1;
    else if (source.charAt(at + 1) === quote) at += 2;
    else return at + 1;
  }
  return source.length;
}

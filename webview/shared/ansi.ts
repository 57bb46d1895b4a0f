import { unsafeCharacters, visibleCharacter } from './visible-text';

/**
 * What a program prints for a terminal, as lines of styled text. Of the escape sequences (ECMA-48) only colours and weights
 * are kept; moving the cursor, titles, links and the like are dropped, other control characters shown as pictures.
 */
export interface LogRun {
  readonly text: string;
  /** Names of classes; empty for plain text. */
  readonly style: string;
}
export interface LogChange {
  /** Whole lines that stay as they are. */
  readonly finished: readonly LogRun[];
  /** The line after them, as far as it has come: it takes the place of the one before. */
  readonly open: readonly LogRun[];
}

interface Style {
  readonly color: number | null;
  readonly background: number | null;
  /** In the order in which they were switched on. */
  readonly marks: readonly Mark[];
}
type Mark = 'bold' | 'dim' | 'italic' | 'underline' | 'inverse';

const plain: Style = { color: null, background: null, marks: [] };
const escape = '\u001b';
/** A line without an end is given up as unfinished when it has become this long, in characters. */
const longestOpenLine = 20_000;
/** An escape sequence that has not ended after so many characters is none. */
const longestSequence = 4096;

/** Reads a log that comes in pieces, cut anywhere. */
export function createAnsiReader(): { read(piece: string): LogChange } {
  let style = plain;
  let carry = '';
  /** A carriage return was read: what is written next begins the line anew, as progress bars do. */
  let returned = false;
  let line: LogRun[] = [];
  let lineLength = 0;
  let finished: LogRun[] = [];

  function write(text: string): void {
    if (returned) line = [];
    if (returned) lineLength = 0;
    returned = false;
    addRun(line, { text, style: classNames(style) });
    lineLength += text.length;
    if (lineLength > longestOpenLine) finishLine('');
  }
  function finishLine(end: string): void {
    for (const run of line) addRun(finished, run);
    if (end !== '') addRun(finished, { text: end, style: '' });
    line = [];
    lineLength = 0;
    returned = false;
  }

  return {
    read(piece) {
      const text = carry + piece;
      carry = '';
      finished = [];
      let at = 0;
      while (at < text.length) {
        const next = nextUnsafe(text, at);
        if (next > at) write(text.slice(at, next));
        if (next === text.length) break;
        const character = text.charAt(next);
        at = next + 1;
        if (character === '\n') finishLine('\n');
        else if (character === '\r') returned = true;
        else if (character === escape) {
          const end = sequenceEnd(text, next);
          if (end === null) {
            if (text.length - next > longestSequence) continue; // none: only its first character is left out
            carry = text.slice(next);
            break;
          }
          style = styleAfter(style, text.slice(next, end));
          at = end;
        } else write(visibleCharacter(character));
      }
      return { finished, open: [...line] };
    },
  };
}

function nextUnsafe(text: string, from: number): number {
  unsafeCharacters.lastIndex = from;
  return unsafeCharacters.exec(text)?.index ?? text.length;
}

function addRun(runs: LogRun[], run: LogRun): void {
  const last = runs.at(-1);
  if (last?.style !== run.style) runs.push(run);
  else runs[runs.length - 1] = { text: last.text + run.text, style: run.style };
}

/** Where the escape sequence that begins at `start` ends; null when the end has not come yet. */
function sequenceEnd(text: string, start: number): number | null {
  const kind = text.charAt(start + 1);
  if (kind === '') return null;
  if (kind === '[') {
    for (let at = start + 2; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 0x40 && code <= 0x7e) return at + 1;
      if (code < 0x20 || code > 0x7e) return at; // not a sequence at all
    }
    return null;
  }
  // strings such as titles and links end with BEL or ESC \
  if (']PX^_'.includes(kind)) {
    for (let at = start + 2; at < text.length; at++) {
      const character = text.charAt(at);
      if (character === '\u0007') return at + 1;
      if (character === escape) return text.charAt(at + 1) === '\\' ? at + 2 : at;
      if (character === '\n') return at; // never ended: the line is over, the log goes on
    }
    return null;
  }
  const intermediate = /[ -/]/.test(kind);
  return intermediate ? (start + 3 <= text.length ? start + 3 : null) : start + 2;
}

const marks: ReadonlyMap<number, Mark> = new Map([
  [1, 'bold'],
  [2, 'dim'],
  [3, 'italic'],
  [4, 'underline'],
  [7, 'inverse'],
]);
const unmarks: ReadonlyMap<number, readonly Mark[]> = new Map([
  [22, ['bold', 'dim']],
  [23, ['italic']],
  [24, ['underline']],
  [27, ['inverse']],
]);

/** The style after a sequence; only `ESC [ … m` has a say. */
function styleAfter(style: Style, sequence: string): Style {
  const parameters = /^.\[([\d;:]*)m$/.exec(sequence)?.[1];
  if (parameters === undefined) return style;
  const codes = parameters.split(/[;:]/).map(Number);
  let next = style;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      // one of 256 colours (5;n), of which the theme has the first 16, or any colour (2;r;g;b), of which it has none
      const named = codes[at + 1] === 5 ? (codes[at + 2] ?? 16) : 16;
      const color = named < 16 ? named : null;
      next = code === 38 ? { ...next, color } : { ...next, background: color };
      at += codes[at + 1] === 5 ? 2 : 4;
    } else next = withCode(next, code);
  }
  return next;
}

function withCode(style: Style, code: number): Style {
  if (code === 0) return plain;
  const mark = marks.get(code);
  if (mark !== undefined) return { ...style, marks: [...style.marks.filter((known) => known !== mark), mark] };
  const gone = unmarks.get(code);
  if (gone !== undefined) return { ...style, marks: style.marks.filter((known) => !gone.includes(known)) };
  if (code === 39) return { ...style, color: null };
  if (code === 49) return { ...style, background: null };
  if (code >= 30 && code <= 37) return { ...style, color: code - 30 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 90 && code <= 97) return { ...style, color: code - 90 + 8 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 100 + 8 };
  return style;
}

function classNames({ color, background, marks: switched }: Style): string {
  const names = switched.map((mark) => `ansi-${mark}`);
  if (color !== null) names.push(`ansi-color-${color}`);
  if (background !== null) names.push(`ansi-background-${background}`);
  return names.join(' ');
}

/** A text that was meant for a terminal, for where it is shown without its colours. */
export function plainText(text: string): string {
  const { finished, open } = createAnsiReader().read(text);
  return [...finished, ...open].map((run) => run.text).join('');
}

import pc from 'picocolors';

/** Control sequences of a terminal (ECMA-48). */
const escape = '\u001b[';
export const hideCursor = `${escape}?25l`;
export const showCursor = `${escape}?25h`;
export const clearBelow = `${escape}0J`;
export function cursorUp(lines: number): string {
  return lines === 0 ? '' : `${escape}${lines}A`;
}

/** Colours by meaning; every function gives its text back unchanged where colours are not wanted. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly accent: (text: string) => string;
}

export function styleFor(color: boolean): Style {
  const colors = pc.createColors(color);
  return {
    bold: colors.bold,
    dim: colors.dim,
    good: colors.green,
    bad: colors.red,
    warn: colors.yellow,
    accent: colors.cyan,
  };
}

// eslint-disable-next-line no-control-regex -- the sequences of styleFor begin with ESC
const styling = /\u001b\[[0-9;]*m/g;

/** Columns a text takes up on a terminal: colours none, East Asian and emoji characters two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(styling, '')) width += characterWidth(character);
  return width;
}

/** The text cut to a width, with an ellipsis where something was left out. The colours of what is left stay closed. */
export function clip(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  let at = 0;
  for (const sequence of [...text.matchAll(styling), null]) {
    const plain = text.slice(at, sequence?.index ?? text.length);
    for (const character of plain) {
      const next = characterWidth(character);
      if (used >= 0 && used + next > width - 1) {
        kept += '…';
        used = -1; // full: only colour sequences are taken from here on, so that each is closed
      }
      if (used < 0) break;
      kept += character;
      used += next;
    }
    if (sequence !== null) {
      kept += sequence[0];
      at = sequence.index + sequence[0].length;
    }
  }
  return kept;
}

/** Text of a user's data or code on one line, without anything a terminal would obey. */
export function oneLine(text: string): string {
  return text
    .replaceAll('\r\n', '\\n')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Several lines of such text: line ends and tabs stay. */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

function characterWidth(character: string): 0 | 1 | 2 {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

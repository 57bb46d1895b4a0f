/** Longest name shown; the rest of a longer one helps nobody. */
const nameLength = 200;

/** Control characters, and those that turn around the direction of the text after them. */
export const unsafeCharacters = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text in which nothing acts that should only be read: control characters become their pictures (␀, ␛), characters that
 * override the direction of writing their code points, as in VS Code's editors. Line breaks and tabs stay; text that is
 * written from right to left is as it was.
 */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(unsafeCharacters, visibleCharacter);
}

/** A name of the user's on one line and of a sane length. */
export function shownName(name: string): string {
  return visibleText(cutText(name, nameLength)).replaceAll('\n', '␊').replaceAll('\t', '␉');
}

/** The first `length` characters and an ellipsis when there are more; never half of a pair of surrogates. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  const whole = last >= 0xd800 && last < 0xdc00 ? length - 1 : length;
  return `${text.slice(0, whole)}…`;
}

/** What stands for one of the {@link unsafeCharacters}. */
export function visibleCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\n' || character === '\t') return character;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}

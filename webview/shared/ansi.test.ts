import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnsiReader, plainText, type LogRun } from './ansi';

/** All that a reader shows in the end of text that comes in pieces. */
function readAll(...pieces: string[]): LogRun[] {
  const reader = createAnsiReader();
  const changes = pieces.map((piece) => reader.read(piece));
  return [...changes.flatMap((change) => change.finished), ...(changes.at(-1)?.open ?? [])];
}
const textOf = (runs: readonly LogRun[]) => runs.map((run) => run.text).join('');

describe('a log with escape sequences', () => {
  it('keeps the sixteen colours and the weights', () => {
    expect(readAll('a \u001b[1;31mred\u001b[0m \u001b[92;40mgreen\u001b[39;49m.')).toEqual([
      { text: 'a ', style: '' },
      { text: 'red', style: 'ansi-bold ansi-color-1' },
      { text: ' ', style: '' },
      { text: 'green', style: 'ansi-color-10 ansi-background-0' },
      { text: '.', style: '' },
    ]);
  });
  it('takes the first of 256 colours from the theme and leaves out the others', () => {
    expect(readAll('\u001b[38;5;9ma\u001b[38;5;200mb\u001b[38;2;1;2;3;4mc')).toEqual([
      { text: 'a', style: 'ansi-color-9' },
      { text: 'b', style: '' },
      { text: 'c', style: 'ansi-underline' },
    ]);
  });
  it('drops movements, titles and links, and keeps the words of a link', () => {
    expect(
      plainText('\u001b[2K\u001b[1;1Hat\u001b]0;title\u0007 the \u001b]8;;https://x.y\u001b\\end\u001b]8;;\u001b\\'),
    ).toBe('at the end');
  });
  it('shows other control characters', () => {
    expect(plainText('bell\u0007 null\u0000 back\b \u202eturned')).toBe('bell␇ null␀ back␈ [U+202E]turned');
  });
  it('shows the last state of a progress bar', () => {
    expect(plainText('\r 10%\r 50%\r100%\ndone\r\n')).toBe('100%\ndone\n');
    const reader = createAnsiReader();
    expect(reader.read('\r10%').open).toEqual([{ text: '10%', style: '' }]);
    expect(reader.read('\r20%')).toEqual({ finished: [], open: [{ text: '20%', style: '' }] });
  });
  it('gives up a string that never ends at the end of its line', () => {
    expect(plainText('\u001b]0;title\nnext line')).toBe('\nnext line');
  });
  it('says the same however the text is cut into pieces', () => {
    const part = fc.constantFrom(
      'a',
      'b c',
      '\n',
      '\r',
      '\r\n',
      '\t',
      '\u001b[1m',
      '\u001b[0;32m',
      '\u001b]0;t\u0007',
      '\u001b(B',
      '\u0000',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat()), (parts, cuts) => {
        const text = parts.join('');
        const places = [...new Set([0, text.length, ...cuts.map((cut) => cut % (text.length + 1))])].sort(
          (a, b) => a - b,
        );
        const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
        expect(textOf(readAll(...pieces))).toBe(textOf(readAll(text)));
      }),
    );
  });
  it('loses nothing after an escape that begins no sequence', () => {
    expect(plainText(`a\u001b]${'x'.repeat(5000)}`)).toBe(`a]${'x'.repeat(5000)}`);
  });
  it('neither grows nor hangs on a line without end', () => {
    const { finished, open } = createAnsiReader().read('x'.repeat(1_000_000));
    expect(textOf(finished)).toHaveLength(1_000_000);
    expect(open).toEqual([]);
  });
});

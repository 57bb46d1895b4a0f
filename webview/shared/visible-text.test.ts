import { describe, expect, it } from 'vitest';
import { cutText, shownName, visibleText } from './visible-text';

describe('text from outside', () => {
  it('shows control characters as pictures', () => {
    expect(visibleText('a\u0000b\u001b[31mc\u007fd\u0085e')).toBe('a␀b␛[31mc␡d[U+0085]e');
  });
  it('keeps line breaks and tabs, and says what would return the carriage', () => {
    expect(visibleText('a\tb\r\nc\nd\re')).toBe('a\tb\nc\nd␍e');
  });
  it('shows what would turn the text around, and leaves right-to-left writing as it is', () => {
    expect(visibleText('gpj.\u202eexe')).toBe('gpj.[U+202E]exe');
    expect(visibleText('שלום عالم')).toBe('שלום عالم');
  });
  it('keeps a name on one line and short', () => {
    expect(shownName('a\nb\tc')).toBe('a␊b␉c');
    expect(shownName('x'.repeat(100_000))).toHaveLength(201);
  });
  it('never cuts a character in two', () => {
    expect(cutText('ab😀cd', 3)).toBe('ab…');
    expect(cutText('ab😀', 4)).toBe('ab😀');
  });
});

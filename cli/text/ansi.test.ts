import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, displayWidth, oneLine, padEnd, padStart, styleFor } from './ansi';

describe('text on a terminal', () => {
  it('measures what is seen: no colours, wide characters twice, marks not at all', () => {
    expect(displayWidth(styleFor(true).bad('red'))).toBe(3);
    expect(displayWidth('日本')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
  });

  it('cuts to a width and closes the colours it leaves open', () => {
    const style = styleFor(true);
    expect(clip('abcdef', 4)).toBe('abc…');
    expect(clip('abcd', 4)).toBe('abcd');
    expect(clip(`${style.good('abc')}${style.bad('def')}`, 5)).toBe(`${style.good('abc')}${style.bad('d…')}`);
    expect(clip('日本語', 4)).toBe('日…');
  });

  it('never exceeds the width it cuts to', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        expect(displayWidth(clip(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('pads by what is seen', () => {
    expect(padEnd(styleFor(true).bad('a'), 3).endsWith('  ')).toBe(true);
    expect(padStart('日', 4)).toBe('  日');
  });

  it('lets nothing through that a terminal would obey', () => {
    expect(oneLine('a\u001b[31mb\r\nc\td\u202e')).toBe('a\ufffd[31mb\\nc\\td\ufffd');
  });
});

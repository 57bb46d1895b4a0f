import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints } from './code-points';

describe('order by code point', () => {
  it('puts what lies beyond U+FFFF after U+E000 to U+FFFF, where JavaScript puts it before', () => {
    expect(['🚕', '～', 'z'].sort(compareCodePoints)).toEqual(['z', '～', '🚕']);
    expect(['🚕', '～', 'z'].sort()).toEqual(['z', '🚕', '～']);
  });

  it('is the order of the UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const expected = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareCodePoints(left, right))).toBe(expected);
      }),
    );
  });
});

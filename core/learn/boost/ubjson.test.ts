import { describe, expect, it } from 'vitest';
import { FloatList, type ModelDocument } from './model-document';
import { looksLikeUbjson, parseUbjson, writeUbjson } from './ubjson';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Uint8Array.from(part))));

const withCode = (code: string): unknown => {
  const problem: unknown = expect.objectContaining({ code });
  return expect.objectContaining({ problem });
};

describe('UBJSON', () => {
  it('comes back as it was written', () => {
    const document: ModelDocument = {
      text: 'Zoë 🚕',
      nothing: null,
      yes: true,
      no: false,
      whole: [0, -1, 126, 127, -128, 300, -40_000, 3_000_000_000],
      bytes: Uint8Array.of(1, 0, 255),
      signed: Int8Array.of(-1, 2),
      short: Int16Array.of(-300, 5),
      integers: Int32Array.of(-1, 2_147_483_647),
      long: BigInt64Array.of(-1n, 2n ** 60n),
      floats: Float32Array.of(0.1, -0, Infinity),
      doubles: Float64Array.of(0.1),
      empty: new Float32Array(0),
      nested: [{ a: [] }, 'b'],
    };
    expect(parseUbjson(writeUbjson(document))).toEqual(document);
    expect(parseUbjson(writeUbjson({ list: new FloatList(Float32Array.of(1, 0.5)) }))).toEqual({ list: [1, 0.5] });
  });

  it('grows over the end of its first buffer at any place', () => {
    for (let length = 65_500; length < 65_540; length += 1) {
      const document = { a: 'x'.repeat(length), b: 7, c: [1000, 100_000], d: Float32Array.of(1, 2) };
      expect(parseUbjson(writeUbjson(document))).toEqual(document);
    }
  });

  it('is read in the forms of the standard that XGBoost does not write', () => {
    expect(parseUbjson(bytes('{i', [1], 'a[i', [5], 'U', [200], 'N', 'T]}'))).toEqual({ a: [5, 200, true] });
    expect(parseUbjson(bytes('[#i', [2], 'd', [0x3f, 0x80, 0, 0], 'D', [0x40, 0, 0, 0, 0, 0, 0, 0]))).toEqual([1, 2]);
  });

  it('is told from JSON by its second byte', () => {
    expect(looksLikeUbjson(writeUbjson({ a: 1 }))).toBe(true);
    expect(looksLikeUbjson(bytes('{"a":1}'))).toBe(false);
    expect(looksLikeUbjson(bytes('{ "a":1}'))).toBe(false);
    expect(looksLikeUbjson(bytes('{}'))).toBe(false);
  });

  it('is refused when it is damaged, without a large array or a deep stack for it', () => {
    const huge = [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    const broken = [
      bytes(''),
      bytes('{'),
      bytes('{L', huge),
      bytes('[$d#L', [0, 0, 0, 1, 0, 0, 0, 0]),
      bytes('[$d'),
      bytes('[$S#i', [1], 'i', [1], 'a'),
      bytes('[#i', [255]),
      bytes('?'),
      bytes('['.repeat(100_000)),
      bytes('TT'),
    ];
    for (const part of broken) expect(() => parseUbjson(part), part.toString()).toThrow(withCode('model_damaged'));
  });
});

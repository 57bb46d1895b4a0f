import { describe, expect, it } from 'vitest';
import { createRandom } from '../random';
import { floatText } from './float-text';

describe('the text of a 32-bit float', () => {
  it('is in the form XGBoost writes', () => {
    const texts: readonly (readonly [number, string])[] = [
      [0, '0E0'],
      [-0, '-0E0'],
      [200, '2E2'],
      [-1.5, '-1.5E0'],
      [0.1, '1E-1'],
      [16777216, '1.6777216E7'],
      [1e-45, '1E-45'],
      [3.4028234663852886e38, '3.4028235E38'],
      [4.53515625, '4.5351562E0'],
      [Infinity, 'Infinity'],
      [NaN, 'NaN'],
    ];
    for (const [value, text] of texts) expect(floatText(Math.fround(value)), text).toBe(text);
  });

  it('reads back as the same float, and no shorter one does', () => {
    const random = createRandom(1);
    const float = new Float32Array(1);
    const bits = new Uint32Array(float.buffer);
    for (let round = 0; round < 50_000; round += 1) {
      bits[0] = random.next() * 2 ** 32;
      const value = float[0] ?? 0;
      if (!Number.isFinite(value)) continue;
      const text = floatText(value);
      expect(Math.fround(Number(text)), text).toBe(value);
      const digits = text.replace(/E.*/, '').replaceAll(/[-.]/g, '').length;
      if (digits > 1) expect(Math.fround(Number(value.toPrecision(digits - 1))), text).not.toBe(value);
    }
  });
});

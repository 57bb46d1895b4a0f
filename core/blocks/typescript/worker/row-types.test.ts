import { describe, expect, it } from 'vitest';
import { EiderError } from '../../../errors';
import { inferColumns, toJsonLine } from './row-types';

const types = (...rows: Parameters<typeof inferColumns>[0]) =>
  Object.fromEntries(inferColumns(rows).map(({ name, type }) => [name, type]));

describe('column types of rows made in JavaScript', () => {
  it('follow the values', () => {
    const row = { flag: true, count: 1, big: 2n, share: 0.5, name: 'x', at: new Date(0), tags: ['a'], none: null };
    expect(types(row)).toEqual({
      flag: 'BOOLEAN',
      count: 'BIGINT',
      big: 'BIGINT',
      share: 'DOUBLE',
      name: 'VARCHAR',
      at: 'TIMESTAMP',
      tags: 'JSON',
      none: 'VARCHAR',
    });
  });

  it('widen over rows, and nulls change nothing', () => {
    expect(types({ a: 1, b: null, c: 1 }, { a: 0.5, b: 1, c: 'x' }, { a: null, d: true })).toEqual({
      a: 'DOUBLE',
      b: 'BIGINT',
      c: 'VARCHAR',
      d: 'BOOLEAN',
    });
  });

  it('refuse rows without columns', () => {
    expect(() => inferColumns([])).toThrow(EiderError);
  });

  it('keep what JSON would lose', () => {
    const row = { big: 2n ** 60n, bad: Number.NaN, far: -Infinity };
    expect(toJsonLine(row, inferColumns([row]))).toBe('{"big":"1152921504606846976","bad":"nan","far":"-inf"}');
  });
});

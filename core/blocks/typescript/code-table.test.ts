import { describe, expect, it } from 'vitest';
import { codeTable, EMPTY, lookUp } from './code-table';

describe('a table of codes', () => {
  it('finds keys that want the same slot, and those above 2^31', () => {
    const keys = [0, 16, 32, 2 ** 32 - 1, 2 ** 31];
    const table = codeTable(keys, -1);
    const codes = new Int32Array(7);
    if (table !== null) lookUp(table, Uint32Array.from([...keys].reverse()), codes, 2);
    expect([...codes]).toEqual([0, 0, 3, 2, 1, 0, -1]);
  });

  it('is not made of keys that are the same', () => {
    expect(codeTable([7, 8, 7], 0)).toBeNull();
  });

  it('has a code of its own for a key that it does not have', () => {
    const table = codeTable([7], 0);
    const codes = new Int32Array(2);
    if (table !== null) lookUp(table, Uint32Array.of(5, 7), codes, 0);
    expect([...codes]).toEqual([EMPTY, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import { descendantsOf } from './process-tree';

describe('the processes below one', () => {
  it('are found at every depth, parents first, and nobody else', () => {
    const all = [
      { pid: 5, parent: 4 },
      { pid: 2, parent: 1 },
      { pid: 4, parent: 2 },
      { pid: 9, parent: 8 },
      { pid: 3, parent: 2 },
    ];
    expect(descendantsOf(all, 2)).toEqual([4, 3, 5]);
  });

  it('do not include a process that is its own parent', () => {
    expect(
      descendantsOf(
        [
          { pid: 0, parent: 0 },
          { pid: 1, parent: 0 },
        ],
        0,
      ),
    ).toEqual([1]);
  });
});

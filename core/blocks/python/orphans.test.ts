import { expect, it } from 'vitest';
import { orphansAmong } from './orphans';

it('are what a block has started, neither what was there before nor what that has started since', () => {
  const all = [
    { pid: 1, parent: 0, started: 0 },
    { pid: 20, parent: 1, started: 50 }, // an earlier block's
    { pid: 21, parent: 20, started: 120 },
    { pid: 30, parent: 1, started: 100 },
    { pid: 31, parent: 30, started: 130 },
    { pid: 40, parent: 1, started: 140 }, // nothing to do with the worker
    { pid: 41, parent: 40, started: 150 },
  ];
  expect(orphansAmong(all, new Set([20, 21, 30, 31, 41, 99]), { time: 100, newest: null })).toEqual([30, 31, 41]);
});

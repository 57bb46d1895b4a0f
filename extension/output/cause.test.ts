import { describe, expect, it } from 'vitest';
import type { BlockState } from '../../core/protocol/run-state';
import { aBlockState, aRun } from '../testing';
import { causeOf, itemsOf } from './cause';

function state(uuid: string, upstream: readonly string[], rest: Partial<BlockState> = {}, dynamic = false): BlockState {
  const base = aBlockState(uuid, rest);
  return { ...base, plan: { ...base.plan, name: uuid.toUpperCase(), upstream: [...upstream], dynamic } };
}
const failure = { code: 'sql', severity: 'error', message: 'No such table.' } as const;
const unmet = [{ condition: 'only_if' }];

describe('why a block did not run', () => {
  it('is its own condition when that was not met', () => {
    const run = aRun('r', [state('a', []), state('b', ['a'], { status: 'condition_failed', unmet })]);
    expect(causeOf(run, 'b')).toEqual({ block: { uuid: 'b', name: 'B' }, unmet, failure: null });
  });

  it('is the condition of the nearest block above it that had one', () => {
    const run = aRun('r', [
      state('a', [], { status: 'condition_failed', unmet }),
      state('b', ['a'], { status: 'condition_failed' }),
      state('c', ['b'], { status: 'condition_failed' }),
    ]);
    expect(causeOf(run, 'c')).toMatchObject({ block: { uuid: 'a' }, unmet });
  });

  it('is the block above it that failed, past those that did not run either', () => {
    const run = aRun('r', [
      state('a', [], { status: 'failed', failure }),
      state('other', []),
      state('b', ['other', 'a'], { status: 'upstream_failed' }),
      state('c', ['b'], { status: 'upstream_failed' }),
    ]);
    expect(causeOf(run, 'c')).toEqual({ block: { uuid: 'a', name: 'A' }, unmet: [], failure });
  });

  it('is nothing when the block ran, and nothing when the log does not tell', () => {
    expect(causeOf(aRun('r', [state('a', [])]), 'a')).toBeNull();
    expect(causeOf(aRun('r', [state('a', ['gone'], { status: 'upstream_failed' })]), 'a')).toBeNull();
  });

  it('is found in blocks that depend on each other in many ways', () => {
    const both = ['l', 'r'];
    const run = aRun('r', [
      state('a', [], { status: 'failed', failure }),
      state('l', ['a'], { status: 'upstream_failed' }),
      state('r', ['a'], { status: 'upstream_failed' }),
      state('end', both, { status: 'upstream_failed' }),
    ]);
    expect(causeOf(run, 'end')?.block.uuid).toBe('a');
  });
});

describe('whose items a block runs for', () => {
  const children = { total: 2, completed: 2, failed: 0, cancelled: 0, conditionFailed: 0, failures: [] };
  it('are those of the dynamic blocks above it, also by way of children', () => {
    const run = aRun('r', [
      state('list', [], {}, true),
      state('plain', []),
      state('each', ['plain', 'list'], { children }),
      state('next', ['each'], { children }),
    ]);
    expect(itemsOf(run, 'each')).toEqual([{ uuid: 'list', name: 'LIST' }]);
    expect(itemsOf(run, 'next')).toEqual([{ uuid: 'list', name: 'LIST' }]);
    expect(itemsOf(run, 'plain')).toEqual([]);
  });
});

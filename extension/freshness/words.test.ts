import { describe, expect, it } from 'vitest';
import type { BlockFreshness } from '../../core/protocol/freshness';
import { changedFreshness } from './changed-freshness';
import { freshnessWords, localTimes } from './words';

const now = new Date(2024, 0, 31, 12);
const made = new Date(2024, 0, 31, 10, 5).toISOString();
const fresh: BlockFreshness = { uuid: 'prepare', madeAt: made, stale: false, reasons: [] };
const stale: BlockFreshness = { ...fresh, stale: true, reasons: ['its code has changed', 'ingest would run first'] };

describe('the freshness of a block', () => {
  it('is said when something has changed, with the reasons', () => {
    expect(freshnessWords('transformer', 'completed', stale, now)).toEqual({
      word: 'out of date',
      stale: true,
      lines: ['its code has changed', 'ingest would run first'],
    });
    expect(freshnessWords('transformer', null, stale, now)?.word).toBe('out of date');
  });

  it('is no word beside a block that is up to date, only a line of its tooltip', () => {
    expect(freshnessWords('transformer', 'reused', fresh, now)).toEqual({
      word: '',
      stale: false,
      lines: ['up to date, made 10:05:00'],
    });
  });

  it('is nothing while its state says more, and before it was ever made', () => {
    for (const status of ['running', 'pending', 'failed', 'cancelled', 'upstream_failed'] as const) {
      expect(freshnessWords('transformer', status, stale, now)).toBeNull();
    }
    const never = { ...stale, madeAt: null, reasons: ['has never run'] };
    expect(freshnessWords('transformer', null, never, now)).toBeNull();
    expect(freshnessWords('transformer', 'completed', undefined, now)).toBeNull();
  });

  it('is always said of a data product, with its times on this machine’s clock', () => {
    const reasons = [`data product set was made at ${made} and is outdated since 2024-01-30T00:00:00.000Z`];
    const words = freshnessWords('global_data_product', 'completed', { ...stale, reasons }, now);
    expect(words?.word).toBe('outdated');
    expect(words?.lines[0]).toMatch(
      /^data product set was made at 10:05:00 and is outdated since 2024-01-\d\d \d\d:\d\d:\d\d$/,
    );
    expect(freshnessWords('global_data_product', null, fresh, now)).toEqual({
      word: 'up to date',
      stale: false,
      lines: ['made 10:05:00'],
    });
    const unmade = { ...stale, madeAt: null, reasons: ['data product set has never been made'] };
    expect(freshnessWords('global_data_product', null, unmade, now)?.word).toBe('outdated');
  });
});

it('Only instants of a text are turned into times', () => {
  expect(localTimes(`made at ${made}, from hour_of_day 12 on (it is 8, UTC)`, now)).toBe(
    'made at 10:05:00, from hour_of_day 12 on (it is 8, UTC)',
  );
});

it('A new answer tells of the blocks whose freshness is another, also of those that are gone', () => {
  const before = new Map([
    ['a', { ...fresh, uuid: 'a' }],
    ['b', { ...fresh, uuid: 'b' }],
  ]);
  const after = new Map([
    ['a', { ...fresh, uuid: 'a' }],
    ['c', { ...fresh, uuid: 'c' }],
  ]);
  expect(changedFreshness(before, after)).toEqual(['b', 'c']);
  expect(changedFreshness(undefined, after)).toEqual(['a', 'c']);
});

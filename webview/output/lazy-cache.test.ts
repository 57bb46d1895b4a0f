import { describe, expect, it } from 'vitest';
import { LazyCache } from './lazy-cache';

/** A cache whose loads end when the test says so. */
function setup(options: { capacity?: number; concurrency?: number; weigh?: (value: string) => number } = {}) {
  const loads: { key: number; signal: AbortSignal; resolve(value: string): void; reject(error: Error): void }[] = [];
  let changes = 0;
  const cache = new LazyCache<number, string>({
    load: (key, signal) => new Promise((resolve, reject) => loads.push({ key, signal, resolve, reject })),
    capacity: options.capacity ?? 10,
    concurrency: options.concurrency ?? 10,
    changed: () => changes++,
    ...(options.weigh === undefined ? {} : { weigh: options.weigh }),
  });
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  const finish = async (key: number, value = `page ${key}`) => {
    loads.findLast((load) => load.key === key)?.resolve(value);
    await settle();
  };
  return { cache, loads, finish, settle, keys: () => loads.map((load) => load.key), changes: () => changes };
}

describe('a cache of pages', () => {
  it('loads what is wanted, once', async () => {
    const { cache, keys, finish, changes } = setup();
    cache.want([1, 2]);
    cache.want([1, 2]);
    expect(keys()).toEqual([1, 2]);
    await finish(1);
    expect(cache.get(1)).toBe('page 1');
    expect(changes()).toBe(1);
    cache.want([1]);
    expect(keys()).toEqual([1, 2]);
  });
  it('cancels pages that were scrolled past and drops their late answers', async () => {
    const { cache, loads, finish } = setup();
    cache.want([1]);
    cache.want([7]);
    expect(loads[0]?.signal.aborted).toBe(true);
    await finish(1);
    expect(cache.get(1)).toBeUndefined();
    expect(loads[1]?.signal.aborted).toBe(false);
  });
  it('takes the answer of the newest load when a page is wanted again', async () => {
    const { cache, loads, finish, settle } = setup();
    cache.want([1]);
    cache.want([]);
    cache.want([1]);
    loads[0]?.resolve('stale');
    await settle();
    expect(cache.get(1)).toBeUndefined();
    await finish(1, 'fresh');
    expect(cache.get(1)).toBe('fresh');
  });
  it('forgets the pages wanted longest ago, and never a wanted one', async () => {
    const { cache, finish } = setup({ capacity: 2 });
    for (const key of [1, 2, 3]) {
      cache.want([key]);
      await finish(key);
    }
    expect([1, 2, 3].map((key) => cache.get(key) !== undefined)).toEqual([false, true, true]);
    cache.want([4, 5, 6]);
    for (const key of [4, 5, 6]) await finish(key);
    expect([2, 3, 4, 5, 6].map((key) => cache.get(key) !== undefined)).toEqual([false, false, true, true, true]);
  });
  it('forgets by weight where values have one', async () => {
    const { cache, finish } = setup({ capacity: 5, weigh: (value) => (value === 'page 2' ? 4 : 1) });
    for (const key of [1, 2, 3]) {
      cache.want([key]);
      await finish(key);
    }
    expect([1, 2, 3].map((key) => cache.get(key) !== undefined)).toEqual([false, true, true]);
  });
  it('keeps to its number of loads at a time, most important first', async () => {
    const { cache, keys, finish } = setup({ concurrency: 2 });
    cache.want([5, 6, 4]);
    expect(keys()).toEqual([5, 6]);
    await finish(6);
    expect(keys()).toEqual([5, 6, 4]);
  });
  it('tells of a failure and tries again only when asked', async () => {
    const { cache, loads, settle, finish } = setup();
    cache.want([1]);
    loads[0]?.reject(new Error('no such output'));
    await settle();
    expect(cache.failure()).toMatchObject({ message: 'no such output' });
    cache.want([1]);
    expect(loads).toHaveLength(1);
    cache.retry();
    expect(loads).toHaveLength(2);
    await finish(1);
    expect(cache.failure()).toBeUndefined();
  });
  it('cancels everything at its end', () => {
    const { cache, loads } = setup();
    cache.want([1, 2]);
    cache.dispose();
    expect(loads.every((load) => load.signal.aborted)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { shared } from './shared-promise';

describe('an answer that several share', () => {
  it('is asked for once', async () => {
    const cache = new Map<string, Promise<string>>();
    const asked: string[] = [];
    const ask = (key: string) =>
      shared(cache, key, () => {
        asked.push(key);
        return Promise.resolve(`answer ${key}`);
      });
    expect(await Promise.all([ask('a'), ask('b'), ask('a')])).toEqual(['answer a', 'answer b', 'answer a']);
    expect(asked).toEqual(['a', 'b']);
  });

  it('is asked for again after a failure', async () => {
    const cache = new Map<string, Promise<string>>();
    const failing = () => shared(cache, 'a', () => Promise.reject(new Error('too busy')));
    const [one, other] = [failing(), failing()];
    await expect(one).rejects.toThrow('too busy');
    await expect(other).rejects.toThrow('too busy');
    expect(await shared(cache, 'a', () => Promise.resolve('3.12'))).toBe('3.12');
  });

  it('that has failed does not take a newer one with it', async () => {
    const cache = new Map<string, Promise<string>>();
    const failing = shared(cache, 'a', () => Promise.reject(new Error('too busy')));
    cache.clear(); // what was known may be out of date
    const newer = shared(cache, 'a', () => Promise.resolve('3.12'));
    await expect(failing).rejects.toThrow('too busy');
    expect(shared(cache, 'a', () => Promise.resolve('3.13'))).toBe(newer);
  });
});

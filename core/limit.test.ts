import { describe, expect, it } from 'vitest';
import { createLimit } from './limit';

describe('a limit', () => {
  it('lets so many run at once and the rest in order', async () => {
    const limit = createLimit(2);
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const work = [0, 1, 2, 3].map((n) =>
      limit(async () => {
        started.push(n);
        await new Promise<void>((end) => ends.push(end));
        return n;
      }),
    );
    await Promise.resolve();
    expect(started).toEqual([0, 1]);
    ends[1]?.();
    expect(await work[1]).toBe(1);
    expect(started).toEqual([0, 1, 2]);
    ends[0]?.();
    expect(await work[0]).toBe(0);
    expect(started).toEqual([0, 1, 2, 3]);
    ends[2]?.();
    ends[3]?.();
    expect(await Promise.all(work)).toEqual([0, 1, 2, 3]);
  });

  it('goes on after a failure, which only the one who asked hears of', async () => {
    const limit = createLimit(1);
    const failing = limit(() => Promise.reject(new Error('no')));
    const next = limit(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SnapshotPoster } from './post';

describe('snapshots', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('are built once for many changes', async () => {
    const build = vi.fn(() => Promise.resolve());
    const poster = new SnapshotPoster(build, () => undefined);
    for (let change = 0; change < 10; change++) poster.request();
    await vi.advanceTimersByTimeAsync(200);
    expect(build).toHaveBeenCalledTimes(1);
  });

  it('are built once more for a change during a build', async () => {
    let finish = (): void => undefined;
    const build = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          finish = () => resolve();
        }),
    );
    const poster = new SnapshotPoster(build, () => undefined);
    poster.request();
    await vi.advanceTimersByTimeAsync(60);
    poster.request();
    poster.request();
    finish();
    await vi.advanceTimersByTimeAsync(60);
    expect(build).toHaveBeenCalledTimes(2);
  });

  it('go on after one that failed, which is reported', async () => {
    const errors: unknown[] = [];
    const build = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('no')).mockResolvedValue();
    const poster = new SnapshotPoster(build, (error) => errors.push(error));
    poster.request();
    await vi.advanceTimersByTimeAsync(60);
    poster.request();
    await vi.advanceTimersByTimeAsync(60);
    expect(errors).toHaveLength(1);
    expect(build).toHaveBeenCalledTimes(2);
  });

  it('are not built any more when their view is gone', async () => {
    const build = vi.fn(() => Promise.resolve());
    const poster = new SnapshotPoster(build, () => undefined);
    poster.request();
    poster.dispose();
    poster.request();
    await vi.advanceTimersByTimeAsync(200);
    expect(build).not.toHaveBeenCalled();
  });

  it('wait as long as they are told to', async () => {
    let interval = 250;
    const build = vi.fn(() => Promise.resolve());
    const poster = new SnapshotPoster(
      build,
      () => undefined,
      () => interval,
    );
    for (let change = 0; change < 10; change++) {
      poster.request();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(build).toHaveBeenCalledTimes(2);
    interval = 50;
    poster.request();
    await vi.advanceTimersByTimeAsync(50);
    expect(build).toHaveBeenCalledTimes(3);
  });
});

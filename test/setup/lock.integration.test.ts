import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { withLock } from './lock';

describe.runIf(process.platform === 'linux')('withLock', () => {
  it('lets one at a time work, in whatever order they come', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
    };
    await Promise.all(Array.from({ length: 6 }, () => withLock('one-at-a-time', work)));
    expect(most).toBe(1);
  });

  it('is free again after work that fails', async () => {
    await expect(withLock('failing', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(withLock('failing', () => Promise.resolve(1))).resolves.toBe(1);
  });

  it('is free again when its owner is killed', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'eider-lock-'));
    try {
      await build({
        entryPoints: [path.join(import.meta.dirname, 'lock.ts')],
        outfile: path.join(folder, 'lock.mjs'),
        bundle: true,
        platform: 'node',
        format: 'esm',
      });
      const owner = path.join(folder, 'owner.mjs');
      await writeFile(
        owner,
        `import { withLock } from './lock.mjs';
         await withLock('killed', () => { process.send('locked'); return new Promise(() => setInterval(() => {}, 1000)); });`,
      );
      const child = fork(owner);
      await once(child, 'message');
      const next = withLock(
        'killed',
        () => Promise.resolve('mine'),
        () => child.kill('SIGKILL'),
      );
      await expect(next).resolves.toBe('mine');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

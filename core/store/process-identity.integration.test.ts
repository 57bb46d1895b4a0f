import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { identifyThisProcess, isAlive } from './process-identity';

describe('whether a process lives', () => {
  it('is true of this one and of one that cannot be asked', async () => {
    const self = await identifyThisProcess();
    expect(await isAlive(self)).toBe(true);
    expect(await isAlive({ pid: 1, host: `${os.hostname()}-elsewhere`, started: null })).toBe(true);
  });

  it.runIf(process.platform === 'linux')('is false of one that has ended and that nobody collects', async () => {
    // the shell starts a child and becomes a program that never asks for its children
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const pid = Number(String((await once(parent.stdout, 'data')).at(0)));
    const [stat, bootId] = await Promise.all(
      [`/proc/${pid}/stat`, '/proc/sys/kernel/random/boot_id'].map((file) => readFile(file, 'utf8')),
    );
    const startTime = stat?.split(') ')[1]?.split(' ')[19] ?? '';
    const child = { pid, host: os.hostname(), started: `${bootId?.trim() ?? ''}:${startTime}` };
    await expect.poll(() => isAlive(child)).toBe(false);
    expect(() => process.kill(pid, 0)).not.toThrow();
  });
});

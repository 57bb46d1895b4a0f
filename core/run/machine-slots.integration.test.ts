import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, afterEach, describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/support/temp-project';
import { identifyThisProcess } from '../store/process-identity';
import { machineFolder } from '../store/machine-folder';
import { machineSlots } from './machine-slots';

const { TMPDIR: before } = process.env;
beforeEach(async () => {
  process.env['TMPDIR'] = await tempFolder();
});
afterEach(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
});
const { signal } = new AbortController();
const places = async () => path.join(await machineFolder(), 'places');
const tickets = async () => (await readdir(await places())).filter((name) => name !== 'tickets.lock');

/** Work that ends when it is told to; counts how much of it goes on at once. */
function work() {
  const order: number[] = [];
  const state = { now: 0, most: 0, order };
  const ends: (() => void)[] = [];
  const start = async (number: number) => {
    state.now += 1;
    state.most = Math.max(state.most, state.now);
    state.order.push(number);
    await new Promise<void>((resolve) => ends.push(resolve));
    state.now -= 1;
  };
  return { state, start, endOne: () => ends.shift()?.() };
}

describe('places on the machine', () => {
  it('are taken in the order of asking, by no more than the count, whatever run they belong to', async () => {
    const { state, start, endOne } = work();
    const runs = [machineSlots(2), machineSlots(2)];
    const all: Promise<void>[] = [];
    for (const number of [0, 1, 2, 3, 4]) {
      const slots = runs[number % 2];
      all.push(slots?.run(signal, () => start(number)) ?? Promise.reject(new Error('no such run')));
      await expect.poll(async () => (await tickets()).length).toBe(number + 1);
    }
    const done = Promise.all(all);
    for (const started of [2, 3, 4, 5]) {
      await expect.poll(() => state.order.length).toBe(started);
      endOne();
    }
    endOne();
    await done;
    expect(state).toEqual({ now: 0, most: 2, order: [0, 1, 2, 3, 4] });
    expect(await tickets()).toEqual([]);
  });

  it('are given up when the waiting is aborted', async () => {
    const { start, endOne } = work();
    const first = machineSlots(1).run(signal, () => start(0));
    await expect.poll(async () => (await tickets()).length).toBe(1);
    const leave = new AbortController();
    const second = machineSlots(1).run(leave.signal, () => start(1));
    await expect.poll(async () => (await tickets()).length).toBe(2);
    leave.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    endOne();
    await first;
    expect(await tickets()).toEqual([]);
  });

  it('of a process that is gone are free', async () => {
    const other = spawn(process.execPath, ['-e', '']);
    await once(other, 'exit');
    await mkdir(await places(), { recursive: true });
    const gone = JSON.stringify({ ...(await identifyThisProcess()), pid: other.pid });
    await writeFile(path.join(await places(), '000000000001-gone'), gone);
    await expect(machineSlots(1).run(signal, () => Promise.resolve('done'))).resolves.toBe('done');
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { listProcesses, thisMoment, wasThere } from './process-list';

it('tells which processes were there at a moment, and whose they are', async () => {
  const child = () =>
    spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const before = child();
  await once(before, 'spawn');
  const moment = thisMoment();
  const after = child();
  await once(after, 'spawn');
  const all = await listProcesses();
  const found = (pid: number | undefined) => all.filter((entry) => entry.pid === pid);
  expect([...found(before.pid), ...found(after.pid)].map(({ parent }) => parent)).toEqual([process.pid, process.pid]);
  expect(found(after.pid).map((entry) => wasThere(entry, moment))).toEqual([false]);
  // elsewhere the system tells it by the second only
  if (process.platform === 'linux') expect(found(before.pid).map((entry) => wasThere(entry, moment))).toEqual([true]);
  for (const started of [before, after]) {
    started.stdin.end();
    await once(started, 'exit');
  }
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { memoryOfFamily } from './family-memory';

const HELD = 60_000_000;
/** Holds memory until its input ends, and says when it does. */
const hold = `const held = Buffer.alloc(${HELD}, 1); process.stdin.resume(); process.stdin.on('end', () => process.exit(held.length > 0 ? 0 : 1)); console.log('held');`;
const start = `const { spawn } = require('node:child_process'); spawn(process.execPath, ['-e', ${JSON.stringify(hold)}], { stdio: 'inherit' });`;

it.skipIf(process.platform !== 'linux')(
  'the memory of a process that has started others is that of all together',
  async () => {
    const parent = spawn(process.execPath, ['-e', start], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(parent.stdout, 'data');
    expect(await memoryOfFamily(parent.pid ?? 0)).toBeGreaterThan(HELD);
    const ended = once(parent, 'exit');
    parent.stdin.end();
    await ended;
    expect(await memoryOfFamily(parent.pid ?? 0)).toBeNull();
  },
);

it('the memory of a process that has started none is not looked at', async () => {
  const alone = spawn(process.execPath, ['-e', "process.stdin.resume(); console.log('there');"], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(alone.stdout, 'data');
  expect(await memoryOfFamily(alone.pid ?? 0)).toBeNull();
  const ended = once(alone, 'exit');
  alone.stdin.end();
  await ended;
});

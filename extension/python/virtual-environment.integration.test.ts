import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { barePython, withReason } from '../../test/support/python';
import { makeVirtualEnvironment } from './virtual-environment';

const python = await barePython();
const command = 'command' in python ? python.command : '';

let top = '';
let folder = '';
beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'eider-venv-'));
  folder = path.join(top, '.venv');
});
afterEach(() => rm(top, { recursive: true, force: true }));

const never = new AbortController().signal;

/** A program that is started like a Python and does with the folder what it is told in the shell's language. */
async function programThat(script: string): Promise<string> {
  const file = path.join(top, 'python');
  await writeFile(file, `#!/bin/sh\nmkdir -p "$4/bin"\n${script}\n`, { mode: 0o755 });
  return file;
}

describe.skipIf(command === '')(withReason('a virtual environment', python), () => {
  it('is made', async () => {
    expect(await makeVirtualEnvironment(command, folder, never)).toBe(true);
    expect(existsSync(path.join(folder, 'pyvenv.cfg'))).toBe(true);
  });
});

describe.skipIf(process.platform === 'win32')('a virtual environment that is not made', () => {
  it('leaves nothing behind, and its failure says why', async () => {
    const failing = await programThat('echo "ensurepip is not available"; exit 1');
    await expect(makeVirtualEnvironment(failing, folder, never)).rejects.toMatchObject({
      problem: { code: 'environment_failed', detail: 'ensurepip is not available' },
    });
    expect(existsSync(folder)).toBe(false);
  });

  it('is told when the program cannot be started at all', async () => {
    await expect(makeVirtualEnvironment(path.join(top, 'none'), folder, never)).rejects.toMatchObject({
      problem: { code: 'environment_failed' },
    });
  });

  // a process of its own writes into the folder without end, as the installation of pip does for a while
  const busy =
    '(while :; do mkdir -p "$4/bin"; echo x > "$4/bin/$(date +%N)"; done) & echo $! > "$4.pid"; mv "$4.pid" "$4.started"; wait';
  // true of one that has ended, too, until the machine has collected it
  const isWriting = async () => {
    try {
      return process.kill(Number(await readFile(`${folder}.started`, 'utf8')), 0);
    } catch {
      return false;
    }
  };

  it('when it is cancelled, leaves neither a folder nor a process that fills it again', async () => {
    const cancelled = new AbortController();
    const making = makeVirtualEnvironment(await programThat(busy), folder, cancelled.signal);
    await expect.poll(() => existsSync(`${folder}.started`), { timeout: 20_000 }).toBe(true);
    cancelled.abort();
    expect(await making).toBe(false);
    await expect.poll(isWriting, { timeout: 20_000 }).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it('when it takes too long, leaves neither', async () => {
    const making = makeVirtualEnvironment(await programThat(busy), folder, never, 2000);
    await expect(making).rejects.toMatchObject({ problem: { code: 'environment_failed' } });
    await expect.poll(isWriting, { timeout: 20_000 }).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../../test/support/temp-project';
import type { RunEvent, RunProcess } from '../protocol/run-events';
import { eventLogFile } from './paths';
import { identifyThisProcess } from './process-identity';
import { followRun, listRuns, readRun } from './runs';

const entry = { pipeline: 'demo', run: '20240101-000000-000-aaaa' };

function started(process: RunProcess): RunEvent {
  const block = { uuid: 'a', name: 'a', type: 'custom', language: 'sql', upstream: [], action: 'run' as const };
  const time = '2024-01-01T00:00:00.000Z';
  return {
    type: 'run_started',
    time,
    version: 1,
    run: entry.run,
    pipeline: 'demo',
    origin: 'cli',
    process,
    blocks: [block],
  };
}
const blockStarted: RunEvent = { type: 'block_started', time: '2024-01-01T00:00:01.000Z', block: 'a' };
const finished: RunEvent = {
  type: 'run_finished',
  time: '2024-01-01T00:00:02.000Z',
  status: 'completed',
  executed: 1,
  reused: 0,
  failed: 0,
  seconds: 2,
};

async function logOf(text: string): Promise<string> {
  const root = await tempFolder();
  const file = eventLogFile(root, entry.pipeline, entry.run);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return root;
}
const lines = (...events: readonly RunEvent[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

describe('the state of a run on disk', () => {
  it('is running while its process lives', async () => {
    const root = await logOf(lines(started(await identifyThisProcess()), blockStarted));
    expect(await readRun(root, entry)).toMatchObject({ status: 'running', blocks: [{ status: 'running' }] });
  });

  it('is interrupted when its process is gone, and keeps everything before a cut line', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const gone = { ...(await identifyThisProcess()), pid: child.pid ?? 0 };
    const root = await logOf(`${lines(started(gone), blockStarted)}{"type":"run_fin`);
    expect(await readRun(root, entry)).toMatchObject({ status: 'interrupted', blocks: [{ status: 'interrupted' }] });
  });

  it('is interrupted when another process has its pid by now', async () => {
    const self = await identifyThisProcess();
    const root = await logOf(lines(started({ ...self, started: self.started === null ? null : 'earlier' })));
    expect((await readRun(root, entry))?.status).toBe(self.started === null ? 'running' : 'interrupted');
  });

  it('is what its last event says when it has finished', async () => {
    const root = await logOf(lines(started({ pid: 1, host: 'elsewhere', started: null }), finished));
    expect(await readRun(root, entry)).toMatchObject({ status: 'completed', seconds: 2 });
  });

  it('is null for a run that does not exist, and an empty list for a project without runs', async () => {
    const root = await tempFolder();
    expect(await readRun(root, entry)).toBeNull();
    expect(await listRuns(root)).toEqual([]);
  });
});

describe('listing runs', () => {
  it('puts the newest first, over all pipelines', async () => {
    const root = await tempFolder();
    for (const name of ['a/20240101-000000-000-aaaa', 'b/20240103-000000-000-aaaa', 'a/20240102-000000-000-aaaa']) {
      await mkdir(path.join(root, '.eider/runs', name), { recursive: true });
    }
    expect((await listRuns(root)).map(({ pipeline, run }) => `${pipeline} ${run.slice(0, 8)}`)).toEqual([
      'b 20240103',
      'a 20240102',
      'a 20240101',
    ]);
    expect(await listRuns(root, 'b')).toHaveLength(1);
  });
});

describe('following a run', () => {
  it('tells every event once, also when a line arrives in two pieces', async () => {
    const root = await logOf(lines(started(await identifyThisProcess())));
    const file = eventLogFile(root, entry.pipeline, entry.run);
    const seen: string[] = [];
    let resolveDone: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (resolveDone = resolve));
    const follow = followRun(root, entry, (events) => {
      seen.push(...events.map((event) => event.type));
      if (seen.at(-1) === 'run_finished') resolveDone();
    });
    onTestFinished(() => follow.dispose());
    const line = lines(blockStarted);
    await appendFile(file, line.slice(0, 10));
    await appendFile(file, line.slice(10));
    await appendFile(file, lines(finished));
    await done;
    expect(seen).toEqual(['run_started', 'block_started', 'run_finished']);
  });
});

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demoRequest, runDemo, storedRows } from '../../test/support/run-demo';
import { tempFolder, tempProject, type BlockSource } from '../../test/support/temp-project';
import { distFolder } from '../dist-folder';
import type { RunEvent } from '../protocol/run-events';
import { followRun, listRuns, readRun } from '../store/runs';
import { cancelRun } from './cancel';

const busy: BlockSource = {
  uuid: 'busy',
  type: 'data_loader',
  language: 'typescript',
  source: `import { dataLoader } from 'eider'; export default dataLoader(() => { for (;;) {} });`,
};
const endlessSql: BlockSource = {
  uuid: 'busy',
  type: 'data_loader',
  language: 'sql',
  source: 'SELECT count(*) AS n FROM range(1000000) a, range(1000000) b, range(1000000) c',
};
const endlessTest = `import { dataLoader, test } from 'eider';
  export default dataLoader(() => 1);
  export const never = test('never', () => { for (;;) {} });`;
const after: BlockSource = { uuid: 'after', language: 'sql', upstream: ['busy'], source: 'SELECT 1' };

/** Starts the runner as the editor does and waits for the block `busy` to have started. */
async function startRunner(project: string): Promise<{ child: ChildProcess; run: string }> {
  const child = fork(path.join(distFolder(), 'runner.js'), { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.send({ type: 'start', request: demoRequest(project, { origin: 'editor' }), secrets: {} });
  const message = (await once(child, 'message')).at(0) as unknown;
  expect(message).toMatchObject({ type: 'started' });
  // SAFETY: just looked at; `started` carries the run's id
  const { run } = message as { run: string };
  await eventOf(project, run, (event) => event.type === 'block_started');
  return { child, run };
}

function eventOf(project: string, run: string, wanted: (event: RunEvent) => boolean): Promise<RunEvent> {
  return new Promise((resolve) => {
    const follow = followRun(project, { pipeline: 'demo', run }, (events) => {
      const found = events.find(wanted);
      if (found !== undefined) resolve(found);
    });
    onTestFinished(() => follow.dispose());
  });
}

describe('cancelling', () => {
  it.each([
    ['a busy loop in TypeScript', busy],
    ['a query that never ends', endlessSql],
    ['a test that never ends', { ...busy, source: endlessTest }],
    ['a block that prints without end', { ...busy, source: busy.source.replace('{}', "{ console.log('again'); }") }],
  ])('stops %s and leaves a true record', async (_name, block) => {
    const project = await tempProject([block, after]);
    const stop = new AbortController();
    const demo = await runDemo(
      project,
      {},
      {
        signal: stop.signal,
        onEvent: (event) => {
          if (event.type === 'block_started') stop.abort();
        },
      },
    );
    expect(demo.finished).toMatchObject({ status: 'cancelled', failed: 0 });
    expect(demo.block('busy').status).toBe('cancelled');
    expect(demo.block('after').status).toBe('cancelled');
    expect(demo.events.at(-1)?.type).toBe('run_finished');
  });

  it('reaches a run that another process started', async () => {
    const project = await tempProject([busy, after]);
    const { child, run } = await startRunner(project);
    const exited = once(child, 'exit');
    await cancelRun(project, { pipeline: 'demo', run });
    expect(await eventOf(project, run, (event) => event.type === 'run_finished')).toMatchObject({
      status: 'cancelled',
    });
    expect((await exited)[0]).toBe(130);
  });

  it('ends the processes that a block has started', async () => {
    const project = await tempProject([
      {
        ...busy,
        source: `import { dataLoader, log } from 'eider'; import { spawn } from 'node:child_process';
          export default dataLoader(async () => {
            const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
            log.info('child', child.pid); log.progress(0.5);
            await new Promise(() => { setInterval(() => {}, 1000); });
          });`,
      },
    ]);
    const { child, run } = await startRunner(project);
    await eventOf(project, run, (event) => event.type === 'block_progress');
    const log = await readFile(path.join(project, '.eider/runs/demo', run, 'busy.log'), 'utf8');
    const pid = Number(/child (\d+)/.exec(log)?.[1]);
    expect(() => process.kill(pid, 0)).not.toThrow();
    const exited = once(child, 'exit');
    child.send({ type: 'cancel' });
    await exited;
    expect(await gone(pid)).toBe(true);
  });
});

describe('a runner that cannot start', () => {
  it('says why instead of breaking down', async () => {
    const project = path.join(await tempFolder(), 'gone');
    const child = fork(path.join(distFolder(), 'runner.js'), { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.send({ type: 'start', request: demoRequest(project), secrets: {} });
    const message = (await once(child, 'message')).at(0) as unknown;
    expect(message).toMatchObject({ type: 'refused' });
  });
});

describe('a runner that is killed', () => {
  it('leaves earlier outputs readable and is shown as interrupted, and the next run sweeps up', async () => {
    const project = await tempProject([
      {
        ...busy,
        source: `import { dataLoader, table, variables } from 'eider'; export default dataLoader(() => { while (variables.wait) {} return table([{ a: 1 }]); });`,
      },
    ]);
    await runDemo(project);
    const child = fork(path.join(distFolder(), 'runner.js'), { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.send({ type: 'start', request: demoRequest(project, { variables: { wait: true } }), secrets: {} });
    const message = (await once(child, 'message')).at(0) as unknown;
    // SAFETY: see startRunner
    const { run } = message as { run: string };
    await eventOf(project, run, (event) => event.type === 'block_started');
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;

    const state = await readRun(project, { pipeline: 'demo', run });
    expect(state?.status).toBe('interrupted');
    expect(state?.blocks[0]?.status).toBe('interrupted');
    expect(await storedRows(project, 'busy')).toEqual([['1']]);
    await runDemo(project);
    const left = await readdir(path.join(project, '.eider/outputs/demo/busy'));
    expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await listRuns(project)).map((entry) => entry.pipeline)).toEqual(['demo', 'demo', 'demo']);
  });
});

/** Whether a process ends; it may be a zombie for a moment until its parent's parent collects it. */
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

import { mkdir, readFile, readdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/support/temp-project';
import { EiderError } from '../errors';
import type { Pipeline } from '../project/types';
import type { RunEvent, RunStarted } from '../protocol/run-events';
import { createSecrets } from '../secrets';
import { blockLogFile, eventLogFile, runFolder } from '../store/paths';
import { readRun } from '../store/runs';
import { openBlockLog } from './block-log';
import { openEventLog } from './event-log';
import { openRecorder } from './recorder';

const run = '20240101-000000-000-aaaa';
const time = '2024-01-01T00:00:00.000Z';
const started: RunStarted = {
  type: 'run_started',
  time,
  version: 1,
  run,
  pipeline: 'demo',
  origin: 'cli',
  process: { pid: process.pid, host: 'elsewhere', started: null },
  blocks: [],
};
const progress: RunEvent = { type: 'block_started', time, block: 'a' };

/** A file whose every write fails as on a full disk. */
async function makeFull(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await symlink('/dev/full', file);
}
const onFullDisk = it.runIf(process.platform === 'linux');

describe('an event log', () => {
  onFullDisk('says that events are missing instead of ending the run', async () => {
    const root = await tempFolder();
    await makeFull(eventLogFile(root, 'demo', run));
    const log = openEventLog(root, 'demo', run);
    log.append(started);
    log.append(progress);
    expect(log.trouble()).toMatchObject({ code: 'ENOSPC' });
    log.close();
  });

  it('drops what comes after its end', async () => {
    const root = await tempFolder();
    const log = openEventLog(root, 'demo', run);
    log.append(started);
    log.close();
    log.append(progress);
    log.close();
    expect(await readFile(eventLogFile(root, 'demo', run), 'utf8')).toBe(`${JSON.stringify(started)}\n`);
  });
});

describe('the recorder of a run', () => {
  const entry = { pipeline: 'demo', run };
  // SAFETY: a recorder reads nothing of the pipeline but its uuid
  const plan = { pipeline: { uuid: 'demo' } as Pipeline, blocks: [] };

  onFullDisk('refuses a run that cannot be recorded and leaves no trace', async () => {
    const root = await tempFolder();
    await makeFull(eventLogFile(root, 'demo', run));
    expect(() => openRecorder(root, plan, entry, started, createSecrets(), undefined)).toThrow(EiderError);
    expect(await readdir(path.join(root, '.eider/runs/demo'))).toEqual([]);
  });

  it('begins and ends with events that are told and on disk alike', async () => {
    const root = await tempFolder();
    const events: RunEvent[] = [];
    const recorder = openRecorder(root, plan, entry, started, createSecrets(), (event) => events.push(event));
    expect(recorder.finish('completed')).toMatchObject({ status: 'completed' });
    recorder.close();
    expect(events.map((event) => event.type)).toEqual(['run_started', 'run_finished']);
    expect((await readRun(root, { pipeline: 'demo', run }))?.status).toBe('completed');
  });
});

describe('the log of a block', () => {
  it('keeps a limited amount of what the block prints, and all that Eider says', async () => {
    const root = await tempFolder();
    await mkdir(runFolder(root, 'demo', run), { recursive: true });
    const log = openBlockLog(root, 'demo', run, 'chatty', String, 20);
    log.write('first line\n');
    log.write('second\nthird line\n');
    log.write('fourth\n');
    log.note('ERROR at the end\n');
    log.close();
    log.write('too late\n');
    const lines = (await readFile(blockLogFile(root, 'demo', run, 'chatty'), 'utf8')).split('\n');
    expect(lines).toEqual([
      'first line',
      'second',
      '',
      '… more than 20 bytes were printed; the rest is not kept',
      'ERROR at the end',
      '',
    ]);
  });

  it('never fails the block, not even without a place to write', async () => {
    const root = await tempFolder();
    const log = openBlockLog(root, 'demo', run, 'a', String);
    expect(() => log.write('nowhere\n')).not.toThrow();
    await mkdir(runFolder(root, 'demo', run), { recursive: true });
    const another = openBlockLog(root, 'demo', run, 'a', String);
    another.write('one\n');
    await rm(runFolder(root, 'demo', run), { recursive: true });
    expect(() => another.note('two\n')).not.toThrow();
    another.close();
  });

  onFullDisk('goes on without what a full disk does not take', async () => {
    const root = await tempFolder();
    await makeFull(blockLogFile(root, 'demo', run, 'a'));
    const log = openBlockLog(root, 'demo', run, 'a', String);
    expect(() => log.write('lost\n')).not.toThrow();
    log.close();
  });
});

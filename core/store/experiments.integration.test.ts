import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordLines, writeRecords } from '../../test/support/experiments';
import { tempFolder } from '../../test/support/temp-project';
import type { RunEvent } from '../protocol/run-events';
import { experimentWriter } from './experiment-writer';
import { listExperiments, readExperiments, readMetrics } from './experiments';
import { eventLogFile, experimentFile } from './paths';
import { identifyThisProcess } from './process-identity';

const id = '20250301-090000-000-0001';
const run = '20250301-085959-000-0001';

async function statusOf(project: string) {
  return (await readExperiments(project, await listExperiments(project))).map(({ status }) => status);
}

/** Writes the log of the run whose block `fit` trains, as far as it has come. */
async function writeRun(project: string, alive: boolean, ...later: readonly RunEvent[]): Promise<void> {
  const here = await identifyThisProcess();
  const time = '2025-03-01T08:59:59.000Z';
  const block = {
    uuid: 'fit',
    name: 'fit',
    type: 'custom',
    language: 'typescript',
    upstream: [],
    action: 'run' as const,
  };
  const events: readonly RunEvent[] = [
    {
      type: 'run_started',
      time,
      version: 1,
      run,
      pipeline: 'demo',
      origin: 'cli',
      process: alive ? here : { ...here, started: 'another process' },
      blocks: [block],
    },
    { type: 'block_started', time, block: 'fit' },
    ...later,
  ];
  const file = eventLogFile(project, 'demo', run);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

const ended = (status: 'completed' | 'failed' | 'cancelled'): RunEvent => ({
  type: 'block_finished',
  time: '2025-03-01T09:01:00.000Z',
  block: 'fit',
  status,
  seconds: 60,
  outputs: [],
});

describe('records without an end', () => {
  it('go on while their block does, and are interrupted when its process is gone', async () => {
    const project = await tempFolder();
    await writeRecords(project, { id, scores: { rmse: [3, 2] }, end: null });
    await writeRun(project, true);
    expect(await statusOf(project)).toEqual(['running']);
    await writeRun(project, false);
    expect(await statusOf(project)).toEqual(['interrupted']);
  });

  it('have ended as their block has', async () => {
    const project = await tempFolder();
    await writeRecords(project, { id, end: null });
    for (const status of ['failed', 'cancelled'] as const) {
      await writeRun(project, true, ended(status));
      expect(await statusOf(project)).toEqual([status]);
    }
    await writeRun(project, true, ended('completed')); // whatever it did not wait for
    expect(await statusOf(project)).toEqual(['interrupted']);
  });

  it('are interrupted when nothing is left of their run', async () => {
    const project = await tempFolder();
    await writeRecords(project, { id, end: null });
    expect(await statusOf(project)).toEqual(['interrupted']);
  });

  it('hold everything up to a line that was cut off', async () => {
    const project = await tempFolder();
    await writeRecords(project, { id, scores: { rmse: [3, 2] }, end: null });
    await appendFile(experimentFile(project, 'demo', id), '{"type":"metric","step":2,"se');
    const [state] = await readExperiments(project, await listExperiments(project));
    expect(state?.metrics).toEqual([{ set: '', name: 'rmse', step: 1, value: 2 }]);
    expect(await readMetrics(project, { pipeline: 'demo', id })).toHaveLength(2);
  });
});

it('lists records newest first, and leaves out what is none', async () => {
  const project = await tempFolder();
  expect(await listExperiments(project)).toEqual([]);
  await writeRecords(
    project,
    { id },
    { id: '20250302-090000-000-0001', pipeline: 'other' },
    { id: '20250228-090000-000-0001' },
  );
  const folder = path.dirname(experimentFile(project, 'demo', id));
  await writeFile(path.join(folder, 'notes.txt'), '');
  await writeFile(path.join(folder, '20250401-000000-000-0001.jsonl'), 'nothing of ours\n');
  expect((await listExperiments(project)).map((entry) => entry.id.slice(4, 8))).toEqual([
    '0401',
    '0302',
    '0301',
    '0228',
  ]);
  expect(await statusOf(project)).toEqual(['completed', 'completed', 'completed']);
  expect((await listExperiments(project, 'other')).map((entry) => entry.pipeline)).toEqual(['other']);
});

describe('the writer', () => {
  const [started, ...metrics] = recordLines({ id, scores: { rmse: [3, 2, 1] }, end: null });
  if (started === undefined) throw new Error('unexpected');

  it('writes what is urgent at once, and the rest together', async () => {
    const file = path.join(await tempFolder(), 'made/on/the/way.jsonl');
    const writer = experimentWriter(file);
    const lines = async () => (await readFile(file, 'utf8')).split('\n').length - 1;
    writer.append(started, 'now');
    for (const metric of metrics) writer.append(metric, 'soon');
    expect(await lines()).toBe(1);
    await expect.poll(lines).toBe(4);
    for (const metric of metrics) writer.append(metric, 'soon');
    writer.flush();
    expect(await lines()).toBe(7);
  });

  it('keeps what cannot be written for the next time', async () => {
    const folder = path.join(await tempFolder(), 'folder');
    await writeFile(folder, 'in the way');
    const file = path.join(folder, 'record.jsonl');
    const writer = experimentWriter(file);
    writer.append(started, 'now');
    expect(writer.trouble()).toMatchObject({ code: expect.stringMatching(/ENOTDIR|EEXIST/) as unknown });
    await rm(folder);
    for (const metric of metrics) writer.append(metric, 'now');
    expect(writer.trouble()).toBeNull();
    expect(
      (await readFile(file, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([started, ...metrics]);
  });
});

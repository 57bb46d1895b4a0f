import { mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { tempFolder, tempProject, type BlockSource } from '../../test/support/temp-project';
import type { RunProcess, RunStarted } from '../protocol/run-events';
import { usualRetention } from '../protocol/runner';
import { readBlockOutputs } from '../store/outputs';
import { blockOutputsFolder, eventLogFile } from '../store/paths';
import { identifyThisProcess } from '../store/process-identity';
import { cleanStore, pruneRuns } from './clean-up';
import { pruneOutputs } from './output-writer';
import { pinsOfRun } from './pins';

const ended: RunProcess = { pid: 2 ** 30, host: '', started: 'long ago' };

/** A project with runs that have not finished: whether they go on is up to their process. */
async function projectWithRuns(runs: Readonly<Record<string, RunProcess>>): Promise<string> {
  const root = await tempFolder();
  const { host } = await identifyThisProcess();
  for (const [run, process] of Object.entries(runs)) {
    const event: RunStarted = {
      type: 'run_started',
      time: '2024-01-01T00:00:00.000Z',
      version: 1,
      run,
      pipeline: 'demo',
      origin: 'cli',
      process: { ...process, host },
      blocks: [],
    };
    await mkdir(path.dirname(eventLogFile(root, 'demo', run)), { recursive: true });
    await writeFile(eventLogFile(root, 'demo', run), `${JSON.stringify(event)}\n`);
    await mkdir(path.join(blockOutputsFolder(root, 'demo', 'a'), run), { recursive: true });
  }
  return root;
}

describe('old runs', () => {
  it('go when there are too many, except those that go on', async () => {
    const alive = await identifyThisProcess();
    const root = await projectWithRuns({ r1: alive, r2: ended, r3: ended, r4: ended, r5: ended });
    await pruneRuns(root, 'demo', { runs: 2, days: null });
    expect((await readdir(path.join(root, '.eider/runs/demo'))).sort()).toEqual(['r1', 'r4', 'r5']);
    await pruneRuns(root, 'other', { runs: 2, days: null });
  });

  it('are counted in every run', async () => {
    const project = await tempProject([{ uuid: 'one', type: 'data_loader', language: 'sql', source: 'SELECT 1 AS a' }]);
    const runs = path.join(project, '.eider/runs/demo');
    for (let count = 0; count < 205; count += 1) {
      await mkdir(path.join(runs, `20200101-000000-${count}-aaaa`), { recursive: true });
    }
    const { run } = await runDemo(project);
    expect(await readdir(runs)).toHaveLength(200);
    expect(await readdir(runs)).toContain(run);
  });
});

describe('old outputs', () => {
  it('that are whole are not counted with those of a run that came to nothing', async () => {
    const many = (body: string, uuid: string, rest = {}): BlockSource => ({
      uuid,
      type: 'custom',
      language: 'typescript',
      source: `import { custom } from 'eider'; export default custom(${body});`,
      ...rest,
    });
    const root = await tempProject([
      many('() => [[1, 2]]', 'list', { fields: { configuration: { dynamic: true } } }),
      many('(n: number) => [n]', 'Each', { upstream: ['list'] }), // a name that is no folder's as it is
    ]);
    const good = await runDemo(root);
    const failing = many("(n: number) => { if (n === 2) throw new Error('no'); return [n]; }", 'Each').source;
    await writeFile(path.join(root, 'custom/Each.ts'), failing);
    for (let run = 0; run < 3; run += 1) await runDemo(root);
    await cleanStore(root, { ...usualRetention, outputs: 1 });
    expect((await readBlockOutputs(root, 'demo', 'Each'))?.manifest.run).toBe(good.run);
    expect(await readdir(blockOutputsFolder(root, 'demo', 'Each'))).toHaveLength(2);
  });

  it('of which the newest cannot be read keep the one before it', async () => {
    const root = await tempProject([{ uuid: 'a', type: 'data_loader', language: 'sql', source: 'SELECT 1 AS n' }]);
    const good = await runDemo(root);
    const broken = await runDemo(root);
    await truncate(path.join(blockOutputsFolder(root, 'demo', 'a'), broken.run, 'output_0.parquet'), 10);
    await cleanStore(root, { ...usualRetention, outputs: 1 });
    expect((await readBlockOutputs(root, 'demo', 'a'))?.manifest.run).toBe(good.run);
  });

  it('stay while their own run goes on, or one that reads them', async () => {
    const alive = await identifyThisProcess();
    const root = await projectWithRuns({ r1: alive, r2: ended, r3: ended, r4: ended, r5: ended, r6: ended });
    const folder = blockOutputsFolder(root, 'demo', 'a');
    const pins = pinsOfRun(root, { pipeline: 'demo', run: 'r1' });
    await pins.add([path.join(folder, 'r2')]);
    await pinsOfRun(root, { pipeline: 'demo', run: 'r4' }).add([path.join(folder, 'r3')]); // of a run that was killed
    await pruneOutputs(root, 'demo', 'a', { outputs: 2, days: null });
    expect((await readdir(folder)).sort()).toEqual(['r1', 'r2', 'r5', 'r6']);
    await pins.unpin();
    await pruneOutputs(root, 'demo', 'a', { outputs: 2, days: null });
    expect((await readdir(folder)).sort()).toEqual(['r1', 'r5', 'r6']);
  });
});

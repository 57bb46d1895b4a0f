import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { emptyDisk, fillDisk } from '../../test/support/full-disk';
import { runDemo, storedFiles, storedText, type DemoRun } from '../../test/support/run-demo';
import { projectFiles, tempFolder, writeFiles, type BlockSource } from '../../test/support/temp-project';
import { readBlockOutputs } from '../store/outputs';
import { listRuns, readRun } from '../store/runs';

vi.mock('node:fs/promises', async (original) =>
  (await import('../../test/support/full-disk')).promisesOnDisk(await original()),
);
vi.mock('node:fs', async (original) => (await import('../../test/support/full-disk')).syncOnDisk(await original()));

const custom = (uuid: string, upstream: readonly string[], body: string, configuration = {}): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'typescript',
  upstream,
  source: `import { custom } from 'eider';\nexport default custom(${body});\n`,
  fields: { configuration },
});
const dynamic: readonly BlockSource[] = [
  custom('list', [], '() => [[10, 20]]', { dynamic: true }),
  custom('each', ['list'], '(n: number) => [n]', { reduce_output: true }),
  custom('all', ['each'], '(each: number[]) => [{ each }]'),
];
const product: BlockSource = {
  uuid: 'product',
  type: 'global_data_product',
  language: 'sql',
  source: '',
  fields: { configuration: { global_data_product: { uuid: 'set', outdated_after: { seconds: 0 } } } },
};
const rows: BlockSource = { uuid: 'rows', type: 'custom', language: 'sql', source: 'SELECT range AS n FROM range(3)' };

/** A project whose pipeline has run well once. */
async function projectAfterARun(blocks: readonly BlockSource[]) {
  const root = await tempFolder();
  await writeFiles(root, {
    ...projectFiles({ make: [rows], demo: blocks }),
    // what earlier runs gave stays part of it
    'global_data_products.yaml': 'set: { object_uuid: make, settings: { rows: { partitions: 0 } } }\n',
  });
  const first = await runDemo(root, limits);
  expect(first.finished.status).toBe('completed');
  return { root, first };
}
/** One block at a time, so that it is known what a disk takes before it is full. */
const limits = { limits: { memory: null, threads: null, parallel: 1 } };

/** That a run ended as its log says, for a reason that names the full disk. */
async function expectTrueEnd(root: string, { run, finished, events }: DemoRun, enough: boolean): Promise<void> {
  const state = await readRun(root, { pipeline: 'demo', run });
  // a log that has no end, because the disk did not take it, tells nothing of a good one
  if (finished.failure?.code === 'store_not_writable') expect(state?.status).not.toBe('completed');
  else expect(state?.status).toBe(finished.status);
  if (finished.status === 'completed') {
    const stored = await Promise.all(dynamic.map(({ uuid }) => readBlockOutputs(root, 'demo', uuid)));
    expect(stored.map((outputs) => outputs?.manifest.run)).toEqual(dynamic.map(() => run));
    return;
  }
  expect(enough).toBe(false);
  const failures = events.flatMap((event) =>
    'failure' in event && event.failure !== undefined ? [event.failure] : [],
  );
  expect(failures.map(({ code, message }) => `${code} ${message}`).join('\n')).toMatch(/ENOSPC|data_product_failed/);
}

const noSpace = expect.stringContaining('ENOSPC') as string;
const freeSome = expect.stringMatching(/free some (disk )?space/) as string;

describe('a disk that is full', () => {
  it('for one child of a dynamic block fails the block, and the run goes on where it was when there is space', async () => {
    const { root, first } = await projectAfterARun(dynamic);
    const earlier = await storedFiles(root, first.run);
    fillDisk((file) => file.includes('/each/') && file.endsWith('/.1.tmp/manifest.json'));
    const run = await runDemo(root, limits);
    const file = path.join(root, 'custom/each.ts');
    expect(run.finished).toMatchObject({ status: 'failed', failed: 1 });
    expect(run.block('each')).toMatchObject({
      status: 'failed',
      failure: { message: noSpace, remedy: freeSome, file },
    });
    expect(run.block('each').failure?.message).toMatch(/^each:1: /);
    expect(run.block('all').status).toBe('upstream_failed');
    expect((await readRun(root, { pipeline: 'demo', run: run.run }))?.status).toBe('failed');
    expect(await storedFiles(root, first.run)).toEqual(earlier);
    expect((await readBlockOutputs(root, 'demo', 'each'))?.manifest.run).toBe(first.run);
    emptyDisk();
    const rest = await runDemo(root, { ...limits, resume: run.run });
    expect(rest.finished).toMatchObject({ status: 'completed', executed: 2 });
    expect(JSON.parse(await storedText(root, 'all'))).toEqual({ each: [10, 20] });
  });

  it('for the list of the children of a dynamic block fails the block, and they need not run again', async () => {
    const { root, first } = await projectAfterARun(dynamic);
    fillDisk((file) => path.basename(file).startsWith('.manifest.json'));
    const run = await runDemo(root, limits);
    expect(run.block('each')).toMatchObject({ status: 'failed', failure: { message: noSpace, remedy: freeSome } });
    expect((await readRun(root, { pipeline: 'demo', run: run.run }))?.status).toBe('failed');
    expect((await readBlockOutputs(root, 'demo', 'each'))?.manifest.run).toBe(first.run);
    emptyDisk();
    const rest = await runDemo(root, { ...limits, resume: run.run });
    const children = rest.events.flatMap((event) => (event.type === 'child_finished' ? [event] : []));
    expect(children.map(({ status, seconds }) => [status, seconds])).toEqual([
      ['completed', 0],
      ['completed', 0],
    ]);
    expect(rest.finished.status).toBe('completed');
  });

  it('for the event log fails the run, and what its blocks have made is there', async () => {
    const { root } = await projectAfterARun(dynamic);
    let lines = 3;
    fillDisk((file) => file.endsWith('/events.jsonl') && lines-- <= 0);
    const run = await runDemo(root, limits);
    expect(run.finished).toMatchObject({
      status: 'failed',
      failure: { code: 'store_not_writable', message: noSpace, remedy: freeSome },
    });
    expect((await readRun(root, { pipeline: 'demo', run: run.run }))?.status).not.toBe('completed');
    expect((await readBlockOutputs(root, 'demo', 'all'))?.manifest.run).toBe(run.run);
  });

  it('only for a moment leaves the event log whole', async () => {
    const { root } = await projectAfterARun(dynamic);
    let line = 0;
    fillDisk((file) => file.endsWith('/events.jsonl') && [3, 4, 6].includes(++line));
    const run = await runDemo(root, limits);
    expect(run.finished.status).toBe('completed');
    const state = await readRun(root, { pipeline: 'demo', run: run.run });
    expect(state?.status).toBe('completed');
    expect(state?.blocks.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
  });

  it('for the very last event is told, and the log says the same when there is space again', async () => {
    const one: BlockSource = { uuid: 'a', type: 'data_loader', language: 'sql', source: 'SELECT 1 AS n' };
    const { root } = await projectAfterARun([one]);
    let line = 0;
    fillDisk((file) => file.endsWith('/events.jsonl') && ++line === 4);
    const { run, finished } = await runDemo(root);
    expect(finished).toMatchObject({ status: 'failed', failure: { code: 'store_not_writable' } });
    expect((await readRun(root, { pipeline: 'demo', run }))?.status).toBe('failed');
  });

  it('for a run of a trigger refuses it before it has begun', async () => {
    const { root, first } = await projectAfterARun(dynamic);
    fillDisk((file) => file.endsWith('/events.jsonl'));
    await expect(runDemo(root, { origin: 'trigger', trigger: 'daily', triggerLimit: 1 })).rejects.toMatchObject({
      problem: { code: 'store_not_writable', message: noSpace, remedy: freeSome },
    });
    expect(await listRuns(root)).toMatchObject([{ run: first.run }]);
    emptyDisk();
    expect((await runDemo(root, { origin: 'trigger', trigger: 'daily', triggerLimit: 1 })).finished.status).toBe(
      'completed',
    );
  });

  it('for the run of a data product fails the block that reads it, and earlier outputs of the product stay', async () => {
    const { root } = await projectAfterARun([product]);
    const [made] = await listRuns(root, 'make');
    const earlier = await storedFiles(root, made?.run ?? '');
    expect(earlier).not.toEqual({});
    fillDisk((file) => file.includes('/runs/make/'));
    const refused = await runDemo(root, limits);
    expect(refused.block('product')).toMatchObject({
      status: 'failed',
      failure: { code: 'store_not_writable', message: noSpace, remedy: freeSome },
    });
    fillDisk((file) => file.includes('/outputs/make/'));
    const failed = await runDemo(root, limits);
    expect(failed.block('product')).toMatchObject({ status: 'failed', failure: { code: 'data_product_failed' } });
    const [inner, ...others] = await listRuns(root, 'make');
    expect(others).toEqual([made]);
    expect(inner === undefined ? null : (await readRun(root, inner))?.status).toBe('failed');
    expect(await storedFiles(root, made?.run ?? '')).toEqual(earlier);
  });

  it('for marks and logs of blocks is no reason to fail', async () => {
    const { root } = await projectAfterARun(dynamic);
    fillDisk((file) => file.endsWith('.log') || path.basename(file).startsWith('.read-by-'));
    const run = await runDemo(root, { ...limits, selection: { block: 'all', mode: 'only' } });
    expect(run.finished).toMatchObject({ status: 'completed', executed: 1, reused: 1 });
  });

  it.runIf(process.platform === 'linux').each([
    ['a TypeScript block', 'output_0.json', '[1]'],
    ['a query', 'output_0.parquet', 'sql`select range as n from range(100000)`'],
  ])('for the output of %s fails the block, and nothing of it is left', async (_, file, value) => {
    const { root, first } = await projectAfterARun([custom('writes', [], '() => [1]')]);
    const earlier = await storedFiles(root, first.run);
    await writeFiles(root, {
      'custom/writes.ts': `import { custom, sql, type Context } from 'eider';
import { symlinkSync } from 'node:fs';
export default custom(({ project, run }: Context) => {
  symlinkSync('/dev/full', \`\${project}/.eider/outputs/demo/writes/.\${run}.tmp/${file}\`);
  return ${value};
});
`,
    });
    const run = await runDemo(root);
    expect(run.block('writes')).toMatchObject({
      status: 'failed',
      failure: { message: expect.stringMatching(/ENOSPC|No space left/) as string },
    });
    expect(await readdir(path.join(root, '.eider/outputs/demo/writes'))).toEqual([first.run]);
    expect(await storedFiles(root, first.run)).toEqual(earlier);
  });

  it.each([
    ['from any write on', 3, (write: number, room: number) => write > room],
    ['for any one write', 1, (write: number, room: number) => write === room + 1],
  ])('%s ends the run as what it is, with one clear error, and loses nothing', async (_, step, isFull) => {
    const { root: template, first } = await projectAfterARun([...dynamic, product]);
    for (let room = 0, enough = false; !enough; room += step) {
      const root = await tempFolder();
      await cp(template, root, { recursive: true });
      const earlier = await storedFiles(root, first.run);
      let write = 0;
      fillDisk(() => isFull(++write, room));
      const { run, error } = await runDemo(root, limits).then(
        (run) => ({ run, error: null }),
        (error: unknown) => ({ run: null, error }),
      );
      enough = write <= room;
      emptyDisk();
      expect(await storedFiles(root, first.run)).toEqual(earlier);
      if (run !== null) await expectTrueEnd(root, run, enough);
      else {
        expect(error).toMatchObject({ problem: { code: 'store_not_writable', message: noSpace, remedy: freeSome } });
        expect(await listRuns(root, 'demo')).toHaveLength(1);
      }
    }
  });
});

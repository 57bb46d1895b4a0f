import { writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo, storedText, type DemoRun } from '../../test/support/run-demo';
import { tempProject } from '../../test/support/temp-project';
import { usualRetention } from '../protocol/runner';
import { identifyThisProcess } from '../store/process-identity';
import { listRuns } from '../store/runs';
import { cleanStore } from './clean-up';

/** A pipeline that notes when it begins and ends, and takes until there is a file `go`, or half a second. */
async function slowProject(concurrency: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const root = await tempProject([
    {
      uuid: 'slow',
      type: 'custom',
      language: 'typescript',
      source: `import { custom } from 'eider'; import { appendFileSync, existsSync } from 'node:fs';
        export default custom(async ({ project, variables }) => {
          appendFileSync(project + '/order', '(');
          const until = Date.now() + (variables.hold === true ? 60_000 : 500);
          while (Date.now() < until && !existsSync(project + '/go')) await new Promise((resolve) => setTimeout(resolve, 10));
          appendFileSync(project + '/order', ')');
        });`,
    },
  ]);
  const file = path.join(root, 'pipelines/demo/metadata.yaml');
  const pipeline = await readFile(file, 'utf8');
  await writeFile(file, pipeline.replace('{', `{ "concurrency_config": ${JSON.stringify(concurrency)},`));
  return root;
}
const order = (root: string) => readFile(path.join(root, 'order'), 'utf8').catch(() => '');

/** Lets the blocks that are held end. */
const release = (root: string) => writeFile(path.join(root, 'go'), '');

/** Starts a run and resolves when its block has begun, which is then held until `release`. */
async function begun(root: string): Promise<{ readonly end: Promise<DemoRun> }> {
  const end = runDemo(root, { variables: { hold: true } });
  await expect.poll(() => order(root)).toBe('(');
  return { end };
}

describe('runs of one pipeline', () => {
  it('go on beside each other unless there is a limit', async () => {
    const root = await slowProject();
    const runs = Promise.all([1, 2].map(() => runDemo(root, { variables: { hold: true } })));
    await expect.poll(() => order(root)).toBe('((');
    await release(root);
    await runs;
  });

  it('wait for each other at their limit', async () => {
    const root = await slowProject({ pipeline_run_limit_all_triggers: 1 });
    const runs = await Promise.all([runDemo(root), runDemo(root), runDemo(root)]);
    expect(runs.map(({ finished }) => finished.status)).toEqual(['completed', 'completed', 'completed']);
    expect(await order(root)).toBe('()()()');
  });

  it('are skipped at their limit where the pipeline says so, and recorded as cancelled', async () => {
    const root = await slowProject({ pipeline_run_limit: 1, on_pipeline_run_limit_reached: 'skip' });
    const first = await begun(root);
    const second = await runDemo(root);
    await release(root);
    expect(second.finished).toMatchObject({ status: 'cancelled', executed: 0, failure: { code: 'run_limit_reached' } });
    expect(second.run).not.toBe('');
    expect((await first.end).finished.status).toBe('completed');
    expect(await listRuns(root, 'demo')).toHaveLength(2);
  });

  it('are skipped while another goes on, when that is asked for', async () => {
    const root = await slowProject();
    const first = await begun(root);
    const second = await runDemo(root, { skipIfRunning: true });
    await release(root);
    expect(second.finished).toMatchObject({ status: 'cancelled', failure: { code: 'previous_running' } });
    await first.end;
    expect((await runDemo(root, { skipIfRunning: true })).finished.status).toBe('completed');
  });

  it('that wait can be cancelled', async () => {
    const root = await slowProject({ pipeline_run_limit: 1 });
    const first = await begun(root);
    const stop = new AbortController();
    const reasons: string[] = [];
    const onWaiting = (reason: string) => {
      reasons.push(reason);
      stop.abort();
    };
    await expect(runDemo(root, {}, { signal: stop.signal, onWaiting })).rejects.toThrow();
    await release(root);
    const { run } = await first.end;
    expect(reasons).toEqual([`Run ${run} of demo goes on, and no more may at once.`]);
    expect(await listRuns(root, 'demo')).toHaveLength(1);
  });

  it('that wait are let in as they came, and their ids tell the order in which they ran', async () => {
    const root = await slowProject({ pipeline_run_limit: 1 });
    const runs: Promise<DemoRun>[] = [];
    for (const n of [0, 1, 2]) {
      const waiting = new Promise<void>((resolve) => {
        runs.push(runDemo(root, { variables: { n } }, { onWaiting: () => resolve() }));
      });
      if (n === 0) await expect.poll(() => order(root)).toBe('(');
      else await waiting;
    }
    const ids = (await Promise.all(runs)).map(({ run }) => run);
    expect(ids).toEqual(ids.toSorted());
    expect((await listRuns(root, 'demo')).map(({ run }) => run)).toEqual(ids.toReversed());
  });

  it('of another process that is gone do not count', async () => {
    const root = await slowProject({ pipeline_run_limit: 1 });
    const queue = path.join(root, '.eider/cache/queues/demo');
    await mkdir(queue, { recursive: true });
    const gone = { ...(await identifyThisProcess()), pid: 4_194_999, label: '{"run":"gone","trigger":null}' };
    await writeFile(path.join(queue, '000000000007-gone'), JSON.stringify(gone));
    expect((await runDemo(root, { skipIfRunning: true })).finished.status).toBe('completed');
  });

  it('that waited read what is there when they begin', async () => {
    const root = await tempProject([
      {
        uuid: 'load',
        type: 'custom',
        language: 'typescript',
        source: `import { custom } from 'eider'; import { appendFileSync, existsSync } from 'node:fs';
          export default custom(async ({ project, variables }) => {
            appendFileSync(project + '/order', '(');
            while (variables.n === 2 && !existsSync(project + '/go')) await new Promise((resolve) => setTimeout(resolve, 10));
            return [variables.n];
          });`,
      },
      {
        uuid: 'reads',
        type: 'custom',
        language: 'typescript',
        upstream: ['load'],
        source: `import { custom } from 'eider'; export default custom((n: number) => [n]);`,
      },
    ]);
    const file = path.join(root, 'pipelines/demo/metadata.yaml');
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('{', '{ "concurrency_config": { "pipeline_run_limit": 1 },'),
    );
    const retention = { ...usualRetention, outputs: 1 };
    await runDemo(root, { variables: { n: 1 }, retention });
    const first = runDemo(root, { variables: { n: 2 }, retention });
    await expect.poll(() => order(root)).toBe('((');
    const selection = { block: 'reads', mode: 'only' } as const;
    const onWaiting = () => writeFileSync(path.join(root, 'go'), '');
    const second = await runDemo(root, { selection, retention }, { onWaiting });
    await first;
    expect(second.finished.status).toBe('completed');
    expect(await storedText(root, 'reads')).toBe('2');
  });
});

it('a project is cleaned of what is too old or too many, except the newest outputs', async () => {
  const root = await tempProject([{ uuid: 'a', type: 'data_loader', language: 'sql', source: 'SELECT 1 AS n' }]);
  for (let count = 0; count < 4; count += 1) await runDemo(root);
  expect(await cleanStore(root, { runs: 3, outputs: 2, days: null })).toEqual({ runs: 1, outputs: 2 });
  expect(await cleanStore(root, { runs: 3, outputs: 2, days: 1 })).toEqual({ runs: 0, outputs: 0 });
  expect(await cleanStore(root, { runs: 3, outputs: 2, days: -1 })).toEqual({ runs: 3, outputs: 1 });
});

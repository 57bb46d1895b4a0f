import { setTimeout as sleep } from 'node:timers/promises';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { tempProject } from '../../test/support/temp-project';
import { listRuns } from '../store/runs';
import { cleanStore } from './clean-up';

/** A pipeline that takes half a second and notes when it begins and ends. */
async function slowProject(concurrency: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const root = await tempProject([
    {
      uuid: 'slow',
      type: 'custom',
      language: 'typescript',
      source: `import { custom } from 'eider'; import { appendFileSync } from 'node:fs';
        export default custom(async ({ project }) => {
          appendFileSync(project + '/order', '(');
          await new Promise((resolve) => setTimeout(resolve, 500));
          appendFileSync(project + '/order', ')');
        });`,
    },
  ]);
  const file = path.join(root, 'pipelines/demo/metadata.yaml');
  const pipeline = await readFile(file, 'utf8');
  await writeFile(file, pipeline.replace('{', `{ "concurrency_config": ${JSON.stringify(concurrency)},`));
  return root;
}
const order = (root: string) => readFile(path.join(root, 'order'), 'utf8');

describe('runs of one pipeline', () => {
  it('go on beside each other unless there is a limit', async () => {
    const root = await slowProject();
    await Promise.all([runDemo(root), runDemo(root)]);
    expect(await order(root)).toBe('(())');
  });

  it('wait for each other at their limit', async () => {
    const root = await slowProject({ pipeline_run_limit_all_triggers: 1 });
    const runs = await Promise.all([runDemo(root), runDemo(root), runDemo(root)]);
    expect(runs.map(({ finished }) => finished.status)).toEqual(['completed', 'completed', 'completed']);
    expect(await order(root)).toBe('()()()');
  });

  it('are skipped at their limit where the pipeline says so, and recorded as cancelled', async () => {
    const root = await slowProject({ pipeline_run_limit: 1, on_pipeline_run_limit_reached: 'skip' });
    const first = runDemo(root);
    await sleep(200);
    const second = await runDemo(root);
    expect(second.finished).toMatchObject({ status: 'cancelled', executed: 0, failure: { code: 'run_limit_reached' } });
    expect((await first).finished.status).toBe('completed');
    expect(await listRuns(root, 'demo')).toHaveLength(2);
  });

  it('are skipped while another goes on, when that is asked for', async () => {
    const root = await slowProject();
    const first = runDemo(root);
    await sleep(200);
    const second = await runDemo(root, { skipIfRunning: true });
    expect(second.finished).toMatchObject({ status: 'cancelled', failure: { code: 'previous_running' } });
    await first;
    expect((await runDemo(root, { skipIfRunning: true })).finished.status).toBe('completed');
  });

  it('that wait can be cancelled', async () => {
    const root = await slowProject({ pipeline_run_limit: 1 });
    const first = runDemo(root);
    await sleep(200);
    await expect(runDemo(root, {}, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
    await first;
    expect(await listRuns(root, 'demo')).toHaveLength(1);
  });
});

it('a project is cleaned of what is too old or too many, except the newest outputs', async () => {
  const root = await tempProject([{ uuid: 'a', type: 'data_loader', language: 'sql', source: 'SELECT 1 AS n' }]);
  for (let count = 0; count < 4; count += 1) await runDemo(root);
  expect(await cleanStore(root, { runs: 3, outputs: 2, days: null })).toEqual({ runs: 1, outputs: 2 });
  expect(await cleanStore(root, { runs: 3, outputs: 2, days: 1 })).toEqual({ runs: 0, outputs: 0 });
  expect(await cleanStore(root, { runs: 3, outputs: 2, days: -1 })).toEqual({ runs: 3, outputs: 1 });
});

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoRequest, runDemo, storedRows, storedText } from '../../test/support/run-demo';
import { projectFiles, tempProject, writeFiles, type BlockSource } from '../../test/support/temp-project';
import { runPipeline } from './run-pipeline';

const numbers: BlockSource = {
  uuid: 'numbers',
  type: 'data_loader',
  language: 'sql',
  source: 'SELECT i::INTEGER AS n FROM range(10) t(i)',
};

describe('two pipelines of a project', () => {
  it('may have different blocks of one name', async () => {
    const block = (type: string, decorator: string): BlockSource => ({
      uuid: 'xgboost',
      type,
      language: 'typescript',
      source: `import { ${decorator} } from 'eider'; export default ${decorator}(() => '${decorator}');`,
    });
    const project = await tempProject([block('data_loader', 'dataLoader')]);
    await writeFiles(project, projectFiles({ retrain: [block('custom', 'custom')] }));
    expect((await runDemo(project)).finished.status).toBe('completed');
    expect((await runDemo(project, { pipeline: 'retrain' })).finished.status).toBe('completed');
    expect((await runDemo(project)).finished.status).toBe('completed');
    expect(await storedText(project, 'xgboost')).toBe('dataLoader');
  });
});

describe('a part of a pipeline', () => {
  const chain: BlockSource[] = [
    numbers,
    { uuid: 'double', language: 'sql', upstream: ['numbers'], source: 'SELECT n * 2 AS n FROM numbers' },
    { uuid: 'last', language: 'sql', upstream: ['double'], source: 'SELECT sum(n) AS total FROM double' },
  ];

  it('reads the stored outputs of the blocks that it does not run', async () => {
    const project = await tempProject(chain);
    await runDemo(project);
    const demo = await runDemo(project, { selection: { block: 'last', mode: 'only' } });
    expect(demo.finished).toMatchObject({ status: 'completed', executed: 1, reused: 1 });
    expect(await storedRows(project, 'last')).toEqual([['90']]);
  });

  it('takes upstream or downstream blocks along', async () => {
    const project = await tempProject(chain);
    const up = await runDemo(project, { selection: { block: 'double', mode: 'upstream' } });
    expect(up.finished).toMatchObject({ executed: 2, reused: 0 });
    const down = await runDemo(project, { selection: { block: 'double', mode: 'downstream' } });
    expect(down.finished).toMatchObject({ executed: 2, reused: 1 });
  });

  it('is refused when an upstream block was never run', async () => {
    const project = await tempProject(chain);
    const refused = runPipeline(demoRequest(project, { selection: { block: 'last', mode: 'only' } }), {
      signal: new AbortController().signal,
    });
    await expect(refused).rejects.toMatchObject({ problem: { code: 'upstream_not_executed' } });
    expect(await readdir(project)).not.toContain('.eider');
  });

  it('is refused for a block that does not exist or cannot run', async () => {
    const project = await tempProject([
      ...chain,
      { uuid: 'py', language: 'python', source: 'pass', fields: { language: 'r' } },
    ]);
    const run = (block: string) =>
      runPipeline(demoRequest(project, { selection: { block, mode: 'only' } }), {
        signal: new AbortController().signal,
      });
    await expect(run('nope')).rejects.toMatchObject({ problem: { code: 'block_unknown' } });
    await expect(run('py')).rejects.toMatchObject({ problem: { code: 'block_not_runnable' } });
  });

  it('keeps only the newest outputs of a block', async () => {
    const project = await tempProject([numbers]);
    const runs: string[] = [];
    for (let count = 0; count < 7; count += 1) runs.push((await runDemo(project)).run);
    expect((await readdir(path.join(project, '.eider/outputs/demo/numbers'))).sort()).toEqual(runs.slice(-5));
  });
});

import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo, storedRows, storedText } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';
import { readBlockOutputs } from '../store/outputs';
import { blockRunFolder, eventLogFile } from '../store/paths';
import { readRun } from '../store/runs';

const load: BlockSource = { uuid: 'load', type: 'data_loader', language: 'sql', source: 'SELECT 3 AS n' };
const double: BlockSource = {
  uuid: 'double',
  language: 'sql',
  upstream: ['load'],
  source: 'SELECT n * 2 AS n FROM load',
};
const below: BlockSource = { uuid: 'below', language: 'sql', upstream: ['double'], source: 'SELECT n FROM double' };

describe('a run', () => {
  it('ends at its time limit', async () => {
    const source = `import { custom } from 'eider'; export default custom(() => new Promise((resolve) => setTimeout(resolve, 60_000)));`;
    const project = await tempProject([{ uuid: 'long', type: 'custom', language: 'typescript', source }]);
    const run = await runDemo(project, { timeout: 0.3 });
    expect(run.finished).toMatchObject({ status: 'failed', failure: { code: 'run_timeout' } });
    expect((await runDemo(project, { timeout: 0.3, timeoutStatus: 'cancelled' })).finished).toMatchObject({
      status: 'cancelled',
      failure: { code: 'run_timeout' },
    });
  });

  it('goes on with the variables, the date and the settings that it was given', async () => {
    const shows: BlockSource = {
      uuid: 'shows',
      type: 'custom',
      language: 'typescript',
      upstream: ['double'],
      source: `import { custom } from 'eider';
        export default custom((_n, { variables: { city, token, execution_date } }) => [{ city, token, execution_date }]);`,
    };
    const project = await tempProject([load, { ...double, source: 'SELECT missing FROM load' }, shows], {
      city: 'here',
    });
    const secrets = { KEY: 'a-secret-key' };
    const variables = { city: 'there', token: 'a-secret-key' };
    const first = await runDemo(project, { variables, trigger: 'nightly', allowFailures: true }, { secrets });
    await writeFile(path.join(project, 'transformers/double.sql'), double.source);
    await expect(runDemo(project, { resume: first.run })).rejects.toMatchObject({
      problem: { code: 'variable_withheld', remedy: 'Give it again: --var token=….' },
    });
    await runDemo(project, { resume: first.run, variables: { token: 'another' } });
    expect(JSON.parse(await storedText(project, 'shows'))).toEqual({
      city: 'there',
      token: 'another',
      execution_date: first.events[0]?.time,
    });
    expect(await readFile(eventLogFile(project, 'demo', first.run), 'utf8')).not.toContain('a-secret-key');
  });

  it('remembers what each try was given, runs again what was cleaned away, and says when a block is gone', async () => {
    const needs = (uuid: string, upstream: readonly string[] = []): BlockSource => ({
      uuid,
      type: 'custom',
      language: 'typescript',
      upstream,
      source: `import { custom } from 'eider'; import { existsSync } from 'node:fs';
        export default custom((...given) => {
          const { project, variables } = given.at(-1);
          if (!existsSync(project + '/${uuid}')) throw new Error('not yet');
          return [variables.x];
        });`,
    });
    const project = await tempProject([needs('first'), needs('second', ['first']), needs('third', ['second'])]);
    await writeFile(path.join(project, 'first'), '');
    const variables = { x: 1, api_key: 'hunter2-hunter2' };
    const first = await runDemo(project, { variables });
    expect(await readFile(eventLogFile(project, 'demo', first.run), 'utf8')).not.toContain('hunter2');
    await writeFile(path.join(project, 'second'), '');
    const again = (change: object) => runDemo(project, { resume: first.run, variables: { api_key: 'k', ...change } });
    await again({ x: 7 });
    await rm(blockRunFolder(project, 'demo', 'first', first.run), { recursive: true });
    await runDemo(project, { selection: { block: 'first', mode: 'only' }, variables: { x: 99 } });
    await writeFile(path.join(project, 'third'), '');
    const last = await again({});
    expect(last.finished).toMatchObject({ status: 'completed', executed: 2 });
    const stored = await readBlockOutputs(project, 'demo', 'first', first.run);
    expect(await readFile(path.join(stored?.folder ?? '', 'output_0.json'), 'utf8')).toBe('7');
    expect(JSON.parse(await storedText(project, 'third'))).toBe(7);

    await rm(path.join(project, 'third'));
    const failed = await runDemo(project, { variables });
    const file = path.join(project, 'pipelines/demo/metadata.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"third"', '"fourth"'));
    await writeFile(path.join(project, 'custom/fourth.ts'), needs('fourth').source);
    await expect(runDemo(project, { resume: failed.run, variables })).rejects.toMatchObject({
      problem: { code: 'block_gone', message: expect.stringContaining('third') as string },
    });
  });

  it('goes on after its log was cut off in the middle of a line', async () => {
    const project = await tempProject([load, { ...double, source: 'SELECT missing FROM load' }]);
    const { run } = await runDemo(project);
    const log = eventLogFile(project, 'demo', run);
    const text = (await readFile(log, 'utf8')).replace(`"pid":${process.pid}`, '"pid":4194999'); // no such process
    await writeFile(log, text.slice(0, -20));
    await writeFile(path.join(project, 'transformers/double.sql'), double.source);
    expect((await runDemo(project, { resume: run })).finished.status).toBe('completed');
    expect(await readRun(project, { pipeline: 'demo', run })).toMatchObject({ status: 'completed', executed: 1 });
  });

  it('goes on where it ended: what had completed is kept', async () => {
    const project = await tempProject([load, { ...double, source: 'SELECT missing FROM load' }, below]);
    const first = await runDemo(project);
    expect(first.finished.status).toBe('failed');
    await writeFile(path.join(project, 'transformers/double.sql'), double.source);
    const second = await runDemo(project, { resume: first.run });
    expect(second.run).toBe(first.run);
    expect(second.finished).toMatchObject({ status: 'completed', executed: 2, reused: 1 });
    expect(await storedRows(project, 'below')).toEqual([[6]]);
    await expect(runDemo(project, { resume: first.run })).rejects.toMatchObject({ problem: { code: 'run_complete' } });
    await writeFile(path.join(project, 'transformers/below.sql'), 'SELECT missing FROM double');
    const broken = await runDemo(project);
    const both = await Promise.allSettled([1, 2].map(() => runDemo(project, { resume: broken.run })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(runDemo(project, { resume: 'gone' })).rejects.toMatchObject({ problem: { code: 'run_unknown' } });
  });
});

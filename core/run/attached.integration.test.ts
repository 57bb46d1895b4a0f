import { writeFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo, storedRows, storedText } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';
import type { RunEvent } from '../protocol/run-events';
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

const condition = (source: string, language: 'sql' | 'typescript' = 'sql'): BlockSource => ({
  uuid: 'only_if',
  type: 'conditional',
  language,
  upstream: ['double'],
  source,
});

describe('a condition', () => {
  it('lets its block run when it is met, on the inputs of the block', async () => {
    const project = await tempProject([load, double, below, condition('SELECT n > 2 FROM {{ df_1 }}')]);
    expect((await runDemo(project)).finished).toMatchObject({ status: 'completed', executed: 3 });
    expect(await storedRows(project, 'below')).toEqual([[6]]);
  });

  it('keeps its block and what is below from running when it is not, and the run completes', async () => {
    const source = `import { condition, type Table } from 'eider';
      export default condition(async (load: Table) => Number((await load.head())[0]?.n) > 100);`;
    const run = await runDemo(await tempProject([load, double, below, condition(source, 'typescript')]));
    expect(run.finished).toMatchObject({ status: 'completed', executed: 1, failed: 0 });
    expect(run.block('double').status).toBe('condition_failed');
    expect(run.block('below').status).toBe('condition_failed');
    expect(run.events).toContainEqual(
      expect.objectContaining({ type: 'condition_finished', condition: 'only_if', passed: false }),
    );
  });

  it('that throws is not met, and says where and why', async () => {
    const run = await runDemo(await tempProject([load, double, condition('SELECT\n  m FROM load')]));
    expect(run.finished.status).toBe('completed');
    expect(run.block('double')).toMatchObject({
      status: 'condition_failed',
      failure: {
        message: expect.stringContaining('m') as string,
        file: expect.stringContaining('only_if.sql') as string,
        line: 2,
      },
    });
  });
});

describe('a callback', () => {
  const callback = (source: string, upstream = ['double']): BlockSource => ({
    uuid: 'tell',
    type: 'callback',
    language: 'typescript',
    upstream,
    source: `import { callback, type Table } from 'eider';\nimport { writeFileSync } from 'node:fs';\n${source}`,
  });
  const both = `
    export const good = callback('success', async (outputs: Table, { project, variables }) =>
      writeFileSync(project + '/good.txt', \`\${variables.parent_block_uuid} \${(await outputs.head())[0]?.n}\`));
    export const bad = callback('failure', (_outputs, { project, variables }) =>
      writeFileSync(project + '/bad.txt', String(variables.__error)));`;
  const written = (project: string, name: string) => readFile(path.join(project, name), 'utf8').catch(() => null);

  it('hears of success with the outputs, and of failure with the reason', async () => {
    const project = await tempProject([load, double, callback(both)]);
    expect((await runDemo(project)).finished.status).toBe('completed');
    expect(await written(project, 'good.txt')).toBe('double 6');
    expect(await written(project, 'bad.txt')).toBeNull();
    await writeFile(path.join(project, 'transformers/double.sql'), 'SELECT missing FROM load');
    await runDemo(project);
    expect(await written(project, 'bad.txt')).toContain('missing');
  });

  it.each([
    ['export default () => 1;', 'callback_not_exported'],
    ["export default callback('sucess' as never, () => 1);", 'callback_invalid'],
  ])('that is none is told: %s', async (source, code) => {
    const run = await runDemo(await tempProject([load, double, callback(source)]));
    expect(run.events).toContainEqual(
      expect.objectContaining({
        type: 'callback_finished',
        failure: expect.objectContaining({ code, file: expect.stringMatching(/tell\.ts$/) as string }) as unknown,
      }),
    );
  });

  it('of a run that is cancelled has time to tell it', async () => {
    const slow: BlockSource = {
      ...load,
      language: 'typescript',
      source: `import { dataLoader } from 'eider'; import { writeFileSync } from 'node:fs';
        export default dataLoader(({ project }) => { writeFileSync(project + '/begun', ''); return new Promise(() => setInterval(() => {}, 1000)); });`,
    };
    const tell = `export const gone = callback('cancelled', async (_outputs, { project }) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      writeFileSync(project + '/told.txt', 'cancelled');
    });`;
    const project = await tempProject([slow, callback(tell, ['load'])]);
    const stop = new AbortController();
    const running = runDemo(project, {}, { signal: stop.signal });
    await expect.poll(() => written(project, 'begun')).toBe('');
    stop.abort();
    expect((await running).finished.status).toBe('cancelled');
    expect(await written(project, 'told.txt')).toBe('cancelled');
  });

  it('that is stopped with its run says so', async () => {
    const stop = new AbortController();
    const endless = `export default callback('success', (_outputs, { project }) => {
      writeFileSync(project + '/begun', ''); return new Promise(() => setInterval(() => {}, 1000)); });`;
    const project = await tempProject([load, double, callback(endless)]);
    const running = runDemo(project, {}, { signal: stop.signal });
    await expect.poll(() => written(project, 'begun')).toBe('');
    stop.abort();
    const told = (await running).events.find(({ type }) => type === 'callback_finished');
    expect(told).toMatchObject({
      failure: { code: 'callback_stopped', message: 'Callback tell was stopped: its run was cancelled.' },
    });
  });

  it('that throws is told, and changes nothing', async () => {
    const run = await runDemo(
      await tempProject([
        load,
        double,
        callback("export default callback('success', () => { throw new Error('no'); });"),
      ]),
    );
    expect(run.finished.status).toBe('completed');
    expect(run.events).toContainEqual(
      expect.objectContaining({
        type: 'callback_finished',
        callback: 'tell',
        failure: expect.objectContaining({ message: 'no', line: 3 }) as unknown,
      }),
    );
  });
});

describe('a check', () => {
  const check = (source: string, language: 'sql' | 'typescript'): BlockSource => ({
    uuid: 'verify',
    type: 'extension',
    language,
    upstream: ['double'],
    source,
  });

  it('fails the block when it finds rows, and nothing is stored', async () => {
    const project = await tempProject([load, double, below, check('SELECT * FROM double WHERE n > 5', 'sql')]);
    const run = await runDemo(project);
    expect(run.block('double')).toMatchObject({
      status: 'failed',
      failure: {
        code: 'check_failed',
        message: 'Check verify: The check verify found 1 row that should not be there.',
      },
    });
    expect(run.block('below').status).toBe('upstream_failed');
    await expect(storedRows(project, 'double')).rejects.toThrow('no output');
  });

  it('is passed when it throws nothing', async () => {
    const source = `import { assert, check, type Table } from 'eider';
      export default check(async (doubled: Table) => assert.equal(await doubled.rowCount(), 1));`;
    expect((await runDemo(await tempProject([load, double, check(source, 'typescript')]))).finished.status).toBe(
      'completed',
    );
  });
});

describe('a sensor', () => {
  it('is asked again until its answer is yes, and gives nothing', async () => {
    const project = await tempProject([
      {
        uuid: 'wait',
        type: 'sensor',
        language: 'typescript',
        source: `import { sensor } from 'eider'; import { appendFileSync, readFileSync } from 'node:fs';
          export default sensor((context) => { const file = context.project + '/asked'; appendFileSync(file, 'x'); return readFileSync(file, 'utf8').length >= 3; });`,
        fields: { configuration: { interval: 0.05 } },
      },
      {
        uuid: 'after',
        type: 'custom',
        language: 'typescript',
        upstream: ['wait'],
        source: `import { custom } from 'eider'; export default custom((given: unknown) => [{ given }]);`,
      },
    ]);
    expect((await runDemo(project)).finished).toMatchObject({ status: 'completed', executed: 2 });
    expect(await readFile(path.join(project, 'asked'), 'utf8')).toBe('xxx');
    expect(JSON.parse(await storedText(project, 'after'))).toEqual({ given: [] });
  });

  it('fails at its time limit, and others run while it waits', async () => {
    const project = await tempProject([
      {
        uuid: 'wait',
        type: 'sensor',
        language: 'sql',
        source: 'SELECT false',
        fields: { timeout: 0.3, configuration: { interval: 0.05 } },
      },
      load,
    ]);
    const run = await runDemo(project, { allowFailures: true, limits: { memory: null, threads: null, parallel: 1 } });
    expect(run.block('wait')).toMatchObject({ status: 'failed', failure: { code: 'block_timeout' } });
    expect(run.block('load').status).toBe('completed');
  });
});

describe('what waits', () => {
  it('ends with a run that has failed, and a callback with one that is cancelled', async () => {
    const sensor: BlockSource = {
      uuid: 'wait',
      type: 'sensor',
      language: 'sql',
      source: 'SELECT false',
      fields: { configuration: { interval: 600 } },
    };
    const bad: BlockSource = { uuid: 'bad', type: 'data_loader', language: 'sql', source: 'SELECT nothing' };
    expect((await runDemo(await tempProject([sensor, bad]))).block('wait').status).toBe('cancelled');

    const slow: BlockSource = {
      uuid: 'tell',
      type: 'callback',
      language: 'typescript',
      upstream: ['load'],
      source: `import { callback } from 'eider';
        export default callback('success', () => new Promise((resolve) => setTimeout(resolve, 600_000)));`,
    };
    const run = await runDemo(await tempProject([load, slow]), { timeout: 0.5, timeoutStatus: 'cancelled' });
    expect(run.finished.status).toBe('cancelled');
  });
});

describe('a block that fails', () => {
  const flaky = (fields: Readonly<Record<string, unknown>>): BlockSource => ({
    uuid: 'flaky',
    type: 'custom',
    language: 'typescript',
    source: `import { custom } from 'eider';
      export default custom(({ variables }) => {
        const { attempts } = variables.retry as { attempts: number };
        if (attempts < 2) throw new Error('not yet');
        return [attempts];
      });`,
    fields,
  });

  it('is tried again as its settings say', async () => {
    const run = await runDemo(await tempProject([flaky({ retry_config: { retries: 3, delay: 0.01 } })]));
    expect(run.finished).toMatchObject({ status: 'completed', executed: 1 });
    expect(run.events.filter((event) => event.type === 'block_retried')).toMatchObject([
      { attempt: 1, delay: 0.01 },
      { attempt: 2, delay: 0.02 },
    ]);
  });

  it('has failed when the run ends, after the failure of another, before its next try', async () => {
    const bad: BlockSource = {
      uuid: 'bad',
      type: 'custom',
      language: 'typescript',
      source: `import { custom } from 'eider'; import { existsSync } from 'node:fs';
        export default custom(async ({ project }) => {
          while (!existsSync(project + '/failed')) await new Promise((resolve) => setTimeout(resolve, 10));
          throw new Error('the first');
        });`,
    };
    const project = await tempProject([flaky({ retry_config: { retries: 3, delay: 50 } }), bad]);
    const onEvent = ({ type }: RunEvent) => {
      if (type === 'block_retried') writeFileSync(path.join(project, 'failed'), '');
    };
    const run = await runDemo(project, {}, { onEvent });
    expect(run.block('flaky')).toMatchObject({ status: 'failed', failure: { message: 'not yet' } });
    expect(run.finished).toMatchObject({ status: 'failed', failed: 2 });
  });

  it('is given up when the tries are used up, and says so', async () => {
    const run = await runDemo(await tempProject([flaky({ retry_config: { retries: 1, delay: 0 } })]));
    expect(run.block('flaky').failure?.message).toBe('not yet (tried 2 times)');
  });

  it('is stopped at its time limit, even in a busy loop', async () => {
    const source = `import { custom } from 'eider'; export default custom(() => { for (;;); });`;
    const run = await runDemo(
      await tempProject([{ uuid: 'busy', type: 'custom', language: 'typescript', source, fields: { timeout: 0.3 } }]),
    );
    expect(run.block('busy')).toMatchObject({ status: 'failed', failure: { code: 'block_timeout' } });
    expect(run.finished.status).toBe('failed');
  });

  it('lets no other block begin in its place', async () => {
    const bad: BlockSource = { uuid: 'bad', type: 'data_loader', language: 'sql', source: 'SELECT nothing' };
    const next: BlockSource = { uuid: 'next', type: 'data_loader', language: 'sql', source: 'SELECT 1' };
    const one = { limits: { memory: null, threads: null, parallel: 1 } };
    const run = await runDemo(await tempProject([bad, next]), one);
    expect(run.block('next').status).toBe('cancelled');
    const busy = { ...bad, uuid: 'busy', language: 'typescript', fields: { timeout: 0.2 } } as const;
    const source = `import { dataLoader } from 'eider'; export default dataLoader(() => { for (;;); });`;
    const late = await runDemo(await tempProject([{ ...busy, source }, next]), one);
    expect(late.block('next').status).toBe('cancelled');
  });

  it('has as much time as its limit says, however much that is', async () => {
    const long = {
      uuid: 'long',
      type: 'data_loader',
      language: 'sql',
      source: 'SELECT max(range) FROM range(20000000)',
    } as const;
    const project = await tempProject([{ ...long, fields: { timeout: 30 * 86_400 } }]);
    expect((await runDemo(project, { timeout: 60 * 86_400 })).finished.status).toBe('completed');
  });

  it('ends the run for others too, unless failures are allowed', async () => {
    const bad: BlockSource = { uuid: 'bad', type: 'data_loader', language: 'sql', source: 'SELECT nothing' };
    const slow: BlockSource = {
      uuid: 'slow',
      type: 'data_loader',
      language: 'sql',
      source: 'SELECT max(range) FROM range(50000000)',
    };
    const after: BlockSource = { uuid: 'after', language: 'sql', upstream: ['slow'], source: 'SELECT 1' };
    const project = await tempProject([bad, slow, after]);
    expect((await runDemo(project)).block('after').status).toBe('cancelled');
    const allowed = await runDemo(project, { allowFailures: true });
    expect(allowed.block('after').status).toBe('completed');
    expect(allowed.finished).toMatchObject({ status: 'failed', failed: 1 });
  });
});

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

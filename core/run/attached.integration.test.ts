import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo, storedRows, storedText } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';

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

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { tempProject, writeFiles, type BlockSource } from '../../test/support/temp-project';
import type { ChildDetail, ChildrenPage, DataMethod, LogText, Page } from '../protocol/data';
import { runFolder } from '../store/paths';
import { openDataServer } from './server';

/** `stores` gives three items with names; `each` prints and gives rows, or fails for those that `failing` names. */
function blocks(failing: string): readonly BlockSource[] {
  const items = [{ n: 1 }, { n: 2 }, { n: 3 }];
  const names = ['Berlin', '../up', 'a/b'].map((name) => ({ block_uuid: name }));
  return [
    {
      uuid: 'stores',
      type: 'custom',
      language: 'typescript',
      source: `import { custom } from 'eider';\nexport default custom(() => ${JSON.stringify([items, names])});\n`,
      fields: { configuration: { dynamic: true } },
    },
    {
      uuid: 'each',
      type: 'custom',
      language: 'typescript',
      upstream: ['stores'],
      source: `import { custom, type Context } from 'eider';
export default custom((item: { n: number }, context: Context) => {
  console.log('working on', item.n);
  if ([${failing}].includes(item.n)) throw new Error('no trips in ' + item.n);
  return [context.sql\`SELECT \${item.n} AS n, range AS trip FROM range(\${item.n})\`];
});
`,
    },
  ];
}

async function dataOf(project: string, run: string) {
  const server = await openDataServer({ tempDirectory: path.join(project, 'spill') });
  onTestFinished(() => server.close());
  const ask = async <Result>(method: DataMethod, params: object) =>
    // SAFETY: each test names the result of the method that it asks.
    (await server.answer(
      method,
      { project, pipeline: 'demo', block: 'each', run, ...params },
      new AbortController().signal,
    )) as Result;
  return {
    ask,
    list: (change: object = {}) =>
      ask<ChildrenPage>('children', { filter: '', status: null, offset: 0, limit: 100, ...change }),
    child: (name: string) => ask<ChildDetail>('child', { name }),
  };
}

describe('the children of a block', () => {
  it('are listed with their state and the rows of their first output, a page at a time', async () => {
    const project = await tempProject(blocks(''));
    const { run } = await runDemo(project);
    const data = await dataOf(project, run);
    const all = await data.list();
    expect(all.matching).toBe(3);
    expect(all.children.map(({ index, name, status, rows }) => [index, name, status, rows])).toEqual([
      [0, 'Berlin', 'completed', 1],
      [1, '../up', 'completed', 2],
      [2, 'a/b', 'completed', 3],
    ]);
    expect(await data.list({ offset: 1, limit: 1 })).toMatchObject({ matching: 3, children: [{ name: '../up' }] });
    expect(await data.list({ filter: 'ber' })).toMatchObject({ matching: 1, children: [{ name: 'Berlin' }] });
    expect(await data.list({ filter: '#2' })).toMatchObject({ matching: 1, children: [{ name: 'a/b' }] });
    expect(await data.list({ status: 'failed' })).toEqual({ matching: 0, children: [] });
  });

  it('are looked into one by one: outputs, rows and log, whatever their names', async () => {
    const project = await tempProject(blocks(''));
    const { run } = await runDemo(project);
    const data = await dataOf(project, run);
    const detail = await data.child('../up');
    expect(detail).toMatchObject({ child: { index: 1, status: 'completed' }, stored: { run, index: 1 } });
    const output = { child: detail.stored?.index, index: 0 };
    const page = await data.ask<Page>('page', { ...output, offset: 0, limit: 10, sort: [], filters: [] });
    expect(tableFromIPC(page.arrow).toArray().map(String)).toEqual(['{"n": 2, "trip": 0}', '{"n": 2, "trip": 1}']);
    expect(await data.ask<LogText>('log', { child: '../up', from: 0 })).toMatchObject({ text: 'working on 2\n' });
    expect(await data.child('Paris')).toEqual({ child: null, unmet: [], tests: [], stored: null });
  });

  it('of a run that failed are there with what they stored, their failures, and what is stored of an earlier run', async () => {
    const project = await tempProject(blocks(''));
    const before = await runDemo(project);
    await writeFiles(project, { 'custom/each.ts': blocks('2')[1]?.source ?? '' });
    const { run } = await runDemo(project, { limits: { memory: null, threads: null, parallel: 1 } });
    const data = await dataOf(project, run);
    expect((await data.list()).children.map(({ status, rows }) => [status, rows])).toEqual([
      ['completed', 1],
      ['failed', null],
      ['cancelled', null],
    ]);
    expect(await data.child('Berlin')).toMatchObject({ child: { status: 'completed' }, stored: { run } });
    const failed = await data.child('../up');
    expect(failed.child?.failure?.message).toContain('no trips in 2');
    expect(failed.stored).toMatchObject({ run: before.run, index: 1 });
    expect((await data.ask<LogText>('log', { child: '../up', from: 0 })).text).toContain('no trips in 2');
  });

  it('of a run that goes on again are those of its last try', async () => {
    const project = await tempProject(blocks('2'));
    const { run } = await runDemo(project);
    const data = await dataOf(project, run);
    expect(await data.list({ status: 'failed' })).toMatchObject({ matching: 1 });
    await writeFiles(project, { 'custom/each.ts': blocks('')[1]?.source ?? '' });
    await runDemo(project, { resume: run });
    expect((await data.list()).children.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
  });

  it('are known from their outputs when the log of their run is gone', async () => {
    const project = await tempProject(blocks(''));
    const { run } = await runDemo(project);
    await rm(runFolder(project, 'demo', run), { recursive: true });
    const data = await dataOf(project, run);
    expect((await data.list()).children.map(({ name, rows }) => [name, rows])).toEqual([
      ['Berlin', 1],
      ['../up', 2],
      ['a/b', 3],
    ]);
    expect(await data.child('Berlin')).toMatchObject({ stored: { index: 0, outputs: [{ rows: 1 }] } });
  });
});

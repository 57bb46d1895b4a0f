import { describe, expect, it } from 'vitest';
import { runDemo, storedRows, storedText, type DemoRun } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';
import { readBlockOutputs } from '../store/outputs';

const ts = (body: string) => `import { custom, type Context } from 'eider';\nexport default custom(${body});\n`;

function block(uuid: string, upstream: readonly string[], body: string, configuration = {}): BlockSource {
  return { uuid, type: 'custom', language: 'typescript', upstream, source: ts(body), fields: { configuration } };
}
const items = (uuid: string, list: unknown, metadata?: unknown): BlockSource =>
  block(uuid, [], `() => ${JSON.stringify(metadata === undefined ? [list] : [list, metadata])}`, { dynamic: true });
/** Gives what it was called with, and with which variables. */
const tell = `(...args: unknown[]) => {
  const context = args.pop() as Context;
  return [{ args, child: context.child, index: context.variables['dynamic_block_index'], uuid: context.variables['block_uuid'] }];
}`;
const reducer = (upstream: readonly string[]) => block('sink', upstream, '(...args: unknown[]) => [args.slice(0, -1)]');
const received = async (project: string) => JSON.parse(await storedText(project, 'sink')) as unknown;

function children({ events }: DemoRun, uuid: string) {
  return events.flatMap((event) => (event.type === 'child_finished' && event.block === uuid ? [event] : []));
}

describe('blocks below a dynamic block', () => {
  it('run once for each item, with the item among their other inputs and its metadata as variables', async () => {
    const project = await tempProject([
      block('static', [], '() => [[1, 2], "second"]'),
      items('models', ['lasso', 'lr', 'svr'], [{ block_uuid: 'Lasso' }, { block_uuid: 'LR' }]),
      block('child', ['static', 'models'], tell, { reduce_output: true }),
      reducer(['child']),
    ]);
    const run = await runDemo(project);
    expect(run.finished).toMatchObject({ status: 'completed', executed: 4 });
    expect(
      children(run, 'child')
        .map((event) => event.child.name)
        .sort(),
    ).toEqual(['2', 'LR', 'Lasso']);
    expect(await received(project)).toEqual([
      [
        { args: [[[1, 2], 'second'], 'lasso'], child: { index: 0, name: 'Lasso' }, index: 0, uuid: 'Lasso' },
        { args: [[[1, 2], 'second'], 'lr'], child: { index: 1, name: 'LR' }, index: 1, uuid: 'LR' },
        { args: [[[1, 2], 'second'], 'svr'], child: { index: 2, name: '2' }, index: 2, uuid: 'child' },
      ],
    ]);
  });

  it('have children of their own, one for each, which receive several outputs as one list', async () => {
    const project = await tempProject([
      items('models', ['a', 'b'], [{ block_uuid: 'A' }]),
      block('child', ['models'], '(item: string) => [item, `${item}!`]'),
      block('grand', ['child'], tell, { reduce_output: true }),
      reducer(['grand']),
    ]);
    await runDemo(project);
    expect(await received(project)).toMatchObject([
      [
        { args: [['a', 'a!']], child: { index: 0, name: '0' } },
        { args: [['b', 'b!']], child: { index: 1, name: '1' } },
      ],
    ]);
  });

  it('are run for every combination of two lists, the first varying slowest, under names of their own', async () => {
    const project = await tempProject([
      items('one', [1, 2, 3], [{ block_uuid: 'x' }, { block_uuid: 'x' }]),
      items('two', ['a', 'b'], [{ block_uuid: 'y' }, { block_uuid: 'y' }]),
      block('both', ['one', 'two'], '(a: number, b: string) => [`${a}${b}`]', { reduce_output: true }),
      reducer(['both']),
    ]);
    const run = await runDemo(project);
    expect(await received(project)).toEqual([['1a', '1b', '2a', '2b', '3a', '3b']]);
    expect(new Set(children(run, 'both').map((event) => event.child.name)).size).toBe(6);
  });

  it('are run for pairs where the pipeline says so, and refuse lists that do not pair', async () => {
    const zipped = { reduce_output: true, dynamic_combine: 'zip' };
    const body = '(a: number, b: string) => [`${a}${b}`]';
    const project = await tempProject([
      items('one', [1, 2]),
      items('two', ['a', 'b']),
      block('both', ['one', 'two'], body, zipped),
      reducer(['both']),
    ]);
    await runDemo(project);
    expect(await received(project)).toEqual([['1a', '2b']]);
    const uneven = await tempProject([
      items('one', [1]),
      items('two', [1, 2]),
      block('both', ['one', 'two'], body, zipped),
    ]);
    expect((await runDemo(uneven)).block('both')).toMatchObject({
      status: 'failed',
      failure: { code: 'dynamic_lengths_differ', message: expect.stringContaining('1 (one) and 2 (two)') as string },
    });
  });

  it('may be dynamic again: their children are the items of all of them', async () => {
    const project = await tempProject([
      items('outer', [1, 2]),
      block('inner', ['outer'], '(n: number) => [Array.from({ length: n }, (_, i) => `${n}.${i}`)]', { dynamic: true }),
      block('leaf', ['inner'], '(item: string) => [item]', { reduce_output: true }),
      reducer(['leaf']),
    ]);
    await runDemo(project);
    expect(await received(project)).toEqual([['1.0', '2.0', '2.1']]);
  });

  it('are none for an empty list, and the reducer gets an empty list', async () => {
    const project = await tempProject([
      items('none', []),
      block('child', ['none'], tell, { reduce_output: true }),
      reducer(['child']),
    ]);
    expect((await runDemo(project)).finished).toMatchObject({ status: 'completed', executed: 3 });
    expect(await received(project)).toEqual([[]]);
  });

  it('join the outputs of children without names, and keep those with names apart', async () => {
    const pair = block('child', ['list'], '(item: string) => [item, item]', { reduce_output: true });
    const plain = await tempProject([items('list', ['a', 'b']), pair, reducer(['child'])]);
    await runDemo(plain);
    expect(await received(plain)).toEqual([['a', 'a', 'b', 'b']]);
    const named = await tempProject([items('list', ['a', 'b'], [{ block_uuid: 'n' }]), pair, reducer(['child'])]);
    await runDemo(named);
    expect(await received(named)).toEqual([
      [
        ['a', 'a'],
        ['b', 'b'],
      ],
    ]);
  });

  it('are run once for each row of a table, in SQL and in TypeScript', async () => {
    const project = await tempProject([
      {
        uuid: 'rows',
        type: 'data_loader',
        language: 'sql',
        source: "SELECT i AS n, 'r' || i AS name FROM range(3) t(i)",
        fields: { configuration: { dynamic: true } },
      },
      {
        uuid: 'double',
        language: 'sql',
        upstream: ['rows'],
        source: 'SELECT name, n * 2 AS n FROM {{ df_1 }}',
        fields: { configuration: { reduce_output: true } },
      },
      { uuid: 'all', language: 'sql', upstream: ['double'], source: 'SELECT * FROM double ORDER BY n' },
      block('row', ['rows'], '(row: { n: bigint; name: string }) => [`${row.name}=${row.n}`]', { reduce_output: true }),
      reducer(['row']),
    ]);
    expect((await runDemo(project)).finished).toMatchObject({ status: 'completed' });
    expect(await storedRows(project, 'all')).toEqual([
      ['r0', '0'],
      ['r1', '2'],
      ['r2', '4'],
    ]);
    expect(await received(project)).toEqual([['r0=0', 'r1=1', 'r2=2']]);
  });

  it('read an item in SQL as a row of its fields, or as a value', async () => {
    const project = await tempProject([
      items('maps', [
        { zone: 'A', trips: 3 },
        { zone: "B'", trips: 4 },
      ]),
      items('words', ['x', 'y']),
      {
        uuid: 'cross',
        language: 'sql',
        upstream: ['maps', 'words'],
        source: 'SELECT zone, trips, value FROM maps, words',
        fields: { configuration: { reduce_output: true } },
      },
      { uuid: 'all', language: 'sql', upstream: ['cross'], source: 'SELECT * FROM {{ df_1 }} ORDER BY ALL' },
    ]);
    await runDemo(project);
    expect(await storedRows(project, 'all')).toEqual([
      ['A', '3', 'x'],
      ['A', '3', 'y'],
      ["B'", '4', 'x'],
      ["B'", '4', 'y'],
    ]);
  });

  it.each([
    ['no list', `() => ['text']`, 'dynamic_items_invalid'],
    ['nothing', `() => undefined`, 'dynamic_items_invalid'],
    ['metadata that is no list of maps', `() => [[1], 'x']`, 'dynamic_metadata_invalid'],
    ['more metadata than items', `() => [[1], [{}, {}]]`, 'dynamic_metadata_invalid'],
  ])('make a dynamic block fail that gives %s', async (_, body, code) => {
    const project = await tempProject([block('bad', [], body, { dynamic: true }), block('child', ['bad'], tell)]);
    const run = await runDemo(project);
    expect(run.block('bad')).toMatchObject({
      status: 'failed',
      failure: { code, file: expect.stringContaining('bad.ts') as string },
    });
    expect(run.block('child').status).toBe('upstream_failed');
    expect(await readBlockOutputs(project, 'demo', 'bad')).toBeNull();
  });

  it('fail one by one: with failures allowed the others complete, and what is below does not run', async () => {
    const fails = block('child', ['list'], '(n: number) => { if (n === 1) throw new Error("one"); return [n]; }');
    const project = await tempProject([items('list', [0, 1, 2, 3]), fails, block('grand', ['child'], tell)]);
    const run = await runDemo(project, { allowFailures: true });
    expect(run.finished.status).toBe('failed');
    expect(run.block('child')).toMatchObject({
      status: 'failed',
      failure: { message: expect.stringContaining('child:1: one') as string },
    });
    expect(
      children(run, 'child')
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['completed', 'completed', 'completed', 'failed']);
    expect(run.block('grand').status).toBe('upstream_failed');
  });
});

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo, storedRows, storedText, type DemoRun } from '../../test/support/run-demo';
import { projectFiles, tempFolder, tempProject, writeFiles, type BlockSource } from '../../test/support/temp-project';
import { blockRunFolder } from '../store/paths';

/*
 * Mage's behaviour, with its defects mended: what a project that was written for Mage relies on, one test each. What the
 * command line answers is in `cli/conformance.integration.test.ts`.
 */

function block(uuid: string, upstream: readonly string[], body: string, configuration = {}): BlockSource {
  const source = `import { custom, outputs, type Context, type Table } from 'eider';\nexport default custom(${body});\n`;
  return { uuid, type: 'custom', language: 'typescript', upstream, source, fields: { configuration } };
}
const gives = (body: string) => block('load', [], body);
const items = (uuid: string, list: readonly unknown[], metadata: readonly unknown[]): BlockSource =>
  block(uuid, [], `() => ${JSON.stringify([list, metadata])}`, { dynamic: true });

/** Gives the arguments that it was called with, without the context. */
const tell = '(...args: unknown[]) => [args.slice(0, -1)]';
const received = async (project: string, uuid = 'tell'): Promise<unknown> =>
  JSON.parse(await storedText(project, uuid));

/** The arguments of a block below one with this body. */
async function argumentsBelow(body: string): Promise<unknown> {
  const project = await tempProject([gives(body), block('tell', ['load'], tell)]);
  expect((await runDemo(project)).finished.status).toBe('completed');
  return received(project);
}

function childrenOf({ events }: DemoRun, uuid: string): string[] {
  const children = events.flatMap((event) =>
    event.type === 'child_finished' && event.block === uuid ? [event.child] : [],
  );
  return children.sort((a, b) => a.index - b.index).map(({ name }) => name);
}

describe('what a block gives', () => {
  it('arrives as one argument, a list of four, when it returns four values', async () => {
    expect(await argumentsBelow(`() => ['a', 2, { three: 3 }, [4]]`)).toEqual([['a', 2, { three: 3 }, [4]]]);
  });

  it('goes to its test as four arguments, one for each output', async () => {
    const load = gives(`() => ['a', 2, { three: 3 }, [4]]`);
    const source = `${load.source}
      import { assert, test } from 'eider';
      export const four = test('gets four', (...args: unknown[]) => assert.deepEqual(args.slice(0, -1), ['a', 2, { three: 3 }, [4]]));`;
    const run = await runDemo(await tempProject([{ ...load, source }]));
    expect(run.events).toContainEqual(expect.objectContaining({ type: 'test_finished', passed: true }));
    expect(run.finished.status).toBe('completed');
  });

  it('is three outputs when it returns a list of three, which the next block gets back as that list', async () => {
    const project = await tempProject([gives('() => [1, 2, 3]'), block('tell', ['load'], tell)]);
    const run = await runDemo(project);
    expect(run.block('load').outputs.map(({ name }) => name)).toEqual(['output_0', 'output_1', 'output_2']);
    expect(await received(project)).toEqual([[1, 2, 3]]);
  });

  it('is an empty list for the next block when it returns nothing', async () => {
    expect(await argumentsBelow('() => undefined')).toEqual([[]]);
    expect(await argumentsBelow('() => null')).toEqual([[]]);
  });

  it('is 0 for the next block when it returns 0, and not an empty list', async () => {
    expect(await argumentsBelow('() => 0')).toEqual([0]);
    expect(await argumentsBelow(`() => ''`)).toEqual(['']);
    expect(await argumentsBelow('() => false')).toEqual([false]);
  });

  it('keeps an empty value between others in its place', async () => {
    expect(await argumentsBelow('() => [1, null, 3]')).toEqual([[1, null, 3]]);
    expect(await argumentsBelow('() => [1, undefined, 3]')).toEqual([[1, null, 3]]);
  });

  it('arrives in the order of the upstream blocks, whatever their order in the pipeline', async () => {
    const blocks = [block('a', [], `() => 'of a'`), block('b', [], `() => 'of b'`), block('tell', ['b', 'a'], tell)];
    const project = await tempProject(blocks);
    await runDemo(project);
    expect(await received(project)).toEqual(['of b', 'of a']);
  });

  it('has text for keys and lists for tuples where it is plain data', async () => {
    expect(await argumentsBelow(`() => ({ 1: 'a', pair: ['x', 2] as const })`)).toEqual([{ '1': 'a', pair: ['x', 2] }]);
  });

  it('is in the order of its numbers, not of their texts, when there are twelve', async () => {
    const twelve = Array.from({ length: 12 }, (_, index) => index);
    expect(await argumentsBelow(`() => ${JSON.stringify(twelve)}`)).toEqual([twelve]);
  });

  it.each(['Float64Array', 'Float32Array', 'Int32Array', 'Uint8Array', 'BigInt64Array'])(
    'is the same %s for the next block, alone or among others',
    async (type) => {
      const seen = `(y: Iterable<unknown> & { constructor: { name: string } }) => [y.constructor.name, ...[...y].map(String)]`;
      const project = await tempProject([
        gives(`() => ${type}.of(${type.startsWith('Big') ? '1n, 2n' : '1, 2'})`),
        block('alone', ['load'], `(y) => [(${seen})(y)]`),
        block('two', ['load'], `(y) => ['first', y]`),
        block('among', ['two'], `([_, y]) => [(${seen})(y)]`),
      ]);
      await runDemo(project);
      expect(await received(project, 'alone')).toEqual([type, '1', '2']);
      expect(await received(project, 'among')).toEqual([type, '1', '2']);
    },
  );

  it('keeps empty cells of a table, and rows with the same key, as they are', async () => {
    const rows = `(VALUES (5, 'x'), (5, NULL), (9, 'z')) t(n, word)`;
    const project = await tempProject([
      { uuid: 'load', language: 'sql', source: `SELECT * FROM ${rows}` },
      { uuid: 'copy', language: 'sql', upstream: ['load'], source: 'SELECT * FROM {{ df_1 }}' },
      block('tell', ['copy'], '(copy: Table) => [copy]'),
    ]);
    await runDemo(project);
    const expected = [
      [5, 'x'],
      [5, null],
      [9, 'z'],
    ];
    expect(await storedRows(project, 'copy')).toEqual(expected);
    expect(await storedRows(project, 'tell')).toEqual(expected);
  });
});

describe('below a dynamic block', () => {
  const models = items(
    'models',
    ['lasso', 'lr', 'svr'],
    ['Lasso', 'LR', 'SVR'].map((name) => ({ block_uuid: name })),
  );
  const withUuid =
    '(...args: unknown[]) => [{ args: args.slice(0, -1), uuid: (args.at(-1) as Context).variables.block_uuid }]';

  it('a block runs once for each item under its name, with what the static block gives beside it', async () => {
    const project = await tempProject([
      block('set', [], `() => ({ static: true })`),
      models,
      block('child', ['set', 'models'], withUuid, { reduce_output: true }),
      block('tell', ['child'], tell),
    ]);
    const run = await runDemo(project);
    expect(childrenOf(run, 'child')).toEqual(['Lasso', 'LR', 'SVR']);
    expect(await received(project)).toEqual([
      [
        { args: [{ static: true }, 'lasso'], uuid: 'Lasso' },
        { args: [{ static: true }, 'lr'], uuid: 'LR' },
        { args: [{ static: true }, 'svr'], uuid: 'SVR' },
      ],
    ]);
    const folders = await readdir(blockRunFolder(project, 'demo', 'child', run.run));
    expect(folders.sort()).toEqual(['0', '1', '2', 'manifest.json']);
  });

  it('a block below its children runs once for each of them, by number, several outputs as one list', async () => {
    const project = await tempProject([
      models,
      block('child', ['models'], '(model: string) => [model, model.length]'),
      block('grand', ['child'], tell, { reduce_output: true }),
      block('tell', ['grand'], tell),
    ]);
    const run = await runDemo(project);
    expect(childrenOf(run, 'grand')).toEqual(['0', '1', '2']);
    expect(await received(project)).toEqual([[[['lasso', 5]], [['lr', 2]], [['svr', 3]]]]);
  });

  it('a block below a reduced child runs once, with a list of what all of them give', async () => {
    const project = await tempProject([
      models,
      block('child', ['models'], '(model: string) => [model.length]', { reduce_output: true }),
      block('tell', ['child'], tell),
    ]);
    const run = await runDemo(project);
    expect(childrenOf(run, 'tell')).toEqual([]);
    expect(await received(project)).toEqual([[5, 2, 3]]);
  });

  it('two dynamic blocks of three and two items give six runs, the first varying slowest, though names repeat', async () => {
    const same = { block_uuid: 'same' };
    const project = await tempProject([
      items('one', [1, 2, 3], [same, same, same]),
      items('two', ['a', 'b'], [same, same]),
      block('child', ['one', 'two'], '(n: number, letter: string) => [n + letter]', { reduce_output: true }),
      block('tell', ['child'], tell),
    ]);
    const run = await runDemo(project);
    expect(new Set(childrenOf(run, 'child')).size).toBe(6);
    expect(await received(project)).toEqual([['1a', '1b', '2a', '2b', '3a', '3b']]);
  });
});

describe('a test that fails', () => {
  it('fails its block, stores nothing, and nothing below it runs', async () => {
    const load = gives('() => [1]');
    const source = `${load.source}
      import { assert, test } from 'eider';
      export const two = test('is two', (n: number) => assert.equal(n, 2));`;
    const project = await tempProject([{ ...load, source }, block('tell', ['load'], tell)]);
    const run = await runDemo(project);
    expect(run.block('load')).toMatchObject({ status: 'failed', failure: { code: 'test_failed' } });
    expect(run.block('tell').status).toBe('upstream_failed');
    expect(run.finished).toMatchObject({ status: 'failed', executed: 1 });
    await expect(storedText(project, 'load')).rejects.toThrow('no output');
  });
});

describe('a path of a block file that leads to another project of the checkout', () => {
  it('is looked up in the project of the pipeline when it is not there', async () => {
    const checkout = await tempFolder();
    const moved: BlockSource = {
      uuid: 'moved/load',
      type: 'data_loader',
      language: 'sql',
      source: 'SELECT 3 AS unit',
      fields: { configuration: { file_source: { path: 'unit_1_data/data_loaders/moved/load.sql' } } },
    };
    const project = path.join(checkout, 'unit_3');
    await writeFiles(checkout, { 'settings.yaml': 'projects:\n  unit_1_data:\n  unit_3:\n' });
    await writeFiles(project, projectFiles({ demo: [moved] }));
    expect((await runDemo(project)).finished.status).toBe('completed');
    expect(await storedRows(project, 'moved/load')).toEqual([[3]]);
  });
});

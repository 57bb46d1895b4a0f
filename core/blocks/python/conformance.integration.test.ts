import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { pythonBlock } from '../../../test/support/python-blocks';
import { oldestAndNewestPython } from '../../../test/support/python';
import { runDemo, storedText, type DemoRun } from '../../../test/support/run-demo';
import { tempProject, writeFiles, type BlockSource } from '../../../test/support/temp-project';
import { readBlockOutputs } from '../../store/outputs';

/*
 * Mage's behaviour in Python blocks, with its defects mended: what a project that was written for Mage relies on. Where it
 * does not take pandas, it holds on a Python without any package and on one with pandas alike.
 */

const anyPython = [...(await oldestAndNewestPython('bare')), ...(await oldestAndNewestPython('packages'))];
const withPandas = await oldestAndNewestPython('packages');

/** A block of one function; `parameters` and `body` are its own. */
function block(uuid: string, upstream: readonly string[], parameters: string, body: string, configuration = {}) {
  const source = `@custom\ndef run(${parameters}):\n${body.replaceAll(/^/gm, '    ')}\n`;
  return pythonBlock(uuid, source, { upstream, fields: { configuration } });
}
const tell = (upstream: readonly string[], uuid = 'tell') =>
  block(uuid, upstream, '*args', "return {'args': list(args)}");
const items = (uuid: string, returned: string) => block(uuid, [], '', `return ${returned}`, { dynamic: true });

function childrenOf({ events }: DemoRun, uuid: string): string[] {
  const children = events.flatMap((event) =>
    event.type === 'child_finished' && event.block === uuid ? [event.child] : [],
  );
  return children.sort((a, b) => a.index - b.index).map(({ name }) => name);
}

describe.each(anyPython)('what a Python block gives, on $title,', { timeout: 120_000 }, ({ command }) => {
  beforeEach(({ skip }) => skip(command === null));
  const run = (project: string, change = {}) => runDemo(project, { python: command, allowFailures: true, ...change });
  const told = async (project: string, uuid = 'tell'): Promise<unknown> => JSON.parse(await storedText(project, uuid));

  it('arrives as the next block of Mage would get it: rows 1 and 3 to 9 of the conformance cases', async () => {
    const given: Readonly<Record<string, readonly [returned: string, args: unknown]>> = {
      // a tuple of four is one argument, a list of four
      four: ["'a', 2, {'three': 3}, [4]", [['a', 2, { three: 3 }, [4]]]],
      // a list is as many outputs, and that list again
      three: ['[1, 2, 3]', [[1, 2, 3]]],
      // nothing is an empty list, and what is false is itself
      nothing: ['None', [[]]],
      zero: ['0', [0]],
      empty_text: ["''", ['']],
      no: ['False', [false]],
      // nothing keeps its place among others
      gap: ['1, None, 3', [[1, null, 3]]],
      // keys become text, and tuples and sets lists
      keys: ["{1: 'a', 'b': (1, (2,)), 'c': {1}}", [{ '1': 'a', b: [1, [2]], c: [1] }]],
      // in the order of their numbers, not of their texts
      twelve: ['list(range(12))', [Array.from({ length: 12 }, (_, n) => n)]],
    };
    const blocks = Object.entries(given).flatMap(([uuid, [returned]]) => [
      block(uuid, [], '', `return ${returned}`),
      tell([uuid], `tell_${uuid}`),
    ]);
    const order = [
      block('of_a', [], '', "return 'of a'"),
      block('of_b', [], '', "return 'of b'"),
      tell(['of_b', 'of_a']),
    ];
    const project = await tempProject([...blocks, ...order]);
    const done = await run(project);
    expect(done.events.flatMap((event) => ('failure' in event ? [event.failure] : []))).toEqual([]);
    for (const [uuid, [, args]] of Object.entries(given)) {
      expect([uuid, await told(project, `tell_${uuid}`)]).toEqual([uuid, { args }]);
    }
    expect(done.block('three').outputs.map(({ name }) => name)).toEqual(['output_0', 'output_1', 'output_2']);
    // row 7: in the order of upstream_blocks
    expect(await told(project)).toEqual({ args: ['of b', 'of a'] });
  });

  it('goes to its tests spread and as it was stored, and fails the block when one does not pass: rows 2 and 17', async () => {
    const source = (holds: string) => `@custom
def run():
    return 'a', None, {1: (2,)}, 4

@test
def four(a, nothing, pairs, d, **kwargs):
    assert (a, nothing, pairs, d) == ('a', None, {'1': [2]}, 4)
    assert kwargs['block_uuid'] == 'load' and kwargs['n'] == 5

@test
def holds(*args):
    assert ${holds}, 'it does not hold'
`;
    const project = await tempProject([pythonBlock('load', source('len(args) == 4')), tell(['load'])], { n: 5 });
    const good = await run(project);
    expect(good.finished.status).toBe('completed');
    expect(good.events.filter((event) => event.type === 'test_finished' && event.passed)).toHaveLength(2);
    await writeFiles(project, { 'custom/load.py': source('False') });
    const bad = await runDemo(project, { python: command });
    expect(bad.finished.status).toBe('failed');
    expect(bad.block('load').failure).toMatchObject({
      code: 'test_failed',
      message: expect.stringContaining('it does not hold') as string,
    });
    expect(bad.events.some((event) => event.type === 'block_started' && event.block === 'tell')).toBe(false);
  });

  it('may be a map with a class in it: row 12', async () => {
    const project = await tempProject([
      pythonBlock(
        'load',
        "from decimal import Decimal\n@custom\ndef run():\n    return {'cls': Decimal, 'name': 'x'}\n",
      ),
      block('tell', ['load'], 'x', "return {'made': str(x['cls']('1.50')), 'name': x['name']}"),
    ]);
    await run(project);
    expect(await told(project)).toEqual({ made: '1.50', name: 'x' });
  });

  it('is what each run below a dynamic block gets one of, beside static arguments: rows 13 to 15', async () => {
    const project = await tempProject([
      block('set', [], '', "return {'static': True}"),
      items('models', "['lasso', 'lr', 'svr'], [{'block_uuid': n, 'depth': 2} for n in ('Lasso', 'LR', 'SVR')]"),
      block(
        'child',
        ['set', 'models'],
        'static, item, **kwargs',
        "return [static, item], [kwargs[k] for k in ('block_uuid', 'depth', 'dynamic_block_index')], {'cls': int}",
      ),
      // one list of a child's several outputs
      block(
        'grand',
        ['child'],
        'settings, **kwargs',
        "return {'n': len(settings), 'got': settings[:2], 'made': settings[2]['cls']('3'), 'index': kwargs['dynamic_block_index']}",
        { reduce_output: true },
      ),
      tell(['grand']),
    ]);
    const done = await run(project);
    expect(childrenOf(done, 'child')).toEqual(['Lasso', 'LR', 'SVR']);
    expect(childrenOf(done, 'grand')).toEqual(['0', '1', '2']);
    const each = (item: string, name: string, index: number) => ({
      n: 3,
      got: [
        [{ static: true }, item],
        [name, 2, index],
      ],
      made: 3,
      index,
    });
    expect(await told(project)).toEqual({
      args: [[each('lasso', 'Lasso', 0), each('lr', 'LR', 1), each('svr', 'SVR', 2)]],
    });
    expect((await readBlockOutputs(project, 'demo', 'child'))?.manifest.children?.map(({ index }) => index)).toEqual([
      0, 1, 2,
    ]);
  });

  it('makes every combination of two dynamic blocks, the first varying slowest: row 16', async () => {
    const project = await tempProject([
      items('a', "[1, 2, 3], [{'block_uuid': 'same'}] * 3"),
      items('b', "['x', 'y'],"),
      block('child', ['a', 'b'], 'n, t', "return f'{n}{t}'", { reduce_output: true }),
      tell(['child']),
    ]);
    await run(project);
    expect(await told(project)).toEqual({ args: [['1x', '1y', '2x', '2y', '3x', '3y']] });
  });

  it('needs no file where its path says: that of its type and name is found: row 21', async () => {
    const moved: BlockSource = {
      ...block('load', [], '', 'return 21'),
      fields: { configuration: { file_source: { path: 'unit_1/custom/load.py' } } },
    };
    const project = await tempProject([moved, tell(['load'])]);
    await run(project);
    expect(await told(project)).toEqual({ args: [21] });
  });

  it('comes of an active trigger only when somebody runs its pipeline: row 22', async () => {
    const body = "open(kwargs['repo_path'] + '/ran', 'a').write('x')";
    const project = await tempProject([block('load', [], '**kwargs', body)]);
    const trigger =
      'triggers:\n- name: hourly\n  schedule_type: time\n  schedule_interval: "@hourly"\n  status: active\n  start_time: 2020-01-01 00:00:00\n';
    await writeFiles(project, { 'pipelines/demo/triggers.yaml': trigger });
    await run(project);
    expect(await readFile(path.join(project, 'ran'), 'utf8')).toBe('x');
  });

  it('comes of the first function with its decorator, called with keyword arguments only where it takes them', async () => {
    const source = `if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom

@custom
def first(*args, **kwargs):
    missing = {'event', 'env', 'execution_date', 'ds', 'hr', 'execution_partition', 'pipeline_run_id', 'trigger_name',
               'pipeline_uuid', 'block_uuid', 'repo_path', 'configuration', 'context', 'logger', 'retry', 'n'} - set(kwargs)
    return {'missing': sorted(missing), 'n': kwargs['n'], 'env': kwargs['env'], 'event': kwargs['event'],
            'attempts': kwargs['retry']['attempts'], 'year': kwargs['execution_date'].year >= 2024, 'depth': kwargs['configuration']['depth']}

@custom
def second():
    raise Exception('only the first is the block')
`;
    const project = await tempProject(
      [
        pythonBlock('first', source, { fields: { configuration: { depth: 3 } } }),
        block('plain', ['first'], 'given', "return {'n': given['n']}"),
      ],
      { n: 1 },
    );
    await run(project, { variables: { n: 2 } });
    const expected = { missing: [], n: 2, env: 'prod', event: {}, year: true, depth: 3 };
    expect(await told(project, 'first')).toMatchObject(expected);
    expect(await told(project, 'plain')).toEqual({ n: 2 });
  });

  it('is followed by the callbacks for how it ended, and held back by a condition that fails', async () => {
    const attach = (uuid: string, type: string, source: string, parent: string) =>
      pythonBlock(uuid, source, { type, upstream: [parent] });
    const write = (name: string, text: string) => `open(kwargs['repo_path'] + '/${name}', 'w').write(${text})`;
    const project = await tempProject([
      block('bad', [], '', "raise ValueError('no such zone')"),
      attach(
        'on_bad',
        'callback',
        `@callback('success')\ndef ok(**kwargs):\n    ${write('wrong', "''")}\n\n@callback('failure')\ndef failed(**kwargs):\n    ${write('failed', "f\"{kwargs['parent_block_uuid']} {kwargs['__error']} {kwargs['block_uuid']}\"")}\n`,
        'bad',
      ),
      block('good', [], '', 'return 5'),
      attach(
        'on_good',
        'callback',
        `@callback\ndef ok(**kwargs):\n    ${write('ok', "repr(kwargs['__input'])")}\n    raise Exception('is told and no more')\n`,
        'good',
      ),
      block('held', [], '', 'return 1'),
      attach('never', 'conditional', "@condition\ndef look(**kwargs):\n    raise Exception('counts as no')\n", 'held'),
    ]);
    const done = await run(project);
    expect(['bad', 'good', 'held'].map((uuid) => done.block(uuid).status)).toEqual([
      'failed',
      'completed',
      'condition_failed',
    ]);
    expect(await readFile(path.join(project, 'failed'), 'utf8')).toContain('bad ValueError: no such zone');
    expect(await readFile(path.join(project, 'ok'), 'utf8')).toBe('5');
    await expect(readFile(path.join(project, 'wrong'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe.each(withPandas)('what a Python block gives, on $title,', { timeout: 120_000 }, ({ command }) => {
  beforeEach(({ skip }) => skip(command === null));

  it('may be an array or a table with a repeated index and nulls, and stays one: rows 10 and 11', async () => {
    const project = await tempProject([
      pythonBlock(
        'load',
        "import numpy as np, pandas as pd\n@custom\ndef run():\n    return np.arange(6).reshape(2, 3), pd.DataFrame({'t': ['x', None, 'z']}, index=[5, 5, 9])\n",
      ),
      block(
        'tell',
        ['load'],
        'x',
        "array, table = x\nreturn {'array': [type(array).__name__, array.tolist()], 'index': table.index.tolist(), 't': [t if isinstance(t, str) else None for t in table['t']]}",
      ),
    ]);
    await runDemo(project, { python: command });
    expect(JSON.parse(await storedText(project, 'tell'))).toEqual({
      array: [
        'ndarray',
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
      ],
      index: [5, 5, 9],
      t: ['x', null, 'z'],
    });
  });
});

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { oldestAndNewestPython } from '../../../test/support/python';
import { runDemo, storedJson } from '../../../test/support/run-demo';
import {
  projectFiles,
  tempFolder,
  tempProject,
  writeFiles,
  type BlockSource,
} from '../../../test/support/temp-project';
import { readBlockOutputs } from '../../store/outputs';
import { blockLogFile } from '../../store/paths';
import { readTextOrNull } from '../../project/files';

const pythons = await oldestAndNewestPython('bare');

const block = (uuid: string, source: string, rest: Partial<BlockSource> = {}): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'python',
  source,
  ...rest,
});

describe.each(pythons)('a block on $title', { timeout: 60_000 }, ({ command }) => {
  const run = (root: string, change = {}, options = {}) => runDemo(root, { python: command, ...change }, options);
  beforeEach(({ skip }) => skip(command === null));

  it('receives one argument for each upstream block and the variables, whether its file guards its imports or not', async () => {
    const guarded = `if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

@custom
def first(*args, **kwargs):
    return 1, 2

@test
def two(a, b, *args):
    assert (a, b) == (1, 2)

@custom
def ignored():
    raise Exception('the first counts')
`;
    const plain = `from mage_ai.data_preparation.decorators import custom, test
from mage_ai.settings.repo import get_repo_path

@custom()
def second(value, **kwargs):
    return {'value': value, 'n': kwargs['n'], 'day': kwargs['execution_date'].strftime('%Y-%m-%d') == kwargs['ds'],
            'block': kwargs['block_uuid'], 'depth': kwargs['configuration']['depth'], 'here': get_repo_path() == kwargs['repo_path']}
`;
    const fields = { configuration: { depth: 6 } };
    const root = await tempProject([block('a', guarded), block('b', plain, { upstream: ['a'], fields })], { n: 3 });
    expect((await run(root)).finished.status).toBe('completed');
    expect(await storedJson(root, 'b')).toEqual({ value: [1, 2], n: 3, day: true, block: 'b', depth: 6, here: true });
  });

  it('sees them anew for each block in a folder called much like one of packages', async () => {
    const write = (n: number) =>
      `@custom\ndef f(*args, **kwargs):\n    with open(kwargs['repo_path'] + '/utils/h.py', 'w') as file:\n        file.write('K = ${n}')\n    from utils.h import K\n    return {'k': K}\n`;
    const root = path.join(await tempFolder(), 'course-on-site-packages');
    const blocks = [block('a', write(1)), block('b', write(2), { upstream: ['a'] })];
    await writeFiles(root, { ...projectFiles({ demo: blocks }), 'utils/__init__.py': '' });
    expect((await run(root)).finished.status).toBe('completed');
    expect([await storedJson(root, 'a'), await storedJson(root, 'b')]).toEqual([{ k: 1 }, { k: 2 }]);
  });

  it('sees the modules of its project as they are at its turn, and keeps them out of git', async () => {
    const root = await tempProject([
      block('a', "from utils.deep.h import K\n\n@custom\ndef f():\n    return {'k': K}\n"),
    ]);
    await writeFiles(root, { 'utils/deep/h.py': 'K = 1\n' });
    await run(root);
    await writeFiles(root, { 'utils/deep/h.py': 'K = 2\n' });
    const again = await run(root, { changed: true });
    expect(again.block('a').status).toBe('completed');
    expect(await storedJson(root, 'a')).toEqual({ k: 2 });
    expect((await run(root, { changed: true })).block('a').status).toBe('reused');
    expect(await readdir(path.join(root, 'utils/deep'))).toEqual(['h.py']);
  });

  it('prints to its log, however it prints', async () => {
    const source = `import os, subprocess, sys

@custom
def f(**kwargs):
    print('said ü')
    sys.stderr.write('warned\\n')
    kwargs['logger'].info('logged %s', 1)
    os.write(1, b'raw\\n')
    subprocess.run([sys.executable, '-c', "print('child')"], check=True)
`;
    const root = await tempProject([block('a', source), block('b', "@custom\ndef f():\n    print('other')\n")]);
    const { run: id } = await run(root, { limits: { memory: null, threads: null, parallel: 1 } });
    const text = await readTextOrNull(blockLogFile(root, 'demo', id, 'a'));
    for (const line of ['said ü', 'warned', 'INFO logged 1', 'raw', 'child']) expect(text?.split('\n')).toContain(line);
    expect(text).not.toContain('other');
    expect(text).not.toContain('\u0001');
  });

  it('runs as condition, sensor, callback and check', async () => {
    const attach = (uuid: string, type: string, source: string) => block(uuid, source, { type, upstream: ['b'] });
    const root = await tempProject([
      block(
        'wait',
        "import os\n@sensor\ndef look(**kwargs):\n    file = kwargs['repo_path'] + '/asked'\n    open(file, 'a').write('x')\n    return os.path.getsize(file) >= 2\n",
        {
          type: 'sensor',
          fields: { configuration: { interval: 0.05 } },
        },
      ),
      block('b', '@custom\ndef f(nothing):\n    return 5\n', { upstream: ['wait'] }),
      attach('only_if', 'conditional', '@condition\ndef f(nothing):\n    return nothing == []\n'),
      attach(
        'tell',
        'callback',
        "@callback('success')\ndef f(value, **kwargs):\n    open(kwargs['repo_path'] + '/told', 'w').write(f\"{kwargs['parent_block_uuid']} {value}\")\n",
      ),
      attach('verify', 'extension', "@extension('checks')\ndef f(value, **kwargs):\n    assert value == 5\n"),
    ]);
    expect((await run(root)).finished).toMatchObject({ status: 'completed', executed: 2 });
    expect(await readTextOrNull(path.join(root, 'asked'))).toBe('xx');
    expect(await readTextOrNull(path.join(root, 'told'))).toBe('b 5');
  });

  it('runs once for each item of a dynamic block, in several processes', async () => {
    const root = await tempProject([
      block('many', "@custom\ndef f():\n    return [1, 2, 3], [{'block_uuid': 'one'}]\n", {
        fields: { configuration: { dynamic: true } },
      }),
      block('each', "@custom\ndef f(n, **kwargs):\n    return {'n': n, 'index': kwargs['dynamic_block_index']}\n", {
        upstream: ['many'],
        fields: { configuration: { reduce_output: true } },
      }),
      block('all', "@custom\ndef f(each):\n    return {'each': each}\n", { upstream: ['each'] }),
    ]);
    await run(root);
    expect(await storedJson(root, 'all')).toEqual({ each: [1, 2, 3].map((n, index) => ({ n, index })) });
  });

  it('depends on the variables that it reads, as far as its code says which', async () => {
    const root = await tempProject(
      [block('a', "@custom\ndef f(**kwargs):\n    return kwargs.get('n'), kwargs['m']\n")],
      { n: 1, m: 1, k: 1 },
    );
    await run(root);
    const executed = async (variables: object) => (await run(root, { changed: true, variables })).finished.executed;
    expect(await executed({ k: 2 })).toBe(0);
    expect(await executed({ m: 2 })).toBe(1);
  });

  it.each([
    [
      'from mage_ai.data_preparation.decorators import transformer\n@transformer\ndef f():\n    pass\n',
      'block_not_decorated',
      'no function with @custom. It has @transformer',
      1,
    ],
    [
      '@custom\ndef f(a, b):\n    pass\n',
      'arguments_mismatch',
      'takes 2 arguments, but has 0 upstream blocks: f(a, b)',
      1,
    ],
    [
      '@custom\ndef f():\n    print(1)\n@test\ndef good(output, *args):\n    assert output is not None\n',
      'arguments_mismatch',
      'Test good takes 1 argument, but block a has returned nothing.',
      4,
    ],
    [
      '@custom\ndef f():\n    return 1, 2\n@test\ndef good(output):\n    assert output\n',
      'arguments_mismatch',
      'Test good takes 1 argument, but block a has given 2 outputs.',
      4,
    ],
    ['x = 1\ndef f(:\n', 'python_syntax', 'SyntaxError', 2],
    ["@custom\ndef f():\n    raise ValueError('no such zone')\n", 'block_failed', 'ValueError: no such zone', 3],
    [
      "@custom\ndef f():\n    raise SyntaxError('odd', (__file__, '7', None, None))\n",
      'python_syntax',
      'SyntaxError: odd',
      1,
    ],
    ['@custom\ndef f():\n    eval("a ==")\n', 'block_failed', 'SyntaxError: ', 3],
    ['import ast\n@custom\ndef f():\n    ast.parse("a\\nb c", "q.sql")\n', 'block_failed', 'SyntaxError: ', 4],
    [
      'class Mute(Exception):\n    def __str__(self):\n        raise SystemExit\n@custom\ndef f():\n    raise Mute\n',
      'block_failed',
      'Mute, which does not say more',
      1,
    ],
    ['import no_such_package_\n@custom\ndef f():\n    pass\n', 'package_missing', 'needs no_such_package_', 1],
    ['import sys\n@custom\ndef f():\n    sys.exit(3)\n', 'block_exited', 'called sys.exit(3)', 1],
    ['import os\n@custom\ndef f():\n    os._exit(3)\n', 'worker_ended', 'process of block a ended with exit code 3', 1],
    [
      '@custom\ndef f():\n    return 1\n@test\ndef big(x):\n    assert x > 1, "too small"\n',
      'test_failed',
      'Test “big” failed: too small',
      6,
    ],
  ])('that is wrong is told with its line, and the next block runs: %s', async (source, code, words, line) => {
    const root = await tempProject([block('a', source), block('b', '@custom\ndef f():\n    return 1\n')]);
    const done = await run(root, { allowFailures: true, limits: { memory: null, threads: null, parallel: 1 } });
    expect(done.block('a')).toMatchObject({
      status: 'failed',
      failure: {
        code,
        message: expect.stringContaining(words) as string,
        file: expect.stringMatching(/custom.a\.py$/) as string,
        line,
      },
    });
    expect(done.block('b').status).toBe('completed');
  });

  it('is ended with its children when the run is cancelled, or when its time is up', async () => {
    const endless =
      "import subprocess, sys\n@custom\ndef f(**kwargs):\n    open(kwargs['repo_path'] + '/begun', 'w').close()\n    subprocess.run([sys.executable, '-c', 'while True: pass'])\n";
    const root = await tempProject([block('a', endless)]);
    const stop = new AbortController();
    const running = run(root, {}, { signal: stop.signal });
    await expect.poll(() => readTextOrNull(path.join(root, 'begun')), { timeout: 20_000 }).toBe('');
    stop.abort();
    expect((await running).block('a').status).toBe('cancelled');
    const late = await tempProject([
      block('a', '@custom\ndef f():\n    while True:\n        pass\n', { fields: { timeout: 0.5 } }),
    ]);
    expect((await run(late)).block('a').failure).toMatchObject({ code: 'block_timeout' });
  });

  it('keeps the secrets that it reads out of its log and its failure', async () => {
    const source =
      "from mage_ai.data_preparation.shared.secrets import get_secret_value\n@custom\ndef f():\n    key = get_secret_value('EIDER_TEST_PYTHON_KEY')\n    print('key', key)\n    raise Exception('bad ' + key)\n";
    const root = await tempProject([block('a', source)]);
    const done = await run(root, {}, { secrets: { EIDER_TEST_PYTHON_KEY: 'hidden-value' } });
    expect(done.block('a').failure?.message).toBe('Exception: bad ***');
    expect(await readTextOrNull(blockLogFile(root, 'demo', done.run, 'a'))).toContain('key ***');
  });

  it('keeps them out of what a manifest tells of its outputs, and what only an object of its own would show', async () => {
    const source = `from mage_ai.data_preparation.shared.secrets import get_secret_value
class Client:
    def get_params(self, deep=True):
        return {}
    def __repr__(self):
        return "Client(api_key='not-for-others')"
@custom
def f():
    return [{get_secret_value('EIDER_TEST_PYTHON_KEY'): Client()}, Client()]
`;
    const root = await tempProject([block('a', source)]);
    await run(root, {}, { secrets: { EIDER_TEST_PYTHON_KEY: 'hidden-value' } });
    const outputs = (await readBlockOutputs(root, 'demo', 'a'))?.manifest.outputs ?? [];
    expect(outputs.map(({ note }) => note?.['outline'])).toEqual([['***: custom.a.Client'], undefined]);
    expect(JSON.stringify(outputs)).not.toMatch(/hidden-value|not-for-others/);
  });
});

describe('without a Python', () => {
  it('a Python block says what to do, and the others run', async () => {
    const root = await tempProject([
      block('a', '@custom\ndef f():\n    pass\n'),
      { uuid: 'b', type: 'custom', language: 'sql', source: 'SELECT 1' },
    ]);
    await mkdir(path.join(root, 'bin'));
    await writeFile(path.join(root, 'bin/python'), 'no program');
    const done = await runDemo(root, { python: path.join(root, 'bin/python'), allowFailures: true });
    expect(done.block('a').failure).toMatchObject({
      code: 'python_missing',
      remedy: expect.stringContaining('virtual environment') as string,
    });
    expect(done.block('b').status).toBe('completed');
  });
});

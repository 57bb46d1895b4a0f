import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { oldestAndNewestPython, pythonWith, withReason } from '../../../test/support/python';
import { runDemo, storedJson, type DemoRun } from '../../../test/support/run-demo';
import { tempProject, writeFiles, type BlockSource } from '../../../test/support/temp-project';
import { readTextOrNull } from '../../project/files';
import { blockLogFile } from '../../store/paths';

const pythons = await oldestAndNewestPython('bare');
const withTqdm = await pythonWith('tqdm');

const block = (uuid: string, lines: readonly string[], rest: Partial<BlockSource> = {}): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'python',
  source: `${lines.join('\n')}\n`,
  ...rest,
});
/** A block whose function has these lines. */
const body = (uuid: string, lines: readonly string[], rest: Partial<BlockSource> = {}) =>
  block(uuid, ['@custom', 'def f(*args, **kwargs):', ...lines.map((line) => `    ${line}`)], rest);
const pidOf = (uuid: string, rest: Partial<BlockSource> = {}) =>
  body(uuid, ['import os', "return {'pid': os.getpid()}"], rest);

/** Whether a process is there and has not ended. */
async function isAlive(pid: number): Promise<boolean> {
  const state = /\) (\w)/.exec((await readTextOrNull(`/proc/${pid}/stat`)) ?? '')?.[1];
  return state !== undefined && state !== 'Z';
}

/** Processes whose numbers a block has written down. */
async function startedBy(root: string): Promise<number[]> {
  const text = (await readTextOrNull(path.join(root, 'started'))) ?? '';
  return (text.match(/\d+/g) ?? []).map(Number);
}

/** Command lines in which a text stands, on Linux. */
async function processesThatName(text: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch((): string[] => [])).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readTextOrNull(`/proc/${pid}/cmdline`).catch(() => null)));
  return lines.flatMap((line) => (line?.includes(text) === true ? [line] : []));
}

describe.each(pythons)('a process of $title', { timeout: 60_000 }, ({ command }) => {
  beforeEach(({ skip }) => skip(command === null));

  /** Runs blocks one after the other, whatever happens to those before. */
  const run = (root: string) =>
    runDemo(root, {
      python: command,
      allowFailures: true,
      limits: { memory: null, threads: null, parallel: 1 },
    });
  const logOf = async (root: string, done: DemoRun, uuid: string) =>
    (await readTextOrNull(blockLogFile(root, 'demo', done.run, uuid))) ?? '';

  it.each([
    ['import ctypes; ctypes.string_at(0)', 'worker_ended', 'crashed with a segmentation fault (signal SIGSEGV)'],
    ['import os; os.abort()', 'worker_ended', 'was aborted by a package (signal SIGABRT)'],
    ['import os, signal; os.kill(os.getpid(), signal.SIGKILL)', 'worker_ended', 'was killed (signal SIGKILL)'],
    ['import os; os._exit(7)', 'worker_ended', 'ended with exit code 7'],
    ['import os; [os.write(n, b"x\\n") for n in range(3, 6)]', 'worker_ended', 'ended with a message that is none'],
    // what it has started holds its log open
    [
      'import os, subprocess; subprocess.Popen(["sleep", "20"]); os.kill(os.getpid(), 9)',
      'worker_ended',
      'was killed (signal SIGKILL)',
    ],
    ['raise SystemExit', 'block_exited', 'Block a called sys.exit().'],
    ['raise KeyboardInterrupt', 'block_exited', 'Block a was interrupted.'],
    ['raise GeneratorExit', 'block_failed', 'GeneratorExit'],
    ['g = lambda n: g(n) + 1; g(0)', 'block_failed', 'RecursionError'],
  ])('fails its block with a sentence and the next one runs: %s', async (line, code, words) => {
    const root = await tempProject([body('a', [line]), pidOf('b')]);
    const done = await run(root);
    expect(done.block('a')).toMatchObject({
      status: 'failed',
      failure: { code, message: expect.stringContaining(words) as string },
    });
    expect(done.block('b').status).toBe('completed');
  });

  it('says in the log where a package has crashed', async () => {
    const root = await tempProject([body('a', ['import ctypes', 'ctypes.string_at(0)'])]);
    expect(await logOf(root, await run(root), 'a')).toMatch(/Segmentation fault[^]*custom.a\.py", line 4 in f/);
  });

  it('hears what a block prints, whatever the one before has closed, and whatever bytes it prints', async () => {
    const root = await tempProject([
      body('a', ['import os, sys', 'sys.stdout.close()', 'sys.stderr = None', 'os.close(1)', 'os.close(2)']),
      body('b', ['import os', "print('told')", "os.write(1, b'\\xff\\xfe raw\\n')", "os.system('echo shell')"]),
    ]);
    const done = await run(root);
    expect(done.finished.status).toBe('completed');
    expect(await logOf(root, done, 'b')).toBe('told\n\ufffd\ufffd raw\nshell\n');
  });

  it('may print fifty megabytes', async () => {
    const root = await tempProject([
      body('a', ["line = 'x' * 99_999", 'for _ in range(500):', '    print(line)', "print('at the end')"]),
      body('b', ["print('next')"]),
    ]);
    const done = await run(root);
    expect(done.finished.status).toBe('completed');
    expect((await stat(blockLogFile(root, 'demo', done.run, 'a'))).size).toBeLessThan(20_000_000);
    expect(await logOf(root, done, 'b')).toBe('next\n');
  });

  it('gives one answer even when a block forks and both return', async () => {
    const root = await tempProject([body('a', ['import os', 'os.fork()', 'return {"n": 1}']), pidOf('b')]);
    const done = await run(root);
    expect(done.finished).toMatchObject({ status: 'completed', executed: 2 });
    expect(await storedJson(root, 'a')).toEqual({ n: 1 });
  });

  it.each([
    ['a process', 'import subprocess; left = subprocess.Popen(["sleep", "600"]).pid'],
    [
      'a thread',
      'import os, threading, time; left = os.getpid(); threading.Thread(target=time.sleep, args=(600,)).start()',
    ],
  ])('is not used again when a block has left %s running, which ends with it', async (what, line) => {
    const root = await tempProject([
      body('a', [line, 'return {"pid": __import__("os").getpid(), "left": left}']),
      pidOf('b'),
    ]);
    const done = await run(root);
    expect(done.finished.status).toBe('completed');
    expect(await logOf(root, done, 'a')).toBe(`The block has left ${what} running, which ends with it.\n`);
    const { pid, left } = v.parse(v.object({ pid: v.number(), left: v.number() }), await storedJson(root, 'a'));
    expect(await storedJson(root, 'b')).not.toEqual({ pid });
    expect(await isAlive(left)).toBe(false);
  });

  it('ends with every process that it starts, though it starts them without an end while it is cancelled', async () => {
    const root = await tempProject([
      body('a', [
        'import subprocess, sys',
        'for n in range(500):',
        "    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', kwargs['repo_path']])",
        "    open(kwargs['repo_path'] + '/begun', 'w').close()",
      ]),
    ]);
    const stop = new AbortController();
    const running = runDemo(root, { python: command }, { signal: stop.signal });
    await expect.poll(() => readTextOrNull(path.join(root, 'begun')), { timeout: 20_000, interval: 1 }).toBe('');
    stop.abort();
    expect((await running).block('a').status).toBe('cancelled');
    await expect.poll(() => processesThatName(root), { timeout: 20_000 }).toEqual([]);
  });

  it.each([
    'os.kill(os.getpid(), 9)',
    'os._exit(3)',
    'ctypes.string_at(0)',
    '[os.write(n, b"x\\n") for n in range(3, 6)]',
    'cancelled = True',
  ])('takes with it whatever its block has started and left when it comes to %s', async (line) => {
    const root = await tempProject([
      body('a', [
        'import ctypes, os, subprocess, time',
        "quiet = {name: subprocess.DEVNULL for name in ('stdin', 'stdout', 'stderr')}",
        "started = [subprocess.Popen(['sleep', '600'], start_new_session=True, **quiet).pid]",
        "started.append(int(subprocess.check_output(['sh', '-c', 'sleep 600 >/dev/null & echo $!'])))",
        'forked = os.fork()',
        'if forked == 0:',
        '    time.sleep(600)',
        "open('partial', 'w').write(' '.join(map(str, [*started, forked])))",
        "os.rename('partial', 'started')",
        line,
        'time.sleep(600)',
      ]),
    ]);
    const stop = new AbortController();
    const running = runDemo(root, { python: command, allowFailures: true }, { signal: stop.signal });
    await expect.poll(() => startedBy(root), { timeout: 20_000 }).toHaveLength(3);
    if (line === 'cancelled = True') stop.abort();
    expect((await running).block('a').failure?.code).toBe(stop.signal.aborted ? undefined : 'worker_ended');
    expect(await Promise.all((await startedBy(root)).map(isAlive))).toEqual([false, false, false]);
  });

  it('leaves alone what an earlier block has started to outlive it, with what that has started since', async () => {
    const root = await tempProject([
      body('a', [
        'import os, subprocess, time',
        'if os.fork() == 0:',
        '    os.setsid()',
        '    if os.fork() > 0:',
        '        os._exit(0)',
        '    os.closerange(0, 256)',
        "    while not os.path.exists('go'):",
        '        time.sleep(0.01)',
        "    child = subprocess.Popen(['sleep', '600'])",
        "    open('partial', 'w').write(f'{os.getpid()} {child.pid}')",
        "    os.rename('partial', 'started')",
        '    child.wait()',
        '    os._exit(0)',
        'os.wait()',
        "return {'pid': os.getpid()}",
      ]),
      body('b', [
        'import os, subprocess, time',
        "open('worker', 'w').write(str(os.getpid()))",
        "open('go', 'w').close()",
        "while not os.path.exists('started'):",
        '    time.sleep(0.01)',
        'os._exit(3)',
      ]),
    ]);
    const done = await run(root);
    const started = await startedBy(root);
    try {
      expect(done.block('b').failure?.code).toBe('worker_ended');
      expect(await storedJson(root, 'a')).toEqual({ pid: Number(await readTextOrNull(path.join(root, 'worker'))) });
      expect(await Promise.all(started.map(isAlive))).toEqual([true, true]);
    } finally {
      for (const pid of started.toReversed()) process.kill(pid, 'SIGKILL');
    }
  });

  it('is as clean for a block as if there had been none before', async () => {
    const look = [
      'import builtins, decimal, locale, logging, os, random, signal, socket, sys, threading, warnings',
      "mine = logging.getLogger('mine')",
      'return {',
      "    'pid': os.getpid(), 'cwd': os.getcwd() == kwargs['repo_path'], 'environment': os.environ.get('LEFT'), 'home': 'HOME' in os.environ,",
      "    'path': 'left' in sys.path, 'locale': locale.setlocale(locale.LC_ALL), 'umask': os.umask(0o22), 'builtin': hasattr(builtins, 'left'),",
      "    'print': print is builtins.print and print.__module__, 'filters': [f[0] for f in warnings.filters if f[2] is Warning],",
      "    'root': [logging.root.level, len(logging.root.handlers), logging.root.manager.disable], 'mine': [mine.level, len(mine.handlers)],",
      "    'signal': signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, 'recursion': sys.getrecursionlimit(), 'socket': socket.getdefaulttimeout(),",
      "    'hook': sys.excepthook is sys.__excepthook__, 'argv': len(sys.argv), 'stdin': sys.stdin.read(), 'decimal': decimal.getcontext().prec,",
      '}',
    ];
    const change = [
      'import builtins, decimal, locale, logging, os, random, signal, socket, sys, threading, warnings',
      "os.chdir('/'); os.environ['LEFT'] = '1'; os.environ.pop('HOME', None); os.umask(0o77)",
      "sys.path.insert(0, 'left'); sys.setrecursionlimit(5000); sys.excepthook = print; sys.argv.append('left')",
      "locale.setlocale(locale.LC_ALL, 'C.UTF-8' if locale.setlocale(locale.LC_ALL) == 'C' else 'C')",
      "warnings.simplefilter('ignore'); warnings.filterwarnings('error', category=UserWarning)",
      'logging.basicConfig(level=logging.DEBUG); logging.disable(logging.CRITICAL)',
      "logging.getLogger('mine').addHandler(logging.StreamHandler()); logging.getLogger('mine').setLevel(1)",
      'signal.signal(signal.SIGTERM, lambda *_: None); socket.setdefaulttimeout(1); decimal.getcontext().prec = 3',
      'builtins.left = 1; builtins.print = lambda *_: None',
      "return {'pid': os.getpid()}",
    ];
    const root = await tempProject([body('before', look), body('between', change), body('behind', look)]);
    const done = await run(root);
    expect(done.finished.status).toBe('completed');
    const { pid } = v.parse(v.object({ pid: v.number() }), await storedJson(root, 'before'));
    expect(await storedJson(root, 'between')).toEqual({ pid });
    expect(await storedJson(root, 'behind')).toEqual(await storedJson(root, 'before'));
  });

  it('puts messages of logging and warnings into the log, those of a block that sets up logging as it says', async () => {
    const root = await tempProject([
      body('plain', [
        'import logging, warnings',
        "logging.getLogger().info('root')",
        "logging.getLogger('mine').info('module')",
        "logging.getLogger('mine').debug('nobody asked')",
        "kwargs['logger'].info('given')",
        "warnings.warn('careful')",
      ]),
      body('own', [
        'import logging',
        "logging.basicConfig(format='%(name)s says %(message)s', level=logging.DEBUG)",
        "logging.getLogger('mine').debug('asked for')",
      ]),
      body('again', [
        'import logging, warnings',
        "kwargs['logger'].debug('given')",
        "logging.getLogger().info('root')",
        "warnings.warn('careful')",
      ]),
    ]);
    const done = await run(root);
    const plain = await logOf(root, done, 'plain');
    expect(plain).toMatch(/^INFO root\nINFO module\nINFO given\n.*plain\.py:8: UserWarning: careful\n/);
    expect(await logOf(root, done, 'own')).toBe('mine says asked for\n');
    expect(await logOf(root, done, 'again')).toMatch(/^DEBUG given\nINFO root\n.*again\.py:6: UserWarning: careful\n/);
  });

  it('tells what a block takes of the machine, that of its children included, and forgets it for the next', async () => {
    const busy = 'import time\nwhile time.process_time() < 0.3: pass';
    const root = await tempProject([
      body('large', ["return {'n': len(bytearray(b'x') * 300_000_000)}"]),
      body('busy', [
        'import subprocess, sys',
        `subprocess.run([sys.executable, '-c', ${JSON.stringify(busy)}], check=True)`,
      ]),
      body('wrong', ["raise ValueError('no')"]),
    ]);
    const done = await run(root);
    const [large, small] = [done.block('large').usage, done.block('busy').usage];
    expect(large?.memory).toBeGreaterThan(300_000_000);
    expect(small?.memory).toBeLessThan(200_000_000);
    expect(small?.cpu).toBeGreaterThan(0.3);
    expect(done.block('wrong').usage?.cpu).toBeGreaterThanOrEqual(0);
  });

  it('tells how far a block is, as the block says', async () => {
    const root = await tempProject([
      body('a', ['from eider import progress', 'progress(0.25)', 'progress(2)']),
      body('b', ['from eider import progress', 'import time', 'progress(0.5)']),
    ]);
    const done = await run(root);
    const told = done.events.flatMap((event) =>
      event.type === 'block_progress' ? [[event.block, event.fraction]] : [],
    );
    expect(told).toEqual([
      ['a', 0.25],
      ['b', 0.5],
    ]);
    expect(done.block('a').failure?.message).toBe('ValueError: progress() takes a number from 0 to 1, not 2.');
  });
});

const tqdm = 'command' in withTqdm ? withTqdm.command : null;
describe.skipIf(tqdm === null)(withReason('a bar of tqdm', withTqdm), { timeout: 60_000 }, () => {
  it('tells how far its block is when its end is known, the outer one of several', async () => {
    const root = await tempProject([
      block('a', [
        'from tqdm import tqdm',
        '@custom',
        'def f():',
        '    bar = tqdm(total=8, mininterval=0)',
        '    bar.update(2)',
        '    list(tqdm(range(3)))',
        '    list(tqdm(iter([1, 2])))',
        '    bar.close()',
      ]),
    ]);
    const done = await runDemo(root, { python: tqdm });
    const told = done.events.flatMap((event) => (event.type === 'block_progress' ? [event.fraction] : []));
    expect(done.finished.status).toBe('completed');
    expect(told[0]).toBe(0);
    expect(await readTextOrNull(blockLogFile(root, 'demo', done.run, 'a'))).toContain('2/8');
  });

  it('is taken for what is missing in a sentence that says how to install it, files of the project are not', async () => {
    const bare = pythons[0]?.command ?? null;
    const needs = (uuid: string, line: string) => block(uuid, [line, '@custom', 'def f():', '    pass']);
    const root = await tempProject([
      needs('a', 'from tqdm import tqdm'),
      needs('b', 'import sklearn.linear_model'),
      needs('c', 'from helpers_of_ours.more import x'),
      needs('d', 'from utils.more import x'),
      needs('e', 'import logging.nothing'),
    ]);
    await writeFiles(root, { 'helpers_of_ours/__init__.py': '' });
    const done = await runDemo(root, { python: bare, allowFailures: true });
    expect(done.block('a').failure).toMatchObject({
      code: 'package_missing',
      message: `Block a needs tqdm; your interpreter is ${bare}, which does not have it.`,
      remedy: `Install it: ${bare} -m pip install tqdm`,
      missing: { packages: ['tqdm'], interpreter: bare },
    });
    expect(done.block('b').failure?.missing?.packages).toEqual(['scikit-learn']);
    for (const [uuid, code, words] of [
      ['c', 'module_missing', 'of which there is no file in'],
      ['d', 'module_missing', 'imports utils, of which there is no file in'],
      ['e', 'module_missing', 'which is not in the logging'],
    ] as const) {
      const { failure } = done.block(uuid);
      expect(failure).toMatchObject({ code, message: expect.stringContaining(words) as string });
      expect(failure?.missing).toBeUndefined();
    }
  });
});

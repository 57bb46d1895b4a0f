import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DebugClient } from '../../../test/support/debug-client';
import { barePython, pythonWithDebugger, withReason } from '../../../test/support/python';
import { runDemo, storedText, type DemoRun } from '../../../test/support/run-demo';
import { blockFile, tempProject, writeFiles, type BlockSource } from '../../../test/support/temp-project';
import { readTextOrNull } from '../../project/files';
import type { DebugRequest } from '../../protocol/runner';
import { blockLogFile } from '../../store/paths';

const python = await pythonWithDebugger();
const command = 'command' in python ? python.command : null;

const block = (uuid: string, source: string, rest: Partial<BlockSource> = {}): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'python',
  source,
  ...rest,
});
const loader = block('numbers', '@custom\ndef load():\n    return [1, 2, 3]\n');
const adder = `from utils.sums import total

@custom
def add(numbers, *args, **kwargs):
    result = total(numbers) + kwargs['n']
    return result

@test
def is_large(result):
    assert result > 15
`;
const wanted: DebugRequest = { language: 'python', debugpy: null, port: 0, patience: 60 };

function fileOf(root: string, uuid: string, type = 'custom'): string {
  return path.join(root, blockFile({ uuid, type, language: 'python', source: '' }));
}

/** Starts the debugging of a block and gives a client for the debugger that waits, with the run. */
function debug(
  root: string,
  uuid: string,
  change = {},
  signal = new AbortController().signal,
): Promise<{ client: DebugClient; run: Promise<DemoRun> }> {
  return new Promise((resolve, reject) => {
    const request = { python: command, selection: { block: uuid, mode: 'only' }, debug: wanted, ...change } as const;
    const onDebugger = (port: number) => void DebugClient.to(port).then((client) => resolve({ client, run }), reject);
    const run = runDemo(root, request, { onDebugger, signal });
    run.then(() => reject(new Error('the run ended without a debugger')), reject);
  });
}

describe.skipIf(command === null)(withReason('debugging a Python block', python), { timeout: 60_000 }, () => {
  it('stops in the block, in a module that it imports and in its test, with the real inputs', async () => {
    // the limit of one second would end the block while it stands still
    const root = await tempProject([loader, block('add', adder, { upstream: ['numbers'], fields: { timeout: 1 } })], {
      n: 10,
    });
    await writeFiles(root, { 'utils/sums.py': 'def total(values):\n    return sum(values)\n' });
    await runDemo(root, { python: command, selection: { block: 'numbers', mode: 'only' } });
    const file = fileOf(root, 'add');
    const module = path.join(root, 'utils/sums.py');

    const { client, run } = await debug(root, 'add');
    await client.attach({ [file]: [5, 10], [module]: [2] });
    const first = await client.stopped();
    expect([first.file, first.line]).toEqual([file, 5]);
    expect(await client.evaluate('[numbers, df_1, kwargs["n"]]', first.frame)).toBe('[[1, 2, 3], [1, 2, 3], 10]');
    // only the author's code is there to step through
    expect(first.frames).toEqual(['add']);
    await client.goOn(first);
    const second = await client.stopped();
    expect([second.file, second.line]).toEqual([module, 2]);
    await client.goOn(second);
    const third = await client.stopped();
    expect(await client.evaluate('result', third.frame)).toBe('16');
    await client.goOn(third);

    const ended = await run;
    expect(ended.finished.status).toBe('completed');
    expect(await storedText(root, 'add')).toBe('16');
    expect(ended.events).toContainEqual(expect.objectContaining({ type: 'test_finished', passed: true }));
    await client.event('terminated');
  });

  it('stops where an error comes from, and tries no second time', async () => {
    const source = '@custom\ndef f():\n    here = 7\n    return here / 0\n';
    const root = await tempProject([block('a', source, { fields: { retry_config: { retries: 3, delay: 0 } } })]);
    const { client, run } = await debug(root, 'a');
    await client.attach({});
    const place = await client.stopped();
    expect([place.file, place.line]).toEqual([fileOf(root, 'a'), 4]);
    expect(await client.evaluate('here', place.frame)).toBe('7');
    await client.goOn(place);
    const ended = await run;
    expect(ended.block('a').failure?.message).toContain('ZeroDivisionError');
    expect(ended.events.filter(({ type }) => type === 'block_retried')).toEqual([]);
  });

  it('stops in the conditions of a block too, one after the other, in one session', async () => {
    const condition = (uuid: string) =>
      block(uuid, '@condition\ndef may(*args):\n    return True\n', { type: 'conditional', upstream: ['a'] });
    const root = await tempProject([
      block('a', '@custom\ndef f():\n    return 1\n'),
      condition('one'),
      condition('two'),
    ]);
    const { client, run } = await debug(root, 'a');
    const files = [fileOf(root, 'one', 'conditional'), fileOf(root, 'two', 'conditional'), fileOf(root, 'a')];
    await client.attach(Object.fromEntries(files.map((file) => [file, [3]])));
    const seen: string[] = [];
    for (const _ of files) {
      const place = await client.stopped();
      seen.push(place.file);
      await client.goOn(place);
    }
    expect(seen.sort()).toEqual(files.sort());
    expect((await run).finished.status).toBe('completed');
  });

  it('is cancelled while it stands still', async () => {
    const root = await tempProject([loader]);
    const cancelled = new AbortController();
    const { client, run } = await debug(root, 'numbers', {}, cancelled.signal);
    await client.attach({ [fileOf(root, 'numbers')]: [3] });
    await client.stopped();
    cancelled.abort();
    expect((await run).finished.status).toBe('cancelled');
    await client.event('terminated');
  });

  it('is not begun when no debugger comes, which its log had told', async () => {
    const root = await tempProject([loader]);
    const ended = await runDemo(root, {
      python: command,
      selection: { block: 'numbers', mode: 'only' },
      debug: { ...wanted, patience: 0.05 },
    });
    expect(ended.finished.status).toBe('failed');
    expect(ended.block('numbers').failure).toMatchObject({ code: 'debugger_absent' });
    expect(await readTextOrNull(blockLogFile(root, 'demo', ended.run, 'numbers'))).toContain(
      'Waiting for a debugger on 127',
    );
  });
});

const bare = await barePython();
describe.skipIf('unavailable' in bare)(withReason('debugging without debugpy', bare), () => {
  it('says what to install', async () => {
    const root = await tempProject([loader]);
    const ran = await runDemo(root, { python: 'command' in bare ? bare.command : null, debug: wanted });
    const { failure } = ran.block('numbers');
    expect(failure?.code).toBe('package_missing');
    expect(failure?.remedy).toMatch(/-m pip install debugpy$/);
  });
});

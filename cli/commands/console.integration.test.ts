import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { distFolder } from '../../core/dist-folder';
import { barePython, withReason } from '../../test/support/python';
import { runDemo } from '../../test/support/run-demo';
import { tempProject, writeFiles, type BlockSource } from '../../test/support/temp-project';
import { exitCodes } from '../exit-codes';

const python = await barePython();
const command = 'command' in python ? python.command : '';

const block = (uuid: string, source: string, rest: Partial<BlockSource> = {}): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'python',
  source,
  ...rest,
});
const first = block('first', '@custom\ndef f():\n    return [1, 2], "x"\n');

/** Types lines into `eider console`, and gives what it printed. */
async function type(root: string, target: string, lines: readonly string[], flags: readonly string[] = []) {
  const cli = path.join(distFolder(), 'cli.js');
  const child = spawn(process.execPath, [cli, 'console', target, '--project', root, ...flags], {
    env: { ...process.env, EIDER_PYTHON: command },
  });
  let printed = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  child.stdin.on('error', () => undefined); // it may have refused already
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, printed, complaints };
}

const run = (root: string, uuid: string) =>
  runDemo(root, { python: command, selection: { block: uuid, mode: 'only' } });

describe.skipIf(command === '')(withReason('eider console', python), () => {
  it('loads the inputs, what the block is told and its functions, and records no run', async () => {
    const source = `from utils.sums import total
from mage_ai.data_preparation.decorators import custom

@custom
def add(given, **kwargs):
    return total(given[0]) + kwargs['n']
`;
    const root = await tempProject([first, block('add', source, { upstream: ['first'] })], { n: 10 });
    await writeFiles(root, { 'utils/sums.py': 'def total(values):\n    return sum(values)\n' });
    await run(root, 'first');
    const typed = [
      'print([df_1, first])',
      'print(add(df_1, **kwargs))',
      'import os; print(os.getcwd() == kwargs["repo_path"])',
    ];
    const { code, printed } = await type(root, 'demo/add', typed);
    expect(printed).toMatch(/block add of pipeline demo/);
    expect(printed).toMatch(/df_1, first +list of 2, what first gave/);
    expect(printed).toMatch(/add\(df_1, \*\*kwargs\) +calls the block/);
    expect(printed.split('\n').slice(-4)).toEqual(["[[[1, 2], 'x'], [[1, 2], 'x']]", '13', 'True', '']);
    expect(code).toBe(exitCodes.done);
    expect(await readdir(path.join(root, '.eider/runs/demo'))).toHaveLength(1);
    expect(await readdir(path.join(root, '.eider/outputs/demo'))).toEqual(['first']);
  });

  it('loads the item of one of the runs below a dynamic block, and says which there are', async () => {
    const source = "@custom\ndef f():\n    return [7, 8], [{'block_uuid': 'one'}, {'block_uuid': 'two'}]\n";
    const root = await tempProject([
      block('many', source, { fields: { configuration: { dynamic: true } } }),
      block('each', '@custom\ndef g(n):\n    return n\n', { upstream: ['many'] }),
    ]);
    await run(root, 'many');
    expect((await type(root, 'demo/each:two', ['print(df_1 + 1)'])).printed).toMatch(/\n9\n$/);
    const refused = await type(root, 'demo/each', []);
    expect(refused.complaints).toContain('There is: one, two.');
    expect(refused.code).toBe(exitCodes.usage);
    const checked = await type(root, 'demo/each', [], ['--check', '--json']);
    expect(JSON.parse(checked.printed)).toEqual({ items: ['one', 'two'], python: command });
  });

  it('says what to run when an upstream block has no outputs yet', async () => {
    const root = await tempProject([first, block('b', '', { upstream: ['first'] })]);
    const { code, complaints } = await type(root, 'demo/b', []);
    expect(complaints).toContain('Block b reads first, which has no stored output yet.');
    expect(code).toBe(exitCodes.usage);
  });

  it('has the inputs even when the block cannot be loaded, and says why at its line', async () => {
    const root = await tempProject([first, block('b', 'import nowhere_to_be_found\n', { upstream: ['first'] })]);
    await run(root, 'first');
    const { printed, complaints } = await type(root, 'demo/b', ['print(df_1)']);
    expect(complaints).toMatch(/needs nowhere_to_be_found;[^]*-m pip install nowhere_to_be_found/);
    expect(complaints).toContain('b.py", line 1');
    expect(printed).toMatch(/\n\[\[1, 2\], 'x'\]\n$/);
  });

  it('is refused for a block in another language, with what there is instead', async () => {
    const root = await tempProject([{ uuid: 's', language: 'sql', source: 'SELECT 1' }]);
    const { code, complaints } = await type(root, 'demo/s', []);
    expect(complaints).toMatch(/Block s is in sql[^]*eider show demo\/s/);
    expect(code).toBe(exitCodes.usage);
  });

  it('is refused for a data product, whose code is in another pipeline', async () => {
    const fields = { configuration: { global_data_product: { uuid: 'trips' } } };
    const root = await tempProject([block('set', '', { type: 'global_data_product', fields })]);
    const { code, complaints } = await type(root, 'demo/set', []);
    expect(complaints).toMatch(
      /Block set gives a data product and has no code of its own\.[^]*global_data_products\.yaml/,
    );
    expect(code).toBe(exitCodes.usage);
  });
});

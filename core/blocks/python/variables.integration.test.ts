import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { barePython, withReason } from '../../../test/support/python';
import { runDemo, storedJson, storedText } from '../../../test/support/run-demo';
import { tempProject, writeFiles, type BlockSource } from '../../../test/support/temp-project';
import { readTextOrNull } from '../../project/files';
import { projectAt } from '../../project/find-project';
import { readPipeline } from '../../project/read-pipeline';
import { lookAtFreshness, staleReasonText } from '../../run/staleness';
import { blockLogFile } from '../../store/paths';

const python = await barePython();
const command = 'command' in python ? python.command : null;

const block = (uuid: string, body: string, rest: Partial<BlockSource> = {}): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'python',
  source: `from mage_ai.data_preparation import variable_manager as variables
from mage_ai.data_preparation.shared.secrets import create_secret, get_secret_value

@custom
def f(*args, **kwargs):
    ${body}
`,
  ...rest,
});
const run = (root: string, change = {}, options = {}) => runDemo(root, { python: command, ...change }, options);

describe.skipIf(command === null)(withReason('the variables of a project', python), { timeout: 60_000 }, () => {
  it('are read as other blocks of any language have stored them', async () => {
    const root = await tempProject([
      block('many', "return 1, {'k': [2]}"),
      {
        uuid: 'ts',
        type: 'custom',
        language: 'typescript',
        source: "import { custom } from 'eider';\nexport default custom(() => ({ from: 'ts' }));\n",
      },
      block('items', 'return [[1, 2]]', { fields: { configuration: { dynamic: true } } }),
      block('each', 'return args[0] * 10', {
        upstream: ['items'],
        fields: { configuration: { reduce_output: true } },
      }),
      block(
        'read',
        "return {'one': variables.get_variable('demo', 'many', 'output_1'), 'all': variables.get_variables('demo', 'many'), " +
          "'first': variables.get_variable('demo', 'many', partition=kwargs['execution_partition']), " +
          "'ts': variables.get_variable('demo', 'ts'), 'each': variables.get_variable('demo', 'each')}",
        { upstream: ['many', 'ts', 'each'] },
      ),
    ]);
    const done = await run(root);
    expect(done.block('read').failure).toBeUndefined();
    expect(await storedJson(root, 'read')).toEqual({
      one: { k: [2] },
      all: { output_0: 1, output_1: { k: [2] } },
      first: 1,
      ts: { from: 'ts' },
      each: [10, 20],
    });
  });

  it('that a block or its check asks for make it run again when only what has changed is to run', async () => {
    const body = block('check', "assert variables.get_variable('demo', 'one') == 1", { upstream: ['checked'] });
    const check = { ...body, type: 'extension', source: body.source.replace('@custom', '@extension') };
    const root = await tempProject([
      block('one', 'return 1'),
      block('reads', "return variables.get_variable('demo', 'one')", { upstream: ['one'] }),
      block('below', 'return args[0]', { upstream: ['reads'] }),
      block('checked', 'return args[0]', { upstream: ['one'] }),
      check,
    ]);
    await run(root);
    const again = await run(root, { changed: true });
    expect(['one', 'reads', 'below', 'checked'].map((uuid) => again.block(uuid).status)).toEqual([
      'reused',
      'completed',
      'reused',
      'completed',
    ]);
    const { pipeline } = await readPipeline(projectAt(root), 'demo');
    if (pipeline === null) throw new Error('there is no pipeline');
    const told = (await lookAtFreshness(pipeline)).map(({ block: { uuid }, reasons }) => [
      uuid,
      ...reasons.map(staleReasonText),
    ]);
    expect(told).toEqual([
      ['one'],
      ['reads', 'it asks for what other blocks or pipelines have done, which may have changed'],
      ['below', 'reads would run first'],
      ['checked', 'it asks for what other blocks or pipelines have done, which may have changed'],
    ]);
  });

  it('say what is not there', async () => {
    const root = await tempProject([
      block('one', 'return 1'),
      block('a', "variables.get_variable('demo', 'one', 'output_4')", { upstream: ['one'] }),
      block('b', "variables.get_variable('demo', 'nobody')"),
      block('c', "variables.get_variable('dem', 'one')"),
      block('d', "variables.get_variable('demo', 'one', partition='never')"),
    ]);
    const done = await run(root, { allowFailures: true });
    const told = (uuid: string) => done.block(uuid).failure;
    expect(told('a')).toMatchObject({
      message: 'Block one has stored no output_4.',
      remedy: 'It has output_0.',
      line: 6,
    });
    expect(told('b')?.message).toBe('Block nobody of pipeline demo has no stored output.');
    expect(told('c')).toMatchObject({ code: 'pipeline_unknown', remedy: 'Did you mean demo?' });
    expect(told('d')?.message).toContain('has no stored output of run never.');
  });

  it('change in the file of the pipeline, and nothing else of it does', async () => {
    const file = 'pipelines/demo/metadata.yaml';
    const text = `# ours
uuid: demo
name: demo
type: python
blocks:
- {uuid: a, name: a, type: custom, language: python, upstream_blocks: []}
variables:
  n: 1   # how many
  note: 'old'
`;
    const root = await tempProject([
      block(
        'a',
        "variables.set_global_variable('demo', 'n', 5); variables.set_global_variable('demo', 'more', {'x': [1.5, None]}); " +
          "return variables.get_global_variable('demo', 'n'), variables.get_global_variable('demo', 'more'), variables.get_global_variable('demo', 'none'), kwargs['n']",
      ),
    ]);
    await writeFiles(root, { [file]: text });
    const done = await run(root);
    expect(done.block('a').failure).toBeUndefined();
    const outputs = await Promise.all([0, 1, 2, 3].map((index) => storedText(root, 'a', index)));
    expect(outputs.map((output) => JSON.parse(output) as unknown)).toEqual([5, { x: [1.5, null] }, null, 1]);
    expect(await readFile(path.join(root, file), 'utf8')).toBe(
      text.replace('n: 1   #', 'n: 5   #') + '  more: {x: [1.5, null]}\n',
    );
  });

  it('are no place for a secret, nor for what is no plain value', async () => {
    const root = await tempProject([
      block('a', "variables.set_global_variable('demo', 'api_token', 'x')"),
      block('b', "variables.set_global_variable('demo', 'note', 'see ' + get_secret_value('PLAIN_NAME'))"),
      block('c', "variables.set_global_variable('demo', 'note', object())"),
      block('d', "create_secret('x', 'y')"),
    ]);
    const secrets = { PLAIN_NAME: 'hidden-value' };
    const done = await run(root, { allowFailures: true }, { secrets });
    for (const uuid of ['a', 'b']) expect(done.block(uuid).failure?.code).toBe('variable_secret');
    expect(done.block('c').failure?.message).toContain('TypeError: note is a object');
    expect(done.block('d').failure).toMatchObject({ code: 'secret_not_writable' });
    expect(await readFile(path.join(root, 'pipelines/demo/metadata.yaml'), 'utf8')).not.toContain('hidden');
  });

  it('hides a secret of the environment whose name does not sound like one, and says when there is none', async () => {
    const root = await tempProject([
      block('a', "print('it is', get_secret_value('EIDER_TEST_LATE')); return get_secret_value('EIDER_TEST_NONE')"),
    ]);
    vi.stubEnv('EIDER_TEST_LATE', 'late-hidden');
    const done = await run(root).finally(() => vi.unstubAllEnvs());
    const log = await readTextOrNull(blockLogFile(root, 'demo', done.run, 'a'));
    expect(log).toContain('it is ***');
    expect(log).toContain('There is no secret EIDER_TEST_NONE');
  });
});

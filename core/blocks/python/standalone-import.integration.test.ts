import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { barePython, pythonWith, withReason } from '../../../test/support/python';
import { projectFiles, tempFolder, writeFiles } from '../../../test/support/temp-project';
import { distFolder } from '../../dist-folder';
import { projectAt } from '../../project/find-project';
import { standalonePythonPath } from './project-places';

const bare = await barePython();
const command = 'command' in bare ? bare.command : null;
const tested = await pythonWith('pytest', 'pyyaml');

const BLOCK = `if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import callback, condition, extension, render, test
from mage_ai.settings.repo import get_repo_path
from inner.helpers.names import NAME


@transformer
def double(value, *args, **kwargs):
    return value * 2


@callback('failure')
def failed(**kwargs):
    return 'failed'


@render(render_type='jpeg')
@extension('great_expectations')
@condition
def answer():
    return get_repo_path(), get_repo_path(root_project=True), NAME


@test
def is_even(output, *args):
    assert output % 2 == 0
`;

/** A checkout of two projects, with a block in the inner one. */
async function checkout(files: Readonly<Record<string, string>> = {}) {
  const outer = path.join(await tempFolder(), 'outer');
  const inner = path.join(outer, 'inner');
  const own = { 'transformers/double.py': BLOCK, 'helpers/names.py': 'NAME = "found"\n', ...files };
  const all = { ...projectFiles({ demo: [] }), ...own };
  await writeFiles(inner, all);
  await writeFiles(outer, { 'settings.yaml': 'projects:\n  inner:\n' });
  return { inner, outer, PYTHONPATH: await standalonePythonPath(distFolder(), projectAt(inner)) };
}

/** What a program prints that Python executes; its failure is told with its code. */
async function python(program: string, cwd: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const told = `import json\nfrom eider_worker.failures import BlockError\ntry:\n    answer = (lambda: ${program})()\nexcept BlockError as error:\n    answer = [error.code, str(error), error.remedy]\nprint(json.dumps(answer))\n`;
  const { stdout } = await promisify(execFile)(command ?? '', ['-c', told], { cwd, env: { ...process.env, ...env } });
  return JSON.parse(stdout);
}

describe.skipIf(command === null)(withReason('a block file on its own', bare), { timeout: 60_000 }, () => {
  it('is imported with its functions as they are, and finds its project', async () => {
    const { inner, outer, PYTHONPATH } = await checkout();
    const from = (name: string) => `__import__('transformers.double', fromlist=['x']).${name}`;
    expect(
      await python(`[${from('double')}(3), ${from('failed')}(), ${from('answer')}()]`, inner, { PYTHONPATH }),
    ).toEqual([6, 'failed', [inner, outer, 'found']]);
    // from anywhere, when the environment says where it is
    const env = { PYTHONPATH, MAGE_REPO_PATH: inner };
    expect(await python(`${from('answer')}()[0]`, path.dirname(outer), env)).toBe(inner);
  });

  it.each([
    ['orchestration.triggers.api', "trigger_pipeline('other')"],
    ['orchestration.run_status_checker', "check_status('other', '2024-05-01')"],
    ['data_preparation.variable_manager', "get_variable('demo', 'a')"],
  ])('says that a run is needed where it is: %s', async (module, call) => {
    const { inner, PYTHONPATH } = await checkout();
    const asked = `__import__('mage_ai.${module}', fromlist=['x']).${call}`;
    expect(await python(asked, inner, { PYTHONPATH })).toEqual([
      'outside_of_run',
      `${call.split('(')[0] ?? ''} needs a run, and this file runs on its own.`,
      'Run its block in VS Code or with: eider run PIPELINE --block UUID.',
    ]);
  });

  it('reads secrets from the environment, and says what io_config.yaml needs', async () => {
    const { inner, PYTHONPATH } = await checkout({ 'io_config.yaml': 'default:\n  KEY: 1\n' });
    const env = { PYTHONPATH, EIDER_TEST_ALONE: 'value' };
    const secret =
      "__import__('mage_ai.data_preparation.shared.secrets', fromlist=['x']).get_secret_value('EIDER_TEST_ALONE')";
    expect(await python(secret, inner, env)).toBe('value');
    const config =
      "__import__('mage_ai.io.config', fromlist=['x']).ConfigFileLoader('io_config.yaml', 'default').get('KEY')";
    expect(await python(config, inner, env)).toEqual([
      'outside_of_run',
      'io_config.yaml is read by the run, and this file runs on its own, without PyYAML.',
      expect.stringContaining('install pyyaml'),
    ]);
  });
});

const pytest = 'command' in tested ? tested.command : null;
describe.skipIf(pytest === null)(withReason('a block file in pytest', tested), { timeout: 60_000 }, () => {
  it('is tested as any module, with the profile of io_config.yaml', async () => {
    const { inner, PYTHONPATH } = await checkout({
      'io_config.yaml':
        "version: 1\ndefault:\n  KEY: \"{{ env_var('EIDER_TEST_ALONE') }}\"\n  PORT: 5\n  USER: \"{{ json_value(env_var('EIDER_TEST_JSON'), 'user') }}\"\n",
      'tests/test_double.py': `from mage_ai.io.config import ConfigFileLoader
from transformers.double import double


def test_doubles():
    assert double(2) == 4


def test_profile():
    config = ConfigFileLoader('io_config.yaml', 'default')
    assert [config['KEY'], config['PORT'], config['USER'], config.get('NONE')] == ['value', 5, 'me', None]


def test_fails():
    assert double(2) == 5
`,
    });
    const env = { ...process.env, PYTHONPATH, EIDER_TEST_ALONE: 'value', EIDER_TEST_JSON: '{"user": "me"}' };
    const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests'];
    const { stdout } = await promisify(execFile)(pytest ?? '', args, { cwd: inner, env }).catch(
      // SAFETY: execFile rejects with what the program has printed.
      (error: unknown) => error as { stdout: string },
    );
    expect(stdout).toMatch(/1 failed, 2 passed/);
    expect(stdout).toContain('FAILED tests/test_double.py::test_fails');
  });
});

import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { oldestAndNewestPython } from '../../../test/support/python';
import { runDemo, storedText } from '../../../test/support/run-demo';
import { tempProject, writeFiles } from '../../../test/support/temp-project';

const pythons = await oldestAndNewestPython('bare');

/** A package `mage_ai` as pip would install it, which in part has what the stand-in has too. */
const INSTALLED = {
  'site/mage_ai/__init__.py': 'raise Exception("the package itself is never executed")\n',
  'site/mage_ai/io/__init__.py': 'FROM_PACKAGE = "package"\n',
  'site/mage_ai/io/base.py':
    'from mage_ai.shared.logger import LOGGED\nclass FileFormat:\n    CSV = "other"\nPAGE_SIZE = 7\nLATE = LOGGED\n',
  'site/mage_ai/io/postgres.py':
    'from mage_ai.io.base import PAGE_SIZE, FileFormat\nclass Postgres:\n    limit = PAGE_SIZE\n    format = FileFormat.CSV.value\n',
  'site/mage_ai/shared/__init__.py': '',
  'site/mage_ai/shared/logger.py': 'LOGGED = "logged"\n',
  'site/mage_ai/services/__init__.py': '',
  'site/mage_ai/services/slack.py': 'def send():\n    return "sent"\n',
};

async function block(source: string, installed = false): Promise<string> {
  const root = await tempProject([{ uuid: 'a', type: 'custom', language: 'python', source }]);
  if (installed) {
    await writeFiles(root, INSTALLED);
    vi.stubEnv('PYTHONPATH', path.join(root, 'site'));
  }
  return root;
}
describe.each(pythons)('the stand-in for mage_ai on $title', { timeout: 60_000 }, ({ command }) => {
  const run = async (root: string) => {
    try {
      return await runDemo(root, { python: command });
    } finally {
      vi.unstubAllEnvs();
    }
  };
  beforeEach(({ skip }) => skip(command === null));

  it('has its own names where Mage is installed too, and takes all others from there', async () => {
    const root = await block(
      `from mage_ai.data_preparation.decorators import custom
from mage_ai.io.base import LATE, PAGE_SIZE, FileFormat
from mage_ai.io import FROM_PACKAGE, postgres
from mage_ai.io.postgres import Postgres
from mage_ai.services.slack import send
from mage_ai.shared.parsers import convert_matrix_to_dataframe
import mage_ai.io.file

@custom
def f():
    return {'format': FileFormat.CSV.value, 'limit': PAGE_SIZE, 'late': LATE, 'sent': send(),
            'package': FROM_PACKAGE, 'same': postgres.Postgres is Postgres, 'postgres': [Postgres.limit, Postgres.format],
            'passes': convert_matrix_to_dataframe(3)}
`,
      true,
    );
    const done = await run(root);
    expect(done.block('a').failure).toBeUndefined();
    expect(JSON.parse(await storedText(root, 'a'))).toEqual({
      format: 'csv',
      limit: 7,
      late: 'logged',
      sent: 'sent',
      package: 'package',
      same: true,
      postgres: [7, 'csv'],
      passes: 3,
    });
  });

  it.each([
    ['from mage_ai.services.slack import send', false, 'has no mage_ai.services, and Mage itself is not installed.', 1],
    ['import mage_ai.io.nothing', false, 'has no mage_ai.io.nothing, and Mage', 1],
    ['from mage_ai.io import nothing', false, 'has no mage_ai.io.nothing, and Mage', 1],
    ['from mage_ai.io.base import Nothing', false, 'has no mage_ai.io.base.Nothing, and Mage', 1],
    ['from mage_ai.io.base import Nothing', true, 'has no mage_ai.io.base.Nothing, nor has the Mage', 1],
    ['from mage_ai.services import nothing', true, 'has no mage_ai.services.nothing, nor has the Mage', 1],
  ])('says what is in neither: %s (Mage installed: %s)', async (statement, installed, words, line) => {
    const root = await block(`${statement}\n\n@custom\ndef f():\n    pass\n`, installed);
    const { failure } = (await run(root)).block('a');
    expect(failure?.message).toContain(words);
    expect(failure).toMatchObject({ line, file: expect.stringMatching(/custom.a\.py$/) as string });
    if (!installed) expect(failure?.remedy).toMatch(/-m pip install mage-ai$/);
  });

  it('answers whether it has a name as any module does', async () => {
    const root = await block(
      `import mage_ai.io.base as base
import pickle
try:
    from mage_ai.services.slack import send
except ImportError:
    send = None

@custom
def f():
    return {'has': hasattr(base, 'Nothing'), 'default': getattr(base, 'Nothing', 1), 'send': send}
`,
    );
    const done = await run(root);
    expect(done.block('a').failure).toBeUndefined();
    expect(JSON.parse(await storedText(root, 'a'))).toEqual({ has: false, default: 1, send: null });
  });

  it.each([
    ['Postgres().load("SELECT 1")', 'postgres', 'ATTACH'],
    ['S3.with_config(None)', 's3', 'read_parquet'],
    ['BigQuery()', 'bigquery', 'pip install mage-ai'],
  ])('imports other stores, and says what to do when one is used: %s', async (use, module, words) => {
    const name = use.split(/[.(]/)[0] ?? '';
    const root = await block(`from mage_ai.io.${module} import ${name}\n\n@custom\ndef f():\n    return ${use}\n`);
    expect((await run(root)).block('a').failure).toMatchObject({
      code: 'store_not_supported',
      message: `mage_ai.io.${module}.${name} is not supported by Eider's stand-in for mage_ai.`,
      remedy: expect.stringContaining(words) as string,
      line: 5,
    });
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { barePython, pythonWith, withReason } from '../../../test/support/python';
import { runDemo, storedJson } from '../../../test/support/run-demo';
import { tempProject, writeFiles, type BlockSource } from '../../../test/support/temp-project';
import { readTextOrNull } from '../../project/files';
import { blockLogFile } from '../../store/paths';

const bare = await barePython();
const python = await pythonWith('pandas', 'pyarrow', 'duckdb');
const commandOf = (one: typeof bare) => ('command' in one ? one.command : null);

const block = (uuid: string, source: string, rest: Partial<BlockSource> = {}): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'python',
  source,
  ...rest,
});

const IO_CONFIG = `version: 0.1.1
default:
  # a comment with {{ nothing }}
  DUCKDB_DATABASE: "{{ env_var('EIDER_TEST_FOLDER') }}/data.duckdb"
  DUCKDB_SCHEMA: main
  POSTGRES_PASSWORD: "{{ mage_secret_var('EIDER_TEST_PASSWORD') }}"
  POSTGRES_PORT: {{ env_var('EIDER_TEST_PORT') }}
  POSTGRES_USER: "{{ json_value(mage_secret_var('EIDER_TEST_JSON'), 'user') }}"
  MYSQL_PASSWORD: written-out
cloud:
  AWS_ACCESS_KEY_ID: "{{ aws_secret_var('other') }}"
odd:
  KEY: "{{ 1 + 1 }}"
`;
const USE = `from os import path
from mage_ai.settings.repo import get_repo_path
from mage_ai.io.config import ConfigFileLoader, ConfigKey, EnvironmentVariableLoader

@custom
def f(**kwargs):
    config_path = path.join(get_repo_path(), 'io_config.yaml')
`;

async function run(root: string, command: string | null, change = {}, secrets = {}) {
  for (const [name, value] of Object.entries({ EIDER_TEST_FOLDER: 'sub', EIDER_TEST_PORT: '5432' }))
    vi.stubEnv(name, value);
  try {
    return await runDemo(root, { python: command, allowFailures: true, ...change }, { secrets });
  } finally {
    vi.unstubAllEnvs();
  }
}

describe.skipIf(commandOf(bare) === null)(withReason('io_config.yaml', bare), { timeout: 60_000 }, () => {
  it('gives a profile with its templates rendered, and keeps its secrets out of the log', async () => {
    const root = await tempProject([
      block(
        'a',
        `${USE}    config = ConfigFileLoader(config_path, 'default')
    print(config[ConfigKey.POSTGRES_PASSWORD], config['POSTGRES_USER'], config.get('MYSQL_PASSWORD'))
    return {'database': config.get(ConfigKey.DUCKDB_DATABASE), 'port': config['POSTGRES_PORT'], 'in': 'X' in config,
            'none': config.get('NONE'), 'env': EnvironmentVariableLoader().get('EIDER_TEST_PORT')}
`,
      ),
    ]);
    await writeFiles(root, { 'io_config.yaml': IO_CONFIG });
    const secrets = { EIDER_TEST_PASSWORD: 'pass-hidden', EIDER_TEST_JSON: '{"user": "json-hidden"}' };
    const done = await run(root, commandOf(bare), {}, secrets);
    expect(done.block('a').failure).toBeUndefined();
    expect(await storedJson(root, 'a')).toEqual({
      database: 'sub/data.duckdb',
      port: 5432,
      in: false,
      none: null,
      env: '5432',
    });
    expect(await readTextOrNull(blockLogFile(root, 'demo', done.run, 'a'))).toBe('*** *** ***\n');
  });

  it.each([
    ["ConfigFileLoader(config_path, 'cloud')", 'template_unsupported', 'asks AWS Secrets Manager'],
    ["ConfigFileLoader(config_path, 'odd')", 'template_unsupported', '{{ 1 + 1 }} is not one'],
    ["ConfigFileLoader(config_path, 'defalt')", 'io_profile_missing', 'has no profile defalt'],
    ["ConfigFileLoader('none.yaml')", 'io_config_missing', 'There is no'],
  ])('says what it cannot give: %s', async (use, code, words) => {
    const root = await tempProject([block('a', `${USE}    ${use}\n`)]);
    await writeFiles(root, { 'io_config.yaml': IO_CONFIG });
    expect((await run(root, commandOf(bare))).block('a').failure).toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
      line: 8,
    });
  });

  it('of DuckDB needs the package duckdb, and says how to install it', async () => {
    const root = await tempProject([
      block('a', "from mage_ai.io.duckdb import DuckDB\n@custom\ndef f():\n    DuckDB('x.duckdb').load('SELECT 1')\n"),
    ]);
    expect((await run(root, commandOf(bare))).block('a').failure).toMatchObject({
      code: 'package_missing',
      message: expect.stringContaining('Block a needs duckdb') as string,
      line: 4,
    });
  });
});

const DUCKDB =
  'import pandas as pd\nfrom mage_ai.io.duckdb import DuckDB\nfrom mage_ai.io.base import ExportWritePolicy\n';

describe.skipIf(commandOf(python) === null)(withReason('an io class', python), { timeout: 60_000 }, () => {
  const command = commandOf(python);

  it('reads and writes files by their extension', async () => {
    const root = await tempProject([
      block(
        'a',
        `import pandas as pd
from mage_ai.io.file import FileIO

@custom
def f():
    frame = pd.DataFrame({'n': [1, 2, 3], 't': ['a', 'b', None]})
    for name in ('data/x.csv', 'data/x.json', 'data/x.parquet', 'data/x.csv.gz'):
        FileIO().export(frame, name)
    class Polars:
        def write_parquet(self, path): raise AssertionError
        def write_csv(self, path): open(path, 'w').write('p,q')
    FileIO().export(Polars(), 'data/p.csv')
    FileIO('data/y.txt').export(frame, format='csv', index=False)
    return {'polars': list(FileIO().load('data/p.csv').columns), 'csv': list(FileIO().load('data/x.csv').columns), 'json': len(FileIO().load('data/x.json')),
            'parquet': FileIO().load('data/x.parquet').equals(frame), 'gz': len(FileIO().load('data/x.csv.gz', limit=2)),
            'text': list(FileIO().load('data/y.txt', format='csv').columns)}
`,
      ),
      block('b', "from mage_ai.io.file import FileIO\n@custom\ndef f():\n    FileIO().load('data/x.dat')\n"),
    ]);
    const done = await run(root, command);
    expect(done.block('a').failure).toBeUndefined();
    expect(await storedJson(root, 'a')).toEqual({
      polars: ['p', 'q'],
      csv: ['Unnamed: 0', 'n', 't'],
      json: 3,
      parquet: true,
      gz: 2,
      text: ['n', 't'],
    });
    expect(done.block('b').failure).toMatchObject({ code: 'file_format_unknown', line: 4 });
  });

  it('of DuckDB keeps the types of pandas exactly', async () => {
    const root = await tempProject([
      block(
        'a',
        `${DUCKDB}
@custom
def f():
    frame = pd.DataFrame({
        'Whole No.': pd.Series([2**53 + 1, None], dtype='Int64'), 'small': pd.Series([1, 2], dtype='int8'),
        'float': [0.1 + 0.2, float('nan')], 'yes': [True, False], 'text': ['ü', None], 'mixed': [1, 'x'], 'none': [None, None],
        'when': pd.to_datetime(['2024-05-01 10:00:00.000001', None]), 'zone': pd.to_datetime(['2024-05-01', '2024-05-02']).tz_localize('UTC'),
        'kind': pd.Categorical(['u', 'v']), 'bytes': [b'1', b'2'], 'select': [1, 2], 'list': [[1], [2, 3]],
    })
    with DuckDB(database='types.duckdb', verbose=False) as db:
        db.export(frame, 'main', 'Trips')
        types = db.conn.execute('DESCRIBE "Trips"').fetchall()
        back = db.load('SELECT whole_no_, float FROM "Trips" ORDER BY small;')
        raw = db.conn.execute('SELECT whole_no_ FROM "Trips" ORDER BY small').fetchall()
    return {'types': {row[0]: row[1] for row in types}, 'float': float(back['float'][0]) == 0.1 + 0.2, 'whole': raw[0][0] == 2**53 + 1}
`,
      ),
    ]);
    const done = await run(root, command);
    expect(done.block('a').failure).toBeUndefined();
    expect(await storedJson(root, 'a')).toEqual({
      float: true,
      whole: true,
      types: {
        whole_no_: 'BIGINT',
        small: 'TINYINT',
        float: 'DOUBLE',
        yes: 'BOOLEAN',
        text: 'VARCHAR',
        mixed: 'VARCHAR',
        none: 'VARCHAR',
        _when: 'TIMESTAMP',
        zone: 'TIMESTAMP WITH TIME ZONE',
        kind: 'VARCHAR',
        bytes: 'BLOB',
        _select: 'BIGINT',
        list: 'BIGINT[]',
      },
    });
  });

  it('of DuckDB replaces rows and keeps the definition, appends, refuses and drops as it is told', async () => {
    const root = await tempProject([
      block(
        'a',
        `${DUCKDB}
from mage_ai.io.config import ConfigFileLoader

@custom
def f():
    answers = {}
    with DuckDB.with_config(ConfigFileLoader('io_config.yaml', 'default')) as loader:
        loader.export(pd.DataFrame({'n': [1, 2]}), 'more', 't', overwrite_types={'n': 'SMALLINT'})
        loader.export(pd.DataFrame({'n': [3]}), 'more', 't', if_exists='replace')
        answers['kept'] = [loader.load('SELECT n, typeof(n) AS of FROM more.t').to_dict('records')]
        loader.export(pd.DataFrame({'n': [4]}, index=[7]), 'more', 't', if_exists=ExportWritePolicy.APPEND)
        answers['appended'] = sorted(int(n) for n in loader.sample('more', 't')['n'])
        for case, options in (('fail', dict(if_exists='fail')), ('other', dict(if_exists='append'))):
            try:
                loader.export(pd.DataFrame({'m': [1]}), 'more', 't', **options)
            except Exception as error:
                answers[case] = error.code
        loader.export(pd.DataFrame({'m': [1]}, index=[7]), 'more', 't', index=True, drop_table_on_replace=True)
        answers['dropped'] = loader.load('SELECT * FROM more.t').to_dict('records')
        loader.execute('CREATE TABLE u AS SELECT $n AS n', n=6)
        loader.commit()
        loader.export(table_name='v', query_string='SELECT n + 1 AS n FROM u;', schema_name='main')
        answers['query'] = [int(n) for n in loader.load('FROM v', limit=1)['n']]
        first = pd.DataFrame({'id': [1, 2], 'x': ['a', 'b']})
        loader.export(first, None, 'w', unique_constraints=['id'])
        loader.export(first.assign(x='c').head(1), None, 'w', if_exists='append', unique_constraints=['id'], unique_conflict_method='UPDATE')
        answers['updated'] = list(loader.load('FROM w ORDER BY id')['x'])
        answers['there'] = [loader.table_exists('main', 'w'), loader.table_exists('main', 'none')]
    return answers
`,
      ),
    ]);
    await writeFiles(root, { 'io_config.yaml': IO_CONFIG });
    const secrets = { EIDER_TEST_PASSWORD: 'pass-hidden', EIDER_TEST_JSON: '{"user": "u"}' };
    const done = await run(root, command, {}, secrets);
    expect(done.block('a').failure).toBeUndefined();
    expect(await storedJson(root, 'a')).toEqual({
      kept: [[{ n: 3, of: 'SMALLINT' }]],
      appended: [3, 4],
      fail: 'table_exists',
      other: 'column_unknown',
      dropped: [{ index: 7, m: 1 }],
      query: [7],
      updated: ['c', 'b'],
      there: [true, false],
    });
  });

  it('of DuckDB waits for a file that another process has open, and says so in the end', async () => {
    const root = await tempProject([
      block(
        'waits',
        `${DUCKDB}
import os, threading
@custom
def f():
    threading.Timer(0.5, lambda: open('release', 'w').close()).start()
    with DuckDB('held.duckdb') as db:
        return int(db.load('SELECT 1 AS n')['n'][0])
`,
      ),
      block('gives_up', `${DUCKDB}\n@custom\ndef f():\n    DuckDB('kept.duckdb', lock_timeout=0.3).load('SELECT 1')\n`),
    ]);
    const hold = (file: string, until: string) =>
      `import duckdb, os, time\nc = duckdb.connect(${JSON.stringify(path.join(root, file))})\nprint('held', flush=True)\nwhile not os.path.exists(${JSON.stringify(path.join(root, until))}):\n    time.sleep(0.02)\n`;
    for (const [file, until] of [
      ['held.duckdb', 'release'],
      ['kept.duckdb', 'never'],
    ] as const) {
      const holder = spawn(command ?? '', ['-c', hold(file, until)], { stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void holder.kill('SIGKILL'));
      await once(holder.stdout, 'data');
    }
    const done = await run(root, command);
    expect(done.block('waits').failure).toBeUndefined();
    expect(await storedJson(root, 'waits')).toBe(1);
    const log = await readTextOrNull(blockLogFile(root, 'demo', done.run, 'waits'));
    expect(log).toContain('Waiting for held.duckdb, which another process has open.');
    expect(done.block('gives_up').failure).toMatchObject({
      code: 'duckdb_locked',
      message: 'kept.duckdb is open in another process, and was still after 0.3 seconds.',
      line: 7,
    });
  });
});

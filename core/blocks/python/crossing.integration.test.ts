import { beforeEach, describe, expect, it } from 'vitest';
import { pythonBlock } from '../../../test/support/python-blocks';
import { oldestAndNewestPython } from '../../../test/support/python';
import { runDemo, storedRows, storedText } from '../../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../../test/support/temp-project';
import { readBlockOutputs } from '../../store/outputs';

const withPyarrow = await oldestAndNewestPython('packages');
const withDuckDB = await oldestAndNewestPython(['pandas', 'duckdb']);

const typescript = (uuid: string, upstream: readonly string[], body: string): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'typescript',
  upstream,
  source: `import { custom, image, html, matrix, type Table } from 'eider';\nexport default custom(${body});\n`,
});
const sql = (uuid: string, upstream: readonly string[], source: string): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'sql',
  upstream,
  source,
});

describe.each([...withPyarrow, ...withDuckDB])('on $title', { timeout: 120_000 }, ({ command }) => {
  beforeEach(({ skip }) => skip(command === null));
  const run = (project: string) => runDemo(project, { python: command, allowFailures: true });

  it('each type of a column in SQL is in Python what it is there', async () => {
    const columns = `1::TINYINT AS small, 9007199254740993::BIGINT AS large, 1.25::DECIMAL(10,2) AS money,
      TIMESTAMP '2024-01-01 01:02:03.000004' AS at, TIMESTAMPTZ '2024-01-01 00:00:00+01' AS instant, DATE '2024-02-29' AS day,
      TIME '01:02:03' AS clock, INTERVAL '1 day 2 hours' AS span, '00000000-0000-0000-0000-000000000007'::UUID AS id,
      'a'::ENUM ('b', 'a') AS word, 'ab'::BLOB AS bytes, [1, 2] AS list, {'a': 1, 'b': [{'c': NULL}]} AS struct,
      MAP {'k': 1} AS map, true AS yes, 1.5::DOUBLE AS ratio`;
    const told = `import datetime
def plain(value):
    if hasattr(value, 'tolist'):
        value = value.tolist()
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    return value if type(value) in (int, float, bool, str, type(None)) else str(value)

@custom
def told(rows):
    dates = {'day': str(rows['day'].iloc[0])[:10], 'instant': rows['instant'].iloc[0].isoformat()}
    return {**{name: plain(rows[name].iloc[0]) for name in rows.columns}, **dates}
`;
    const project = await tempProject([
      sql('rows', [], `SELECT ${columns}`),
      pythonBlock('told', told, { upstream: ['rows'] }),
    ]);
    const done = await run(project);
    expect(done.block('told').failure).toBeUndefined();
    expect(JSON.parse((await storedText(project, 'told')).replace('9007199254740993', '"9007199254740993"'))).toEqual({
      small: 1,
      large: '9007199254740993',
      money: '1.25',
      at: '2024-01-01 01:02:03.000004',
      instant: '2023-12-31T23:00:00+00:00',
      day: '2024-02-29',
      clock: '01:02:03',
      span: 93_600,
      id: '00000000-0000-0000-0000-000000000007',
      word: 'a',
      bytes: "b'ab'",
      list: [1, 2],
      struct: { a: 1, b: [{ c: null }] },
      map: { k: 1 },
      yes: true,
      ratio: 1.5,
    });
  });

  it('a table of Python has the types of DuckDB in SQL, with its index as a column', async () => {
    const frame = `import pandas as pd, datetime, decimal
@custom
def frame():
    return pd.DataFrame({'n': pd.array([1, None], dtype='Int32'), 't': ['a', None], 'c': pd.Categorical(['x', 'y']),
                         'at': pd.to_datetime(['2024-01-01', None]), 'd': [decimal.Decimal('1.50'), None],
                         'day': [datetime.date(2024, 1, 1), None], 'f': [1.5, None]}, index=pd.Index([7, 8], name='trip'))
`;
    const project = await tempProject([
      pythonBlock('frame', frame),
      sql('copy', ['frame'], 'SELECT trip, n, t, c, f FROM {{ df_1 }} ORDER BY trip'),
    ]);
    await run(project);
    expect(await storedRows(project, 'copy')).toEqual([
      ['7', 1, 'a', 'x', 1.5],
      ['8', null, null, 'y', null],
    ]);
    const schema = (await readBlockOutputs(project, 'demo', 'frame'))?.manifest.outputs[0]?.schema;
    const types = Object.fromEntries((schema ?? []).map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({ n: 'INTEGER', t: 'VARCHAR', c: 'VARCHAR', f: 'DOUBLE', trip: 'BIGINT' });
    expect(types['at']).toMatch(/^TIMESTAMP/);
    expect(types['d']).toMatch(/^DECIMAL/);
  });

  it('what only Python reads is refused elsewhere in a sentence that names the block that gives it', async () => {
    const project = await tempProject([
      pythonBlock('model', 'import numpy as np\n@custom\ndef f():\n    return {"cls": int, 1: {2}, (3, 4): 5}\n'),
      pythonBlock('words', 'import numpy as np\n@custom\ndef f():\n    return np.array(["a", "b"])\n'),
      typescript('script', ['model'], '(x) => [x]'),
      typescript('array', ['words'], '(x) => [x]'),
      sql('query', ['model'], 'SELECT * FROM model'),
    ]);
    const done = await run(project);
    const refused = (block: string, what: string) => ({
      code: 'input_unreadable',
      message: `Block ${block} gives ${what} as output_0, which only Python blocks read.`,
      remedy: expect.stringContaining(`Let ${block} return a table`) as string,
    });
    expect(done.block('script').failure).toMatchObject(refused('model', 'a dict'));
    expect(done.block('array').failure).toMatchObject(refused('words', 'an array of <U1'));
    expect(done.block('query').failure).toMatchObject(refused('model', 'a dict'));
  });

  it('a number of SQL is the same in Python, in TypeScript and in SQL again, beside a missing one too', async () => {
    const numbers = `SELECT row_number() OVER () AS place, * FROM (VALUES
      (9007199254740993::HUGEINT, 9223372036854775808::HUGEINT, 18446744073709551615::UBIGINT, 1),
      (NULL, NULL, NULL, NULL)) t(large, larger, plain, small)`;
    const project = await tempProject([
      sql(
        'numbers',
        [],
        `SELECT place, sum(large) AS large, larger, plain, sum(small) AS small
        FROM (${numbers}) GROUP BY ALL ORDER BY place`,
      ),
      pythonBlock(
        'told',
        `@custom\ndef told(rows):\n    return {name: str(rows[name].dropna().iloc[0]) for name in ('large', 'larger', 'plain')}\n`,
        { upstream: ['numbers'] },
      ),
      pythonBlock('given', '@custom\ndef given(rows):\n    return rows\n', { upstream: ['numbers'] }),
      typescript('kept', ['given'], `async (rows: Table) => rows`),
      typescript('seen', ['numbers'], `async (rows: Table) => [{ large: String((await rows.head())[0]!['large']) }]`),
      sql(
        'again',
        ['kept'],
        'SELECT large::VARCHAR, larger::VARCHAR, plain::VARCHAR, small::INT FROM kept ORDER BY place',
      ),
    ]);
    const done = await run(project);
    expect(done.events.flatMap((event) => ('failure' in event ? [event.failure] : []))).toEqual([]);
    const large = '9007199254740993';
    const larger = '9223372036854775808';
    const plain = '18446744073709551615';
    expect(JSON.parse(await storedText(project, 'told'))).toEqual({ large, larger, plain });
    expect(JSON.parse(await storedText(project, 'seen'))).toEqual({ large });
    expect(await storedRows(project, 'again')).toEqual([
      [large, larger, plain, 1],
      [null, null, null, null],
    ]);
    const schema = (await readBlockOutputs(project, 'demo', 'numbers'))?.manifest.outputs[0]?.schema;
    expect(schema?.map(({ type }) => type)).toEqual(['BIGINT', 'BIGINT', 'DECIMAL(38,0)', 'UBIGINT', 'BIGINT']);
  });

  it('what Python has no value for, or pandas no type, is told in another way and ends no process', async () => {
    const values = {
      span: `INTERVAL '-3 seconds'`,
      months: `INTERVAL '1 month 2 days'`,
      array: '[1, 2]::INTEGER[2]',
      row: `row(1, 'x')`,
      midnight: `TIME '24:00:00'`,
      caesar: `DATE '0044-03-15 (BC)'`,
      ids: `['00000000-0000-0000-0000-000000000007'::UUID]`,
      money: '[1.25::DECIMAL(10, 2)]',
    };
    const columns = Object.entries(values).map(([name, value]) => `${value} AS ${name}`);
    const missing = Object.keys(values).map(() => 'NULL');
    const told = `@custom
def told(rows):
    first = rows.iloc[0]
    assert rows.iloc[1].isna().all(), rows.iloc[1]
    return {'span': first['span'], 'months': [first['months'].months, first['months'].days], 'array': [int(n) for n in first['array']],
            'row': first['row'], 'midnight': first['midnight'][:8], 'caesar': str(first['caesar'])[-15:-9].lstrip('-'),
            'ids': [str(one) for one in first['ids']], 'money': [float(one) for one in first['money']]}
`;
    const project = await tempProject([
      sql('rows', [], `SELECT ${columns.join(', ')} UNION ALL SELECT ${missing.join(', ')}`),
      pythonBlock('told', told, { upstream: ['rows'] }),
    ]);
    const done = await run(project);
    expect(done.events.flatMap((event) => ('failure' in event ? [event.failure] : []))).toEqual([]);
    expect(JSON.parse(await storedText(project, 'told'))).toEqual({
      span: '-00:00:03',
      months: [1, 2],
      array: [1, 2],
      row: { v1: 1, v2: 'x' },
      midnight: '24:00:00',
      caesar: expect.stringContaining('03-15') as string,
      ids: ['00000000-0000-0000-0000-000000000007'],
      money: [1.25],
    });
  });
});

describe.each(withPyarrow)('on $title', { timeout: 120_000 }, ({ command }) => {
  beforeEach(({ skip }) => skip(command === null));

  it('what a TypeScript block gives is in Python what it is called there, and comes back', async () => {
    const told = `@custom
def told(given):
    number, words, data, vector, whole, square, entries, picture, page = given
    return ({'number': number, 'words': words, 'data': data, 'vector': [str(vector.dtype), vector.tolist()], 'whole': [str(whole.dtype), whole.tolist()],
             'square': square.tolist(), 'entries': [entries.format, entries.toarray().tolist()], 'picture': len(picture), 'page': page},
            vector, square, entries)
`;
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
    const project = await tempProject([
      pythonBlock(
        'made',
        'import scipy.sparse as sp\n@custom\ndef made():\n    return sp.coo_matrix([[1.0, 0], [0, 1]])\n',
      ),
      typescript(
        'script',
        ['made'],
        `(entries) => [1.5, 'größe', { a: [1, null] }, Float64Array.of(1, 2), BigInt64Array.of(3n), matrix(Int32Array.of(1, 2, 3, 4), [2, 2]),
          entries, image(Buffer.from('${svg}')), html('<p>x</p>')]`,
      ),
      pythonBlock('told', told, { upstream: ['script'] }),
      typescript(
        'back',
        ['told'],
        `([facts, vector, square, entries]) => [{ facts, vector: [...vector], square: [...square.data], shape: square.shape, values: [...entries.values] }]`,
      ),
    ]);
    const done = await runDemo(project, { python: command });
    expect(done.events.flatMap((event) => ('failure' in event ? [event.failure] : []))).toEqual([]);
    expect(JSON.parse(await storedText(project, 'back'))).toEqual({
      facts: {
        number: 1.5,
        words: 'größe',
        data: { a: [1, null] },
        vector: ['float64', [1, 2]],
        whole: ['int64', [3]],
        square: [
          [1, 2],
          [3, 4],
        ],
        entries: [
          'csr',
          [
            [1, 0],
            [0, 1],
          ],
        ],
        picture: svg.length,
        page: '<p>x</p>',
      },
      vector: [1, 2],
      square: [1, 2, 3, 4],
      shape: [2, 2],
      values: [1, 1],
    });
  });
});

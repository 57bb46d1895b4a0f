import { beforeAll, describe, expect, it } from 'vitest';
import { pythonWithPackages, withReason } from '../../../test/support/python';
import { runDemo, storedRows, storedText, type DemoRun } from '../../../test/support/run-demo';
import { tempProject, writeFiles, projectFiles, type BlockSource } from '../../../test/support/temp-project';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readBlockOutputs } from '../../store/outputs';

const python = await pythonWithPackages();
const command = 'command' in python ? python.command : null;

const block = (uuid: string, body: string, upstream: readonly string[] = []): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'python',
  upstream,
  source: `import datetime, decimal\nimport numpy as np, pandas as pd, polars as pl, pyarrow as pa, scipy.sparse as sp\n\n\n@custom\ndef run(${upstream.length > 0 ? 'x' : ''}):\n${body.replaceAll(/^/gm, '    ')}\n`,
});

/** What one block returns, what a block below says of it, and what it should say. */
const cases: Readonly<Record<string, readonly [made: string, told: string, expected: unknown]>> = {
  'a number': ['return 7', 'return {"v": x}', { v: 7 }],
  zero: ['return 0', 'return {"v": x}', { v: 0 }],
  nothing: ['return None', 'return {"v": x}', { v: [] }],
  'a tuple with nothing in a place': ['return 1, None, 3', 'return {"v": x}', { v: [1, null, 3] }],
  'a list': ['return [1, 2, 3]', 'return {"v": x}', { v: [1, 2, 3] }],
  'a map': ["return {1: 'a', 'b': (1, 2)}", 'return {"v": x}', { v: { '1': 'a', b: [1, 2] } }],
  'not a number': ["return {'a': float('nan')}", 'return {"v": str(x["a"])}', { v: 'nan' }],
  text: ["return 'größe\\r\\n'", 'return {"v": [x, len(x)]}', { v: ['größe\r\n', 7] }],
  'a date': [
    'return datetime.date(2024, 2, 1)',
    'return {"v": [str(x), type(x).__name__]}',
    { v: ['2024-02-01', 'date'] },
  ],
  'a class': ["return {'cls': decimal.Decimal, 'name': 'x'}", 'return {"v": x["cls"].__name__}', { v: 'Decimal' }],
  'a Series': [
    "return pd.Series([1, 2], index=['a', 'b'], name='s')",
    'return {"v": [type(x).__name__, x.name, dict(x.astype(float))]}',
    { v: ['Series', 's', { a: 1, b: 2 }] },
  ],
  'a table of polars': [
    "return pl.DataFrame({'a': [1, 2]})",
    'return {"v": [type(x).__module__.split(".")[0], x["a"].to_list()]}',
    { v: ['polars', [1, 2]] },
  ],
  'a table of Arrow': [
    "return pa.table({'a': [1, 2]})",
    'return {"v": [type(x).__name__, x.column("a").to_pylist()]}',
    { v: ['Table', [1, 2]] },
  ],
  'an array': [
    'return np.asfortranarray(np.arange(6, dtype="f4").reshape(2, 3))',
    'return {"v": [str(x.dtype), x.tolist()]}',
    {
      v: [
        'float32',
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
      ],
    },
  ],
  'one number of numpy': ['return np.int64(7)', 'return {"v": [type(x).__name__, int(x)]}', { v: ['int64', 7] }],
  'a sparse matrix by columns': [
    'return sp.csc_matrix(np.eye(2))',
    'return {"v": [x.format, x.toarray().tolist()]}',
    {
      v: [
        'csc',
        [
          [1, 0],
          [0, 1],
        ],
      ],
    },
  ],
  'a sparse array of whole numbers': [
    'return sp.coo_array(np.array([[0, 2]], dtype="i4"))',
    'return {"v": [type(x).__name__, str(x.dtype), x.toarray().tolist()]}',
    { v: ['coo_array', 'int32', [[0, 2]]] },
  ],
  'a fitted model of scikit-learn': [
    'from sklearn.linear_model import LinearRegression\nreturn LinearRegression().fit([[0], [1]], [1, 3])',
    'return {"v": round(float(x.predict([[2]])[0]), 6)}',
    { v: 5 },
  ],
  'a DataFrame with its index, types and nulls': [
    `return pd.DataFrame({
    'i': pd.array([1, None, 3], dtype='Int64'), 't': ['x', None, 'z'], 'f': [1.5, None, 2.5],
    'c': pd.Categorical(['a', 'b', 'a'], categories=['b', 'a'], ordered=True),
    'w': pd.to_datetime(['2024-01-01', None, '2024-01-03']).tz_localize('Europe/Berlin'),
    'm': [1, 'two', None], 'l': [[1, 2], [], None], 7: [True, False, True],
}, index=pd.Index([5, 5, 9], name='trip'))`,
    `return {
    'index': [list(map(int, x.index)), x.index.name], 'columns': list(x.columns),
    'i': [str(x['i'].dtype), None if pd.isna(x['i'].iloc[1]) else 0], 't': [None if pd.isna(v) else v for v in x['t']],
    'c': [str(x['c'].dtype), list(x['c'].cat.categories), bool(x['c'].cat.ordered)],
    'w': [str(x['w'].dt.tz), str(x['w'].iloc[0])],
    'm': list(x['m']), 'l': [None if v is None else list(map(int, v)) for v in x['l']], 'b': str(x['7'].dtype),
}`,
    {
      index: [[5, 5, 9], 'trip'],
      columns: ['i', 't', 'f', 'c', 'w', 'm', 'l', '7'],
      i: ['Int64', null],
      t: ['x', null, 'z'],
      c: ['category', ['b', 'a'], true],
      w: ['Europe/Berlin', '2024-01-01 00:00:00+01:00'],
      m: [1, 'two', null],
      l: [[1, 2], [], null],
      b: 'bool',
    },
  ],
};

describe.skipIf(command === null)(withReason('a value of a Python block', python), { timeout: 120_000 }, () => {
  const names = Object.keys(cases);
  let root = '';
  let run: DemoRun | null = null;
  // all in one run, so that pandas is imported once in each process
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'eider-values-'));
    const blocks = Object.values(cases).flatMap(([made, told], index) => [
      block(`made_${index}`, made),
      block(`told_${index}`, told, [`made_${index}`]),
    ]);
    await writeFiles(root, projectFiles({ demo: blocks }));
    run = await runDemo(root, { python: command, allowFailures: true });
    return () => rm(root, { recursive: true, force: true });
  }, 120_000);

  it.each(names)('is the same below: %s', async (name) => {
    const index = names.indexOf(name);
    expect([`made_${index}`, `told_${index}`].flatMap((uuid) => run?.block(uuid).failure ?? [])).toEqual([]);
    expect(JSON.parse(await storedText(root, `told_${index}`))).toEqual(cases[name]?.[2]);
  });

  it('crosses to SQL and TypeScript and back', async () => {
    const root = await tempProject([
      block(
        'frame',
        "return pd.DataFrame({'n': [1, 2, 3], 't': ['a', None, 'c']}), sp.csr_matrix([[0.0, 2.0], [3.0, 0.0]]), np.eye(2)",
      ),
      {
        uuid: 'query',
        type: 'custom',
        language: 'sql',
        upstream: ['frame'],
        source: 'SELECT n * 2 AS n, t FROM frame',
      },
      {
        uuid: 'script',
        type: 'custom',
        language: 'typescript',
        upstream: ['frame', 'query'],
        source: `import { custom, matrix, type Table } from 'eider';
          export default custom(async ([table, sparse, dense], query: Table) => [
            { rows: await table.rowCount(), head: (await query.head(1)).map((row) => ({ ...row, n: String(row.n) })), values: [...sparse.values], indptr: [...sparse.indptr], dense: dense.shape },
            sparse, matrix(Int32Array.of(1, 2, 3, 4), [2, 2]), query,
          ]);`,
      },
      block(
        'back',
        'facts, sparse, dense, query = x\nreturn {"facts": facts, "sparse": sparse.toarray().tolist(), "dense": dense.tolist(), "query": query["n"].tolist()}',
        ['script'],
      ),
    ]);
    const run = await runDemo(root, { python: command });
    expect(run.events.filter((event) => 'failure' in event)).toEqual([]);
    expect(await storedRows(root, 'query')).toEqual([
      ['2', 'a'],
      ['4', null],
      ['6', 'c'],
    ]);
    expect(JSON.parse(await storedText(root, 'back'))).toEqual({
      facts: { rows: 3, head: [{ n: '2', t: 'a' }], values: [2, 3], indptr: [0, 1, 2], dense: [2, 2] },
      sparse: [
        [0, 2],
        [3, 0],
      ],
      dense: [
        [1, 2],
        [3, 4],
      ],
      query: [2, 4, 6],
    });
    const stored = await readBlockOutputs(root, 'demo', 'frame');
    expect(stored?.manifest.outputs.map(({ kind, rows, columns }) => [kind, rows, columns])).toEqual([
      ['table', 3, 2],
      ['sparse', 2, 2],
      ['array', 2, 2],
    ]);
  });

  it.each([
    ["return pd.DataFrame([[1, 2]], columns=['a', 'a'])", 'more than one column called a'],
    ['return (lambda: 1)', 'cannot be stored'],
  ])('that cannot be stored says why: %s', async (made, words) => {
    const run = await runDemo(await tempProject([block('made', made)]), { python: command });
    expect(run.block('made').failure).toMatchObject({
      code: 'output_not_storable',
      message: expect.stringContaining(words) as string,
    });
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { runDemo, storedRows } from '../../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../../test/support/temp-project';

const loader = (source: string): BlockSource => ({ uuid: 'load', type: 'data_loader', language: 'sql', source });

async function outputsOf(source: string): Promise<string[]> {
  const demo = await runDemo(await tempProject([loader(source)]));
  const { outputs, failure } = demo.block('load');
  expect(failure?.message).toBeUndefined();
  return outputs.map(({ name, rows, columns }) => `${name} ${rows ?? '-'}x${columns ?? '-'}`);
}

async function failureOf(source: string, variables: Readonly<Record<string, unknown>> = {}) {
  const demo = await runDemo(await tempProject([loader(source)], variables));
  return demo.block('load').failure;
}

describe('the outputs of an SQL block', () => {
  it.each([
    [
      'a table that is made twice',
      'CREATE TABLE "T" AS SELECT 1 a; CREATE OR REPLACE TABLE t AS SELECT 2 a',
      ['t 1x1'],
    ],
    ['what is left after a DROP', 'CREATE TABLE x AS SELECT 1 a; CREATE TABLE y AS FROM x; DROP TABLE x', ['y 1x1']],
    ['a renamed table', 'CREATE TABLE x AS SELECT 1 a; ALTER TABLE x RENAME TO y', ['y 1x1']],
    ['what a transaction leaves', 'BEGIN; CREATE TABLE x AS SELECT 1 a; ROLLBACK; CREATE TABLE y (a INT)', ['y 0x1']],
    ['a transaction that is never ended', 'BEGIN; CREATE TABLE x AS SELECT 1 a; SELECT * FROM x', ['output_0 1x1']],
    ['a column called like a statement', 'WITH t AS (SELECT 1 AS a) SELECT a AS delete FROM t', ['output_0 1x1']],
    ['an INSERT after WITH', 'CREATE TABLE t (a INT); WITH x AS (SELECT 1) INSERT INTO t FROM x', ['t 1x1']],
    ['PIVOT, with its rows', `CREATE TABLE t AS SELECT 'k' AS k, 1 AS v; PIVOT t ON k USING sum(v)`, ['output_0 1x1']],
    ['DESCRIBE', 'DESCRIBE SELECT 1 AS a, 2 AS b -- end', ['output_0 2x6']],
    ['SUMMARIZE', 'SUMMARIZE SELECT 1 AS a', ['output_0 1x12']],
    ['an empty copy', 'CREATE TABLE t AS SELECT 1 AS a WITH NO DATA', ['t 0x1']],
    [
      'a table called data',
      'CREATE TABLE data AS SELECT 1 AS a; CREATE TABLE t AS SELECT * FROM data',
      ['data 1x1', 't 1x1'],
    ],
    ['another database', `ATTACH ':memory:' AS o; USE o; CREATE TABLE z AS SELECT 1 AS a`, ['z 1x1']],
    ['text with backslashes', String.raw`SELECT E'it\'s; ' AS a; /* a /* b; */ ; */`, ['output_0 1x1']],
  ])('are %s', async (_name, source, expected) => {
    expect(await outputsOf(source)).toEqual(expected);
  });

  it('do not depend on databases that another block has attached', async () => {
    const source = `ATTACH ':memory:' AS other; CREATE TABLE other.t AS SELECT 1 AS a; SELECT * FROM other.t`;
    const project = await tempProject([loader(source), { uuid: 'again', language: 'sql', upstream: ['load'], source }]);
    expect((await runDemo(project)).finished.status).toBe('completed');
  });
});

describe('variables of an SQL block', () => {
  it('are told apart by case', async () => {
    const project = await tempProject([loader('SELECT {{ Name }} AS a, {{ name }} AS b, {{ Name }} AS c')], {
      Name: 'upper',
      name: 'lower',
    });
    await runDemo(project);
    expect(await storedRows(project, 'load')).toEqual([['upper', 'lower', 'upper']]);
  });

  it('are named, with their place, when SQL has no type for them', async () => {
    expect(await failureOf('SELECT 1,\n  {{ mixed }} AS m', { mixed: [1, 'a'] })).toMatchObject({
      code: 'variable_not_bindable',
      line: 2,
      column: 3,
    });
  });
});

describe('what goes wrong in an SQL block', () => {
  it('is told as it was, also inside a transaction', async () => {
    expect(await failureOf('BEGIN; CREATE TABLE t AS SELECT 1 AS a;\nSELECT nope FROM t')).toMatchObject({
      code: 'sql_failed',
      line: 2,
      column: 8,
    });
  });

  it('is shown at its column after tabs and wide characters, in lines of Windows too', async () => {
    const source = `SELECT\r\n\t'東京🚕' AS a,\t\tnope\r\nFROM (SELECT 2 AS x)\r\n`;
    const column = source.split('\r\n')[1]?.indexOf('nope') ?? 0;
    expect(await failureOf(source)).toMatchObject({ line: 2, column: column + 1 });
  });

  it('is a sentence that says what to do when memory runs out', async () => {
    const failure = await failureOf(
      `SET memory_limit = '30MB'; SET temp_directory = '';
       SELECT s, list(i) FROM (SELECT i, repeat('x', 50) || i AS s FROM range(3000000) t(i)) GROUP BY s`,
    );
    expect(failure?.message).toMatch(/^Out of Memory/);
    expect(failure?.remedy).toContain('memory limit');
  });

  it('shows no secret of the environment', async () => {
    process.env['EIDER_TEST_SECRET'] = 'hunter2!';
    onTestFinished(() => {
      delete process.env['EIDER_TEST_SECRET'];
    });
    for (const source of [
      `SELECT CAST({{ env_var('EIDER_TEST_SECRET') }} AS INTEGER)`,
      `SELECT * FROM read_parquet('/none/{{ env_var('EIDER_TEST_SECRET') }}.parquet')`,
      `SELECT "{{ env_var('EIDER_TEST_SECRET') }}"`,
    ]) {
      const failure = await failureOf(source);
      expect(failure?.message).toContain('***');
      expect(JSON.stringify(failure)).not.toContain('hunter2');
    }
  });
});

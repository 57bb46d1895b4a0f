import { DuckDBInstance } from '@duckdb/node-api';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runDemo, storedRows, storedText } from '../../test/support/run-demo';
import { tempProject, writeFiles, type BlockSource } from '../../test/support/temp-project';
import { readRun } from '../store/runs';

const numbers: BlockSource = {
  uuid: 'numbers',
  type: 'data_loader',
  language: 'sql',
  source: 'SELECT i::INTEGER AS n FROM range(10) t(i)',
};

describe('a run of SQL and TypeScript blocks', () => {
  it('hands outputs on in the order of the upstream blocks and records what happened', async () => {
    const project = await tempProject([
      numbers,
      {
        uuid: 'split',
        language: 'sql',
        upstream: ['numbers'],
        source: `CREATE TABLE small AS SELECT * FROM {{ df_1 }} WHERE n < 3; -- the few
          CREATE TABLE "large ones" AS SELECT * FROM numbers WHERE n >= 3`,
      },
      {
        uuid: 'sum',
        type: 'data_exporter',
        language: 'typescript',
        upstream: ['split', 'numbers'],
        source: `import { dataExporter, sql, test, assert, type Table } from 'eider';
          export default dataExporter(async ([small, large]: Table[], all: Table) => [
            sql\`select (select count(*) from \${small}) as small, (select count(*) from \${large}) as large, max(n) as most from \${all}\`,
          ]);
          export const one = test('has one row', async (table: Table) => assert.equal(await table.rowCount(), 1));`,
      },
    ]);
    const demo = await runDemo(project);
    expect(demo.finished).toMatchObject({ status: 'completed', executed: 3, reused: 0, failed: 0 });
    expect(demo.block('split').outputs).toMatchObject([
      { index: 0, name: 'small', kind: 'table', rows: 3, columns: 1 },
      { index: 1, name: 'large ones', kind: 'table', rows: 7, columns: 1 },
    ]);
    expect(await storedRows(project, 'sum')).toEqual([['3', '7', 9]]);
    const steps = demo.events.filter((event) => event.type !== 'block_progress');
    expect(steps.map((event) => ('block' in event ? `${event.type} ${event.block}` : event.type))).toEqual([
      'run_started',
      'block_started numbers',
      'block_finished numbers',
      'block_started split',
      'block_finished split',
      'block_started sum',
      'test_finished sum',
      'block_finished sum',
      'run_finished',
    ]);
    const state = await readRun(project, { pipeline: 'demo', run: demo.run });
    expect(state?.status).toBe('completed');
    expect(state?.blocks.at(-1)?.tests).toMatchObject([{ test: 'has one row', passed: true }]);
  });

  it('reads outputs of several upstream tables in SQL by name', async () => {
    const project = await tempProject([
      { ...numbers, source: 'CREATE TABLE a AS SELECT 1 AS x; CREATE TABLE b AS SELECT 2 AS y' },
      { uuid: 'both', language: 'sql', upstream: ['numbers'], source: 'SELECT x, y FROM numbers, numbers.b' },
    ]);
    await runDemo(project);
    expect(await storedRows(project, 'both')).toEqual([[1, 2]]);
  });

  it('keeps tables that later statements change', async () => {
    const project = await tempProject([
      { ...numbers, source: 'CREATE TABLE t AS SELECT 1 AS x; INSERT INTO t VALUES (2); CREATE TABLE u (z INTEGER)' },
    ]);
    const demo = await runDemo(project);
    expect(demo.block('numbers').outputs).toMatchObject([
      { name: 't', rows: 2 },
      { name: 'u', rows: 0 },
    ]);
  });

  it('never takes a variable for SQL', async () => {
    const hostile = `x'); DROP TABLE t; --`;
    const project = await tempProject(
      [
        {
          ...numbers,
          source: `SELECT {{ word }} AS word, 'say {{ word }}' AS said, {{ list }} AS list, {{ count }} + 1 AS next`,
        },
        {
          uuid: 'typed',
          language: 'typescript',
          upstream: ['numbers'],
          source: `import { transformer, sql } from 'eider';
            export default transformer((t, { variables }) => sql\`select \${variables.word} as word, \${2n ** 40n} as big from \${t}\`);`,
        },
      ],
      { word: 'overwritten', list: [1, 2], count: 41 },
    );
    await runDemo(project, { variables: { word: hostile } });
    expect(await storedRows(project, 'numbers')).toEqual([[hostile, `say ${hostile}`, ['1', '2'], '42']]);
    expect(await storedRows(project, 'typed')).toEqual([[hostile, '1099511627776']]);
  });

  it('stores what a TypeScript block returns in the form that fits it', async () => {
    const project = await tempProject([
      {
        uuid: 'kinds',
        type: 'data_loader',
        language: 'typescript',
        source: `import { dataLoader, outputs, table } from 'eider';
          import { DictVectorizer } from 'eider/learn';
          export default dataLoader(() => {
            const columns = { zone: { kind: 'categorical', categories: ['a', 'b'], codes: Int32Array.of(0, 1, 1) } } as const;
            const dv = DictVectorizer.fit(columns);
            return outputs({
              rows: table([{ zone: 'a', trips: 3, at: new Date(0), share: 0.5, tags: ['x'] }, { zone: null, trips: 4, at: null, share: NaN, tags: [] }]),
              X: dv.transform(columns), y: Float64Array.of(1, 2, 3), dv, note: 'hello', settings: { depth: 6 }, nothing: null,
            });
          });`,
      },
      {
        uuid: 'reader',
        language: 'typescript',
        upstream: ['kinds'],
        source: `import { transformer } from 'eider';
          export default transformer(async ([rows, X, y, dv, note, settings, nothing]) => ({
            columns: (await rows.columns()).map((c) => c.name + ' ' + c.type),
            shape: [X.rows, X.columns], last: y[2], features: dv.featureNames, note, settings, nothing,
            codes: [...(await rows.column('zone')).codes],
          }));`,
      },
    ]);
    const demo = await runDemo(project);
    expect(demo.block('kinds').outputs.map(({ name, kind, rows, columns }) => [name, kind, rows, columns])).toEqual([
      ['rows', 'table', 2, 5],
      ['X', 'sparse', 3, 2],
      ['y', 'array', 3, 1],
      ['dv', 'model', null, null],
      ['note', 'text', null, null],
      ['settings', 'json', null, null],
      ['nothing', 'json', null, null],
    ]);
    expect(await storedRows(project, 'kinds')).toEqual([
      ['a', '3', '1970-01-01 00:00:00', 0.5, '["x"]'],
      [null, '4', null, 'NaN', '[]'],
    ]);
    expect(JSON.parse(await storedText(project, 'reader'))).toMatchObject({
      columns: ['zone VARCHAR', 'trips BIGINT', 'at TIMESTAMP', 'share DOUBLE', 'tags JSON'],
      shape: [3, 2],
      last: 3,
      features: ['zone=a', 'zone=b'],
      note: 'hello',
      settings: { depth: 6 },
      nothing: null,
      codes: [0, -1],
    });
  });

  it('stores the outputs that are there while others are still promises', async () => {
    const project = await tempProject([
      {
        uuid: 'promised',
        type: 'data_loader',
        language: 'typescript',
        source: `import { dataLoader, outputs } from 'eider';
          import { existsSync } from 'node:fs';
          export default dataLoader((_context, { project, pipeline, block, run } = _context) => {
            const quick = project + '/.eider/outputs/' + pipeline + '/' + block + '/.' + run + '.tmp/output_1.txt';
            const late = new Promise((resolve) => {
              const look = () => (existsSync(quick) ? resolve(['late']) : setTimeout(look, 5));
              look();
            });
            return outputs({ late, quick: 'there' });
          });`,
      },
    ]);
    const demo = await runDemo(project);
    expect(demo.block('promised').outputs.map(({ name, kind }) => [name, kind])).toEqual([
      ['late', 'json'],
      ['quick', 'text'],
    ]);
  });

  it.each(['csv', 'parquet', 'json', 'ndjson'])('writes a table to a .%s file', async (extension) => {
    const project = await tempProject([
      numbers,
      {
        uuid: 'write',
        type: 'data_exporter',
        language: 'typescript',
        upstream: ['numbers'],
        source: `import { dataExporter, type Context, type Table } from 'eider';
          export default dataExporter(async (t: Table, { project }: Context) => t.write(project + '/out/deep/n.${extension}'));`,
      },
    ]);
    const demo = await runDemo(project);
    expect(demo.finished.status).toBe('completed');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const reader = await connection.runAndReadAll(`SELECT sum(n)::INTEGER FROM '${project}/out/deep/n.${extension}'`);
    expect(reader.getRowsJson()).toEqual([[45]]);
  });

  it('prints a table as a word on how to read it', async () => {
    const source = `import { transformer } from 'eider'; export default transformer((load) => { console.log(load); });`;
    const project = await tempProject([
      { uuid: 'load', type: 'data_loader', language: 'sql', source: 'SELECT 1 AS n' },
      { uuid: 'prints', language: 'typescript', upstream: ['load'], source },
    ]);
    const demo = await runDemo(project);
    const log = await readFile(path.join(project, '.eider/runs/demo', demo.run, 'prints.log'), 'utf8');
    expect(log).toBe('Table { its rows are read with await table.head() }\n');
  });

  it('gives a block without outputs to the next one as an empty list', async () => {
    const project = await tempProject([
      {
        uuid: 'quiet',
        type: 'custom',
        language: 'typescript',
        source: `import { custom, log } from 'eider'; export default custom(() => { log.info('hello', { a: 1 }); console.log('printed'); });`,
      },
      {
        uuid: 'after',
        language: 'typescript',
        upstream: ['quiet'],
        source: `import { transformer } from 'eider'; export default transformer((nothing) => ({ nothing }));`,
      },
    ]);
    const demo = await runDemo(project);
    expect(demo.block('quiet').outputs).toEqual([]);
    expect(JSON.parse(await storedText(project, 'after'))).toEqual({ nothing: [] });
    const log = await readFile(path.join(project, '.eider/runs/demo', demo.run, 'quiet.log'), 'utf8');
    expect(log).toBe('INFO hello { a: 1 }\nprinted\n');
  });

  it('answers many questions at once without a word from Node', async () => {
    const project = await tempProject([
      {
        uuid: 'many',
        type: 'data_loader',
        language: 'typescript',
        source: `import { dataLoader, sql } from 'eider';
          export default dataLoader(() => Promise.all(Array.from({ length: 40 }, (_, i) => sql\`select \${i} as i\`.rowCount())));`,
      },
    ]);
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    expect((await runDemo(project)).finished.status).toBe('completed');
    expect(warnings).toEqual([]);
  });

  it('numbers more than ten outputs in order', async () => {
    const project = await tempProject([
      {
        uuid: 'many',
        type: 'data_loader',
        language: 'typescript',
        source: `import { dataLoader } from 'eider'; export default dataLoader(() => Array.from({ length: 12 }, (_, i) => i));`,
      },
      {
        uuid: 'list',
        language: 'typescript',
        upstream: ['many'],
        source: `import { transformer } from 'eider'; export default transformer((list) => ({ list }));`,
      },
    ]);
    await runDemo(project);
    expect(JSON.parse(await storedText(project, 'list'))).toEqual({ list: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] });
  });

  it('compiles a TypeScript block again when a file it imports has changed', async () => {
    const project = await tempProject([
      {
        uuid: 'reads',
        type: 'data_loader',
        language: 'typescript',
        source: `import { dataLoader } from 'eider'; import { word } from '../utils/word'; export default dataLoader(() => word);`,
      },
    ]);
    await writeFiles(project, { 'utils/word.ts': `export const word: string = 'first';` });
    await runDemo(project);
    expect(await storedText(project, 'reads')).toBe('first');
    await writeFiles(project, { 'utils/word.ts': `export const word: string = 'second';` });
    await runDemo(project);
    expect(await storedText(project, 'reads')).toBe('second');
  });
});

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { blockFile, tempProject, type BlockSource } from '../../test/support/temp-project';

async function failureOf(block: Omit<BlockSource, 'uuid'>) {
  const source: BlockSource = { uuid: 'bad', type: 'data_loader', ...block };
  const project = await tempProject([
    source,
    { uuid: 'after', language: 'sql', upstream: ['bad'], source: 'SELECT 1' },
  ]);
  const demo = await runDemo(project);
  expect(demo.finished).toMatchObject({ status: 'failed', failed: 1, executed: 1 });
  expect(demo.block('after').status).toBe('upstream_failed');
  expect(await readdir(path.join(project, '.eider/outputs/demo/bad'))).toEqual([]);
  const { failure } = demo.block('bad');
  const log = await readFile(path.join(project, '.eider/runs/demo', demo.run, 'bad.log'), 'utf8');
  expect(log).toContain(failure?.message);
  return { failure, file: path.join(project, blockFile(source)) };
}

const typescript = (source: string) => failureOf({ language: 'typescript', source });

describe('a block that fails', () => {
  it('shows the line and column of an unknown column in SQL, and what it might have been', async () => {
    const { failure, file } = await failureOf({
      language: 'sql',
      source: `-- comment\nCREATE TABLE t AS SELECT 1 AS distance;\nCREATE TABLE u AS\nSELECT\n    distanc FROM t;`,
    });
    expect(failure).toMatchObject({ code: 'sql_failed', file, line: 5, column: 5 });
    expect(failure?.remedy).toContain('distance');
  });

  it('shows the line and column of a syntax error in SQL', async () => {
    const { failure } = await failureOf({ language: 'sql', source: 'SELECT 1\nFROM whre x y z' });
    expect(failure).toMatchObject({ code: 'sql_failed', line: 2 });
  });

  it('says what to do about a missing file', async () => {
    const { failure } = await failureOf({ language: 'sql', source: `SELECT * FROM read_parquet('none.parquet')` });
    expect(failure?.remedy).toContain('project folder');
  });

  it('refuses an SQL file without a statement', async () => {
    expect((await failureOf({ language: 'sql', source: '-- later\n' })).failure?.code).toBe('sql_empty');
  });

  it("shows the author's own line of what a TypeScript block throws", async () => {
    const { failure, file } = await typescript(
      `import { dataLoader } from 'eider';\n\nfunction deep(): never {\n  throw new Error('no trips');\n}\nexport default dataLoader(() => deep());\n`,
    );
    expect(failure).toMatchObject({ code: 'block_failed', message: 'no trips', file, line: 4 });
    expect(failure?.detail).toContain('bad.ts:4');
    expect(failure?.detail).not.toContain('block-worker'); // where Eider calls it
  });

  it('shows the line of a TypeScript syntax error', async () => {
    const { failure, file } = await typescript(
      `import { dataLoader } from 'eider';\nexport default dataLoader((=> 1);`,
    );
    expect(failure).toMatchObject({ code: 'typescript_syntax', file, line: 2 });
  });

  it('shows the line of the query that DuckDB refuses', async () => {
    const { failure, file } = await typescript(
      `import { dataLoader, sql } from 'eider';\nexport default dataLoader(async () => {\n  const t = sql\`select 1 as a\`;\n  await t.column('b');\n});`,
    );
    expect(failure).toMatchObject({ code: 'column_missing', file, line: 4 });
    expect(failure?.remedy).toContain('a');
  });

  it('shows the line of a returned query that DuckDB refuses', async () => {
    const { failure, file } = await typescript(
      `import { dataLoader, sql } from 'eider';\nexport default dataLoader(() => [\n  sql\`select nope from (select 1 as a)\`,\n]);`,
    );
    expect(failure).toMatchObject({ code: 'sql_failed', file, line: 3 });
  });

  it('says which assertion failed, what was expected and what came', async () => {
    const { failure, file } = await typescript(
      `import { assert, dataLoader, test } from 'eider';\nexport default dataLoader(() => Float64Array.of(1, 2));\nexport const three = test('has three', (y: Float64Array) => {\n  assert.equal(y.length, 3);\n});`,
    );
    expect(failure).toMatchObject({ code: 'test_failed', file, line: 4, expected: '3', actual: '2' });
    expect(failure?.message).toContain('has three');
  });

  it('explains a missing or wrong default export', async () => {
    expect((await typescript(`export const x = 1;`)).failure?.code).toBe('block_not_exported');
    const wrong = await typescript(`import { transformer } from 'eider'; export default transformer(() => 1);`);
    expect(wrong.failure).toMatchObject({ code: 'block_type_mismatch' });
    expect(wrong.failure?.remedy).toContain('dataLoader');
  });

  it('explains a value that cannot be stored', async () => {
    const { failure } = await typescript(
      `import { dataLoader } from 'eider'; export default dataLoader(() => ({ model: { fit: () => 1 } }));`,
    );
    expect(failure).toMatchObject({ code: 'output_not_storable' });
    expect(failure?.message).toContain('fit');
  });

  it('survives a block that ends its process', async () => {
    const { failure } = await typescript(
      `import { dataLoader } from 'eider'; export default dataLoader(() => process.exit(3));`,
    );
    expect(failure).toMatchObject({ code: 'block_exited' });
  });

  it.each([`throw 'text'`, 'throw null', 'void Promise.reject(7)'])(
    'survives %s where nobody can catch it',
    async (code) => {
      const { failure } = await typescript(
        `import { dataLoader } from 'eider';\nexport default dataLoader(() => new Promise(() => { setTimeout(() => { ${code}; }); }));`,
      );
      expect(failure).toMatchObject({ code: 'block_failed' });
    },
  );

  it('shows the line of an error that a timer throws', async () => {
    const { failure, file } = await typescript(
      `import { dataLoader } from 'eider';\nexport default dataLoader(() => new Promise(() => {\n  setTimeout(() => {\n    throw new Error('late');\n  });\n}));`,
    );
    expect(failure).toMatchObject({ message: 'late', file, line: 4 });
  });

  it('names a package that is not installed', async () => {
    const { failure } = await typescript(
      `import { dataLoader } from 'eider';\nimport { a } from 'no-such-package';\nexport default dataLoader(() => a);`,
    );
    expect(failure).toMatchObject({ code: 'module_missing' });
    expect(failure?.message).toContain('imports no-such-package,');
    expect(failure?.remedy).toContain('npm install no-such-package');
  });

  it.each(['({ later: Promise.resolve(1) })', '({ seen: new Map([[1, 2]]) })', '[new Set([1])]'])(
    'refuses to store %s as an empty object',
    async (value) => {
      const { failure } = await typescript(
        `import { dataLoader } from 'eider'; export default dataLoader(() => (${value}));`,
      );
      expect(failure).toMatchObject({ code: 'output_not_storable' });
    },
  );

  it('fails with the reason of an output that was promised', async () => {
    const { failure, file } = await typescript(
      `import { dataLoader } from 'eider';\nexport default dataLoader(() => [new Promise(() => 0), Promise.reject(new Error('not today'))]);`,
    );
    expect(failure).toMatchObject({ message: 'not today', file, line: 2 });
  });

  it('survives a promise that nobody awaited', async () => {
    const { failure } = await typescript(
      `import { dataLoader } from 'eider';\nexport default dataLoader(async () => {\n  void Promise.reject(new Error('lost'));\n  await new Promise((resolve) => setTimeout(resolve, 60_000));\n});`,
    );
    expect(failure).toMatchObject({ message: 'lost' });
  });
});

import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter, Page, SortKey } from '../protocol/data';
import type { LocatedOutput } from '../store/outputs';
import { readPage, type Window } from './page';
import { quoteIdentifier, quoteLiteral } from './sql-text';
import { createTestProject, type TestProject } from './test-support';
import { containing, matching } from './test-matchers';

/** A page's rows with every value as text, `null` kept. */
function textRows(page: Page): (string | null)[][] {
  const table = tableFromIPC(page.arrow);
  const columns = table.schema.fields.map((_, index) => table.getChildAt(index));
  return Array.from({ length: table.numRows }, (_, row) =>
    columns.map((column) => {
      // SAFETY: pages hold integers, floats, booleans and text only.
      const value = column?.get(row) as string | number | bigint | boolean | null | undefined;
      return value === null || value === undefined ? null : String(value);
    }),
  );
}

const whole: Window = { offset: 0, limit: 1000, sort: [], filters: [] };

describe('readPage', () => {
  let project: TestProject;
  beforeAll(async () => void (project = await createTestProject('year=2024 [a]')));
  afterAll(() => project.dispose());
  const read = (located: LocatedOutput, window: Partial<Window> = {}) =>
    readPage(project.pool.query, located, { ...whole, ...window });

  it('gives values of every type as they are, or as DuckDB prints them', async () => {
    const located = await project.storeTable(`
      SELECT * FROM (VALUES
        (1::TINYINT, -2::SMALLINT, 3::INTEGER, 9007199254740993::BIGINT, 255::UTINYINT, 18446744073709551615::UBIGINT,
         0.1::FLOAT, 'nan'::DOUBLE, true, 'ä😀', 12.345::DECIMAL(18,3), DATE '2024-02-29', TIMESTAMP '2024-01-01 10:00:00.5',
         TIMESTAMPTZ '2024-01-01 00:00:00+02', TIME '10:11:12', '\\x00\\xFF'::BLOB, [1, NULL, 3], {'a': 1, 'b': 'x'},
         MAP {'k': 2}, '5b2fd0bf-6c1b-4c37-8b1a-2a3e6d4c5b6a'::UUID, INTERVAL 3 DAY),
        (NULL, NULL, NULL, NULL, NULL, NULL, NULL, '-inf'::DOUBLE, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, NULL, NULL))`);
    const page = await read(located);
    const [first, second] = textRows(page);
    expect(first).toEqual([
      ...[
        '1',
        '-2',
        '3',
        '9007199254740993',
        '255',
        '18446744073709551615',
        String(Math.fround(0.1)),
        'NaN',
        'true',
        'ä😀',
      ],
      ...['12.345', '2024-02-29', '2024-01-01 10:00:00.5', '2023-12-31 22:00:00+00', '10:11:12', '\\x00\\xFF'],
      ...['[1, NULL, 3]', "{'a': 1, 'b': x}", '{k=2}', '5b2fd0bf-6c1b-4c37-8b1a-2a3e6d4c5b6a', '3 days'],
    ]);
    expect(second).toEqual(first?.map((_, index) => (index === 7 ? '-Infinity' : null)));
    const types = tableFromIPC(page.arrow).schema.fields.map((field) => String(field.type));
    expect(types.slice(0, 11)).toEqual([
      ...['Int8', 'Int16', 'Int32', 'Int64', 'Uint8', 'Uint64', 'Float32', 'Float64', 'Bool', 'Utf8', 'Utf8'],
    ]);
    expect(page.rows).toBe(2);
  });

  it('keeps the names of the output when they repeat, and columns that have a name of DuckDB’s', async () => {
    const located = await project.storeTable('SELECT i, i + 1, 10 * i, 5 AS t, 6 AS c0 FROM range(5000) r(i)', {
      columnNames: ['a', 'a', 'file_row_number', 't', 'c0'],
    });
    const page = await read(located, { offset: 4000, limit: 2 });
    expect(tableFromIPC(page.arrow).schema.fields.map((field) => field.name)).toEqual([
      'a',
      'a',
      'file_row_number',
      't',
      'c0',
    ]);
    expect(textRows(page)).toEqual([
      ['4000', '4001', '40000', '5', '6'],
      ['4001', '4002', '40010', '5', '6'],
    ]);
  });

  it('reads some of the columns only, sorted by another', async () => {
    const located = await project.storeTable('SELECT i, i * 2 AS a, i * 3 AS b, -i AS c FROM range(100) r(i)');
    const columns = { first: 1, end: 3 };
    expect(textRows(await read(located, { limit: 1, offset: 7, columns }))).toEqual([['14', '21']]);
    const sort = [{ column: 'c', descending: false }];
    expect(textRows(await read(located, { limit: 1, sort, columns }))).toEqual([['198', '297']]);
    await expect(read(located, { columns: { first: 4, end: 9 } })).rejects.toMatchObject({
      problem: { code: 'column_missing' },
    });
  });

  it('reads and sorts a table that really has a column file_row_number', async () => {
    const located = await project.storeTable('SELECT -i AS file_row_number, i % 2 AS odd FROM range(6000) r(i)');
    expect(textRows(await read(located, { offset: 5000, limit: 1 }))).toEqual([['-5000', '0']]);
    const sorted = await read(located, { limit: 3, sort: [{ column: 'odd', descending: true }] });
    expect(textRows(sorted)).toEqual([
      ['-1', '1'],
      ['-3', '1'],
      ['-5', '1'],
    ]);
    const byIt = await read(located, { limit: 1, sort: [{ column: 'file_row_number', descending: false }] });
    expect(textRows(byIt)).toEqual([['-5999', '1']]);
  });

  it('takes the number of rows from the manifest when nothing is filtered', async () => {
    const located = await project.storeTable('SELECT 1 AS a');
    const page = await read({ ...located, output: { ...located.output, rows: 20_000_000 } });
    expect(page.rows).toBe(20_000_000);
  });

  it('gives columns and no rows beyond the end and for an empty table', async () => {
    const located = await project.storeTable('SELECT 1 AS a, [2] AS b WHERE false');
    const page = await read(located);
    expect(tableFromIPC(page.arrow).schema.fields.map((field) => field.name)).toEqual(['a', 'b']);
    expect(textRows(page)).toEqual([]);
    expect(textRows(await read(await project.storeTable('SELECT 1 AS a'), { offset: 10 }))).toEqual([]);
  });

  it('refuses a filter value that is not of the column’s type, naming both', async () => {
    const located = await project.storeTable('SELECT 1 AS amount');
    const filters: Filter[] = [{ op: 'range', column: 'amount', min: '0', max: "lots' OR true --" }];
    await expect(read(located, { filters })).rejects.toMatchObject({
      problem: { code: 'filter_value', message: matching(/amount.*INTEGER/) },
    });
  });

  it('names a near column when there is none of that name', async () => {
    const located = await project.storeTable('SELECT 1 AS trip_distance');
    await expect(read(located, { sort: [{ column: 'trip_distanc', descending: false }] })).rejects.toMatchObject({
      problem: { code: 'column_missing', remedy: containing('trip_distance') },
    });
  });

  it('finds text whatever its case, and takes wildcards and quotes for what they are', async () => {
    const located = await project.storeTable("SELECT * FROM (VALUES ('100% O''Neil'), ('100 x'), (NULL)) t(name)");
    const find = async (value: string) =>
      textRows(await read(located, { filters: [{ op: 'contains', column: 'name', value }] }));
    expect(await find("% o'n")).toEqual([["100% O'Neil"]]);
    expect(await find('_')).toEqual([]);
  });

  it('answers any window as DuckDB itself does', async () => {
    const located = await project.storeTable(`
      SELECT i AS id, CASE WHEN i % 7 <> 0 THEN i % 5 END AS few, CASE i % 11 WHEN 0 THEN 'nan' ELSE (i * 37 % 101) / 4 END::DOUBLE AS num,
             CASE WHEN i % 3 <> 0 THEN 'v' || (i * 31 % 50) END AS word, TIMESTAMP '2024-01-01' + INTERVAL (i % 90) HOUR AS time
      FROM range(5000) r(i)`);
    const names = ['id', 'few', 'num', 'word', 'time'] as const;
    const column = fc.constantFrom(...names);
    const sortKey = fc.record({ column, descending: fc.boolean() });
    const filter = fc.oneof(
      fc.record({ op: fc.constantFrom('null' as const, 'not_null' as const), column }),
      fc.record({
        op: fc.constant('equals' as const),
        column: fc.constant('few'),
        value: fc.constantFrom('0', '3', '9'),
      }),
      fc.record({ op: fc.constant('contains' as const), column, value: fc.constantFrom('1', 'V2', 'nan', '') }),
      fc.record({
        op: fc.constant('range' as const),
        column: fc.constant('num'),
        min: fc.option(fc.constantFrom('0', '5.5')),
        max: fc.option(fc.constantFrom('20', 'inf')),
      }),
      fc.record({
        op: fc.constant('range' as const),
        column: fc.constant('time'),
        min: fc.option(fc.constant('2024-01-02')),
        max: fc.option(fc.constant('2024-01-03 12:00:00')),
      }),
    );
    const window = fc.record({
      offset: fc.integer({ min: 0, max: 5200 }),
      limit: fc.integer({ min: 0, max: 60 }),
      sort: fc.array(sortKey, { maxLength: 3 }),
      filters: fc.array(filter, { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(window, async (asked) => {
        const page = await read(located, asked);
        const where = plainCondition(asked.filters);
        const source = `read_parquet(${quoteLiteral(located.file)}, hive_partitioning = false) WHERE ${where}`;
        const expected = await project.ask(
          `SELECT id FROM ${source} ORDER BY ${plainOrder(asked.sort)} LIMIT ${asked.limit} OFFSET ${asked.offset}`,
        );
        expect(textRows(page).map((row) => row[0])).toEqual(expected.map((row) => row[0]));
        expect(await project.ask(`SELECT count(*) FROM ${source}`)).toEqual([[String(page.rows)]]);
      }),
      { numRuns: 60 },
    );
  });
});

/** The same question in plain SQL, for a table whose `id` is its stored order. */
function plainOrder(sort: readonly SortKey[]): string {
  const keys = sort.map((key) => `${quoteIdentifier(key.column)} ${key.descending ? 'DESC' : 'ASC'} NULLS LAST`);
  return [...keys, 'id'].join(', ');
}

function plainCondition(filters: readonly Filter[]): string {
  const conditions = filters.map((filter) => {
    const name = quoteIdentifier(filter.column);
    switch (filter.op) {
      case 'null':
        return `${name} IS NULL`;
      case 'not_null':
        return `${name} IS NOT NULL`;
      case 'equals':
        return `${name} = ${quoteLiteral(filter.value)}`;
      case 'contains':
        return `${name}::VARCHAR ILIKE ${quoteLiteral(`%${filter.value}%`)}`;
      case 'range':
        return `${name} BETWEEN coalesce(${orNull(filter.min)}, ${name}) AND coalesce(${orNull(filter.max)}, ${name})`;
    }
  });
  // An open range matches everything, null included, which BETWEEN does not.
  const open = filters.map((filter) => filter.op === 'range' && filter.min === null && filter.max === null);
  return ['true', ...conditions.filter((_, index) => open[index] === false)].join(' AND ');
}

function orNull(value: string | null): string {
  return value === null ? 'NULL' : quoteLiteral(value);
}

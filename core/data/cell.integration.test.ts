import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellTextLength, pageTextLength, type CellQuery } from '../protocol/data';
import type { LocatedOutput } from '../store/outputs';
import { readCell } from './cell';
import { readPage } from './page';
import { profileOf } from './profile';
import { tableRelation } from './relation';
import { createTestProject, type TestProject } from './test-support';

let project: TestProject;
beforeAll(async () => void (project = await createTestProject()));
afterAll(() => project.dispose());

const megabytes = 10_000_000;
const cell = (located: LocatedOutput, query: Partial<CellQuery>) =>
  readCell(project.pool.query, located, {
    ...{ row: 0, column: 0, sort: [], filters: [], from: 0, limit: cellTextLength },
    ...query,
  });

describe('a table with texts of many megabytes', () => {
  let located: LocatedOutput;
  beforeAll(async () => {
    located = await project.storeTable(
      `SELECT i AS id, repeat('ä', ${megabytes} + i) AS text, range(100000) AS list FROM range(3) r(i)`,
      { columnNames: ['id', 'text', 'text'] },
    );
  });

  it('has small pages, whose texts tell that they are cut', async () => {
    const page = await readPage(project.pool.query, located, { offset: 0, limit: 3, sort: [], filters: [] });
    expect(page.arrow.length).toBeLessThan(20_000);
    const table = tableFromIPC(page.arrow);
    expect([1, 2].map((column) => String(table.getChildAt(column)?.get(0)).length)).toEqual([
      pageTextLength + 1,
      pageTextLength + 1,
    ]);
  });

  it('gives each value whole or in pieces', async () => {
    expect(await cell(located, { row: 2, column: 1, from: 0, limit: 5 })).toEqual({
      text: 'äääää',
      characters: megabytes + 2,
    });
    const end = await cell(located, { row: 2, column: 1, from: megabytes });
    expect(end).toEqual({ text: 'ää', characters: megabytes + 2 });
    expect((await cell(located, { column: 1 })).text).toHaveLength(megabytes);
    expect((await cell(located, { column: 2 })).text).toMatch(/^\[0, 1, .*, 99999\]$/);
  });

  it('finds the row in the order of the page it was seen in', async () => {
    const sort = [{ column: 'id', descending: true }];
    const filters = [{ column: 'id', op: 'range' as const, min: null, max: '1' }];
    expect(await cell(located, { column: 0, sort, filters })).toEqual({ text: '1', characters: 1 });
  });

  it('has a small profile', async () => {
    const relation = await tableRelation(project.pool.query, located);
    const profile = await profileOf(project.pool.query, relation, { column: 'text', filters: [] });
    expect(JSON.stringify(profile).length).toBeLessThan(20 * pageTextLength);
    expect(profile.distinct).toBe(3);
  });
});

describe('a cell', () => {
  it('keeps a text of just the length that pages carry', async () => {
    const located = await project.storeTable(`SELECT repeat('x', ${pageTextLength}) AS a, NULL::VARCHAR AS b`);
    const page = await readPage(project.pool.query, located, { offset: 0, limit: 1, sort: [], filters: [] });
    expect(String(tableFromIPC(page.arrow).getChildAt(0)?.get(0))).toHaveLength(pageTextLength);
    expect(await cell(located, { column: 1 })).toEqual({ text: null, characters: 0 });
  });
  it('that does not exist is named', async () => {
    const located = await project.storeTable('SELECT 1 AS a');
    await expect(cell(located, { column: 1 })).rejects.toMatchObject({ problem: { code: 'column_missing' } });
    await expect(cell(located, { row: 7 })).rejects.toMatchObject({ problem: { code: 'row_missing' } });
  });
});

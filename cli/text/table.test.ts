import { describe, expect, it } from 'vitest';
import { textTable } from './table';

const columns = [
  { title: 'name', align: 'left' },
  { title: 'rows', align: 'right' },
  { title: 'note', align: 'left' },
] as const;
const rows = [
  ['trips', '110,128', 'a note that goes on'],
  ['x', '2', ''],
];

describe('a table as text', () => {
  it('is as wide as its cells, numbers to the right', () => {
    expect(textTable(columns, rows).lines).toEqual([
      'name      rows  note',
      'trips  110,128  a note that goes on',
      'x            2',
    ]);
  });

  it('cuts long cells and leaves out columns that do not fit', () => {
    expect(textTable(columns, rows, { width: 25, cellWidth: 8 })).toEqual({
      lines: ['name      rows  note', 'trips  110,128  a note …', 'x            2'],
      hidden: 0,
    });
    expect(textTable(columns, rows, { width: 20, cellWidth: 8 })).toEqual({
      lines: ['name      rows', 'trips  110,128', 'x            2'],
      hidden: 1,
    });
  });

  it('shows one column however narrow the terminal is', () => {
    expect(textTable(columns, rows, { width: 1, cellWidth: 40 }).lines).toEqual(['name', 'trips', 'x']);
  });
});

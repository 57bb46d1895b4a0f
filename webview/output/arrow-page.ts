import { tableFromIPC } from 'apache-arrow';
import type { CellValue } from './cell-text';

/** Rows of a table, read from columns: no object per row. */
export interface PageRows {
  readonly rows: number;
  /** Of the columns in memory. */
  readonly bytes: number;
  /** Undefined when the page has no such row. `column` counts in the order of the schema. */
  cell(row: number, column: number): CellValue | undefined;
}

/** Reads the Arrow IPC stream of a page. */
export function readArrowPage(bytes: Uint8Array): PageRows {
  const table = tableFromIPC(bytes);
  const columns = table.schema.fields.map((_field, index) => table.getChildAt(index));
  return {
    rows: table.numRows,
    bytes: bytes.byteLength,
    cell(row, column) {
      if (row >= table.numRows) return undefined;
      const value: unknown = columns[column]?.get(row);
      return cellValue(value);
    },
  };
}

function cellValue(value: unknown): CellValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      // the protocol has no other types in a page; null and undefined are missing values
      return value === null || value === undefined ? null : JSON.stringify(value);
  }
}

import { rowPointers, type SparseMatrix } from './csr';

/** Row-wise entries whose columns may be in any order and may repeat within a row. */
export type UnorderedRows = Pick<SparseMatrix, 'rows' | 'indptr' | 'indices' | 'values'>;

/**
 * Sorts the entries of each row by column, in place, and adds up entries of the same column, as scipy's
 * `sort_indices` and `sum_duplicates` do. Rows are short (one entry for each encoded column), hence insertion sort.
 */
export function orderRows(entries: UnorderedRows): Pick<SparseMatrix, 'indptr' | 'indices' | 'values'> {
  const { rows, indptr, indices, values } = entries;
  const kept = rowPointers(rows, indices.length);
  let to = 0;
  for (let row = 0; row < rows; row += 1) {
    const start = to;
    const end = indptr[row + 1] ?? 0;
    for (let from = indptr[row] ?? 0; from < end; from += 1) {
      const column = indices[from] ?? 0;
      const value = values[from] ?? 0;
      let at = to;
      while (at > start && (indices[at - 1] ?? 0) > column) at -= 1;
      if (at > start && indices[at - 1] === column) {
        values[at - 1] = (values[at - 1] ?? 0) + value;
        continue;
      }
      // `to` never passes `from`, so nothing unread is overwritten
      indices.copyWithin(at + 1, at, to);
      values.copyWithin(at + 1, at, to);
      indices[at] = column;
      values[at] = value;
      to += 1;
    }
    kept[row + 1] = to;
  }
  return to === indices.length
    ? { indptr: kept, indices, values }
    : { indptr: kept, indices: indices.slice(0, to), values: values.slice(0, to) };
}

import { TASK_TRANSPOSE } from '../kernels/tasks';
import type { Binning } from './binning';

/** Rows of a task. */
const ROWS_AT_ONCE = 8192;

/** Codes row by row, from those bundle by bundle; returns where they are. */
export function toRowOrder(
  { heap, scope, crew }: Binning,
  columnCodes: number,
  rows: number,
  bundles: number,
  width: 1 | 2,
): number {
  const rowCodes = scope.allocate(rows * bundles * width + 16);
  for (let from = 0; from < rows;) {
    const i32 = heap.views.i32;
    for (; from < rows && !crew.isFull; from += ROWS_AT_ONCE) {
      const task = crew.next() >>> 2;
      i32[task] = TASK_TRANSPOSE;
      i32[task + 1] = columnCodes;
      i32[task + 2] = rows;
      i32[task + 3] = bundles;
      i32[task + 4] = width - 1;
      i32[task + 5] = from;
      i32[task + 6] = Math.min(rows, from + ROWS_AT_ONCE);
      i32[task + 7] = rowCodes;
    }
    crew.run();
  }
  return rowCodes;
}

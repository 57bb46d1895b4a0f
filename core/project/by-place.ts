import type { Problem } from '../protocol/problem';

/** Sorts problems by file, line and column. */
export function byPlace(a: Problem, b: Problem): number {
  const fileOrder = (a.file ?? '') < (b.file ?? '') ? -1 : (a.file ?? '') > (b.file ?? '') ? 1 : 0;
  return fileOrder || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

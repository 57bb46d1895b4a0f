import type { SortKey } from '../../../core/protocol/data';
import { shownName } from '../../shared/visible-text';

/**
 * The order after a column's header was used: ascending, descending, then none again. Alone it replaces the order that was
 * there; `add` keeps the other columns and changes or appends this one.
 */
export function toggleSort(sort: readonly SortKey[], column: string, add: boolean): SortKey[] {
  const old = sort.find((key) => key.column === column);
  const next = old === undefined ? { column, descending: false } : old.descending ? null : { column, descending: true };
  if (!add) return next === null ? [] : [next];
  if (old === undefined) return next === null ? [...sort] : [...sort, next];
  return sort.flatMap((key) => (key === old ? (next === null ? [] : [next]) : [key]));
}

export function sortText(sort: readonly SortKey[]): string {
  if (sort.length === 0) return 'Stored order.';
  const keys = sort.map((key) => `${shownName(key.column)} ${key.descending ? 'descending' : 'ascending'}`);
  return `Sorted by ${keys.join(', then ')}.`;
}

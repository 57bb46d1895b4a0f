import type { ExperimentRow } from '../../core/protocol/experiment-view';
import type { FinalMetric } from '../../core/protocol/experiments';
import { isGreaterBetter } from '../../core/protocol/metric-direction';
import { metricLabel } from '../../core/protocol/metric-label';
import { titleOf } from './words';

/** `by` is a column of the list, `metric:` and a metric's label, or `parameter:` and a parameter's name. */
export interface SortBy {
  readonly by: string;
  readonly descending: boolean;
}

interface Wanted {
  readonly pipeline: string | null;
  readonly block: string | null;
  /** Words, all of which must be somewhere. */
  readonly text: string;
}

/** The trainings of a pipeline or block that have all of the words in a name of theirs. */
export function chosenRows(
  rows: readonly ExperimentRow[],
  { pipeline, block, text }: Wanted,
): readonly ExperimentRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (pipeline !== null && row.pipeline !== pipeline) return false;
    if (block !== null && row.block !== block) return false;
    const { id, experiment, estimator, status } = row;
    const names = [titleOf(row), row.pipeline, row.block, experiment, estimator, status, id].join('\n').toLowerCase();
    return words.every((word) => names.includes(word));
  });
}

/** Labels of the metrics that there are, in the order in which they come. */
export function metricLabels(rows: readonly { readonly metrics: readonly FinalMetric[] }[]): string[] {
  return [...new Set(rows.flatMap(({ metrics }) => metrics.map(metricLabel)))];
}

/** A training's score; null where it has none. */
export function scoreOf(
  { metrics }: { readonly metrics: readonly FinalMetric[] },
  label: string,
): FinalMetric['value'] | null {
  return metrics.find((metric) => metricLabel(metric) === label)?.value ?? null;
}

/** The next order when a column's title is pressed: of a metric the best first, then the other way round. */
export function nextSort(sort: SortBy, by: string): SortBy {
  if (sort.by === by) return { by, descending: !sort.descending };
  if (by.startsWith('metric:')) return { by, descending: isGreaterBetter(by.slice('metric:'.length)) };
  return { by, descending: by === 'started' };
}

/** Sorts by what `valueOf` gives; what has no value, or NaN, comes last in either order. Stable. */
export function sortBy<Item>(
  items: readonly Item[],
  valueOf: (item: Item) => unknown,
  descending: boolean,
): readonly Item[] {
  const sign = descending ? -1 : 1;
  return items
    .map((item) => ({ item, value: valueOf(item) }))
    .sort(({ value: a }, { value: b }) => {
      const [noA, noB] = [hasNone(a), hasNone(b)];
      if (noA || noB) return Number(noA) - Number(noB);
      return sign * compare(a, b);
    })
    .map(({ item }) => item);
}

function hasNone(value: unknown): boolean {
  return value === null || value === undefined || value === 'NaN' || Number.isNaN(value);
}

function compare(a: unknown, b: unknown): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null) return x === y ? 0 : x < y ? -1 : 1;
  if (x !== null || y !== null) return x === null ? 1 : -1;
  return textOf(a).localeCompare(textOf(b));
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return value === 'Infinity' || value === '-Infinity' ? Number(value) : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the list is sorted by. */
export function rowValue(row: ExperimentRow, by: string): unknown {
  if (by.startsWith('metric:')) return scoreOf(row, by.slice('metric:'.length));
  switch (by) {
    case 'trained':
      return row.estimator;
    case 'name':
      return titleOf(row);
    case 'pipeline':
      return `${row.pipeline}/${row.block}`;
    case 'status':
      return row.status;
    case 'took':
      return row.seconds;
    case 'parts':
      return row.parts;
    default:
      return row.id; // ids sort by time
  }
}

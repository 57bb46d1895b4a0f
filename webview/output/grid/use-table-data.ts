import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import type { ColumnProfile, OutputRef, SortKey } from '../../../core/protocol/data';
import type { Histogram } from '../../../core/protocol/histogram';
import type { ColumnInfo } from '../../../core/protocol/outputs';
import { useMessages } from '../../shared/context';
import { readArrowPage, type PageRows } from '../arrow-page';
import type { CellValue } from '../cell-text';
import { summaryKind } from '../column-type';
import { LazyCache } from '../lazy-cache';
import { keptBytes, pageShape, type PageShape } from './pages';

export type ColumnSummary =
  | { readonly kind: 'histogram'; readonly histogram: Histogram | null }
  | { readonly kind: 'top_values'; readonly profile: ColumnProfile };

/** Buckets of the small histogram in a header. */
const headerBuckets = 20;

/** What a cache has, and until then what the cache before it had. */
export interface Loaded<Value> {
  readonly cache: LazyCache<number, Value>;
  readonly get: (key: number) => Value | undefined;
}

export interface TablePages extends Loaded<PageRows> {
  readonly shape: PageShape;
  /** Undefined while its page has not come. Rows count in the given order, columns in that of the schema. */
  readonly cell: (row: number, column: number) => CellValue | undefined;
}

/** Pages of the table in the given order. A new `content` or order begins from nothing. */
export function usePages(ref: OutputRef, content: string, columns: number, sort: readonly SortKey[]): TablePages {
  const messages = useMessages();
  const [, changed] = useReducer((count: number) => count + 1, 0);
  const shape = useMemo(() => pageShape(columns), [columns]);
  const order = JSON.stringify(sort);
  const pages = useMemo(
    () =>
      new LazyCache<number, PageRows>({
        async load(page, signal) {
          const [down, block] = [Math.floor(page / shape.across), page % shape.across];
          const first = block * shape.columns;
          const range = { first, end: Math.min(columns, first + shape.columns) };
          const rows = { offset: down * shape.rows, limit: shape.rows };
          const query = { ...ref, ...rows, sort, filters: [], ...(shape.across > 1 ? { columns: range } : {}) };
          return readArrowPage((await messages.request('page', query, signal)).arrow);
        },
        capacity: keptBytes,
        weigh: (page) => page.bytes,
        concurrency: 3,
        changed: () => changed(undefined),
      }),
    [messages, content, order, shape],
  );
  const loaded = useLoaded(pages, `${columns} ${order}`);
  return {
    ...loaded,
    shape,
    cell(row, column) {
      const down = Math.floor(row / shape.rows);
      const page = loaded.get(down * shape.across + Math.floor(column / shape.columns));
      return page?.cell(row % shape.rows, column % shape.columns);
    },
  };
}

/** What the headers draw, by index of the column. */
export function useSummaries(ref: OutputRef, content: string, columns: readonly ColumnInfo[]): Loaded<ColumnSummary> {
  const messages = useMessages();
  const [, changed] = useReducer((count: number) => count + 1, 0);
  const summaries = useMemo(
    () =>
      new LazyCache<number, ColumnSummary>({
        async load(index, signal): Promise<ColumnSummary> {
          const column = columns[index];
          if (column === undefined) throw new RangeError(`The table has no column ${index}`);
          const query = { ...ref, column: column.name, filters: [] };
          if (summaryKind(column.type) === 'histogram') {
            const histogram = await messages.request('histogram', { ...query, buckets: headerBuckets }, signal);
            return { kind: 'histogram', histogram };
          }
          return { kind: 'top_values', profile: await messages.request('profile', query, signal) };
        },
        capacity: 500,
        concurrency: 2,
        changed: () => changed(undefined),
      }),
    [messages, content, columns],
  );
  return useLoaded(summaries, columns);
}

/** Shows the values of the cache before as long as `family` is the same: a new run of a block does not blank the table. */
function useLoaded<Value>(cache: LazyCache<number, Value>, family: unknown): Loaded<Value> {
  const known = useRef<{ cache: typeof cache; family: unknown; before: typeof cache | null }>({
    ...{ cache, family, before: null },
  });
  if (known.current.cache !== cache) {
    const before = known.current.family === family ? known.current.cache : null;
    known.current = { cache, family, before };
  }
  useEffect(() => () => cache.dispose(), [cache]);
  const { before } = known.current;
  return { cache, get: (key) => cache.get(key) ?? before?.get(key) };
}

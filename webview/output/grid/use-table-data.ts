import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import type { ColumnProfile, Histogram, OutputRef, SortKey } from '../../../core/protocol/data';
import type { ColumnInfo } from '../../../core/protocol/outputs';
import { useMessages } from '../../shared/context';
import { readArrowPage, type PageRows } from '../arrow-page';
import { summaryKind } from '../column-type';
import { LazyCache } from '../lazy-cache';
import { keptBytes, pageSize } from './pages';

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

/** Pages of the table in the given order. A new `content` or order begins from nothing. */
export function usePages(
  ref: OutputRef,
  content: string,
  columns: number,
  sort: readonly SortKey[],
): Loaded<PageRows> & { readonly size: number } {
  const messages = useMessages();
  const [, changed] = useReducer((count: number) => count + 1, 0);
  const size = pageSize(columns);
  const order = JSON.stringify(sort);
  const pages = useMemo(
    () =>
      new LazyCache<number, PageRows>({
        async load(page, signal) {
          const query = { ...ref, offset: page * size, limit: size, sort, filters: [] };
          return readArrowPage((await messages.request('page', query, signal)).arrow);
        },
        capacity: keptBytes,
        weigh: (page) => page.bytes,
        concurrency: 3,
        changed: () => changed(undefined),
      }),
    [messages, content, order, size],
  );
  return { ...useLoaded(pages, order), size };
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

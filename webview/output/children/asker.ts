import { isAbort } from '../../shared/host';

export interface AskerOptions<Query, Result> {
  ask(query: Query, signal: AbortSignal): Promise<Result>;
  answered(query: Query, result: Result): void;
  failed(error: unknown): void;
  /** Whether an answer will stay as it is: it is not asked for again. */
  settled?(result: Result): boolean;
}

export interface Asker<Query> {
  /**
   * What is wanted from now on. Another key drops the question before. Another version of the same one is asked for when
   * the question that is open has been answered.
   */
  readonly want: (key: string, version: string, query: Query) => void;
  /** Nothing is answered after this. */
  readonly stop: () => void;
}

/**
 * Asks for something that goes on changing, one question at a time: however often it changes, each question is answered
 * before the next, so that one sees it change even when answers are slow.
 */
export function createAsker<Query, Result>(options: AskerOptions<Query, Result>): Asker<Query> {
  let wanted: { readonly key: string; readonly version: string } | null = null;
  let open: AbortController | null = null;
  let again = false;
  let settled = false;

  async function ask(query: Query): Promise<void> {
    const controller = new AbortController();
    open = controller;
    again = false;
    const isCurrent = () => open === controller;
    try {
      const result = await options.ask(query, controller.signal);
      if (!isCurrent()) return;
      settled = options.settled?.(result) ?? false;
      options.answered(query, result);
    } catch (error) {
      if (!isCurrent()) return;
      if (!isAbort(error)) options.failed(error);
    }
    open = null;
    if (isDue()) void ask(query);
  }
  /** A function, because it changes during an await. */
  function isDue(): boolean {
    return again && !settled;
  }
  function drop(): void {
    const dropped = open;
    open = null;
    again = false;
    settled = false;
    dropped?.abort();
  }

  return {
    want(key, version, query) {
      const before = wanted;
      wanted = { key, version };
      if (before?.key !== key) {
        drop();
        void ask(query);
      } else if (before.version !== version) {
        if (open !== null) again = true;
        else if (!settled) void ask(query);
      }
    },
    stop() {
      drop();
      wanted = null;
    },
  };
}

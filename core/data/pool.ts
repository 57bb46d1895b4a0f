import type { DuckDBConnection, DuckDBInstance, DuckDBMaterializedResult } from '@duckdb/node-api';
import { runStatement, throwIfAborted, type Bindings } from './session';

/** Runs one query; rejects with an `AbortError` when the signal is aborted, also while it waits for its turn. */
export type Query = (sql: string, values?: Bindings, signal?: AbortSignal) => Promise<DuckDBMaterializedResult>;

export interface Pool {
  readonly query: Query;
  /** Lends a connection for several statements that belong together. */
  use<T>(work: (connection: DuckDBConnection) => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): void;
}

interface Waiting {
  readonly start: (connection: DuckDBConnection) => void;
}

/**
 * A few connections to one database, each with one query at a time, so that a slow profile does not hold up a page.
 * Connections are made when first needed. Queries beyond `size` wait in order.
 */
export function createPool(database: DuckDBInstance, size: number): Pool {
  const idle: DuckDBConnection[] = [];
  const all: DuckDBConnection[] = [];
  const waiting: Waiting[] = [];
  let made = 0;

  async function acquire(signal?: AbortSignal): Promise<DuckDBConnection> {
    throwIfAborted(signal);
    const free = idle.pop();
    if (free !== undefined) return free;
    if (made < size) {
      made++;
      try {
        const connection = await database.connect();
        all.push(connection);
        return connection;
      } catch (error) {
        made--;
        throw error;
      }
    }
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        start(connection) {
          signal?.removeEventListener('abort', giveUp);
          resolve(connection);
        },
      };
      const giveUp = () => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(new DOMException('The request was cancelled.', 'AbortError'));
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      waiting.push(entry);
    });
  }

  function release(connection: DuckDBConnection): void {
    const next = waiting.shift();
    if (next === undefined) idle.push(connection);
    else next.start(connection);
  }

  async function use<T>(work: (connection: DuckDBConnection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const connection = await acquire(signal);
    try {
      return await work(connection);
    } finally {
      release(connection);
    }
  }

  return {
    use,
    query: (sql, values, signal) => use((connection) => runStatement(connection, sql, values, signal), signal),
    close() {
      for (const connection of all) connection.disconnectSync();
      database.closeSync();
    },
  };
}

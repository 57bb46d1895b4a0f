import {
  DOUBLE,
  DuckDBInstance,
  type DuckDBConnection,
  type DuckDBMaterializedResult,
  type DuckDBValue,
} from '@duckdb/node-api';
import { quoteLiteral } from './sql-text';

export interface DatabaseOptions {
  /** DuckDB's notation, for instance `2GB`; DuckDB's own default (80 % of the memory) when absent. */
  readonly memoryLimit?: string;
  readonly threads?: number;
  /** Folder for what does not fit into memory; one per process. DuckDB makes it when it needs it. */
  readonly tempDirectory: string;
  /** Absolute folder that relative paths in SQL start from; several are joined by commas and tried in order. */
  readonly fileSearchPath?: string;
  /** When given, SQL can read these files and nothing else: no other file, no network, no extension, no setting. */
  readonly onlyFiles?: readonly string[];
}

/** Values bound to a query, by the name of its `$name` parameter. */
export type Bindings = Readonly<Record<string, DuckDBValue>>;

/** Opens an in-memory DuckDB. Times are UTC, so that results do not depend on where the machine stands. */
export async function openDatabase(options: DatabaseOptions): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', {
    temp_directory: options.tempDirectory,
    ...(options.memoryLimit === undefined ? {} : { memory_limit: options.memoryLimit }),
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  });
  try {
    await configure(instance, options);
  } catch (error) {
    instance.closeSync();
    throw error;
  }
  return instance;
}

async function configure(instance: DuckDBInstance, options: DatabaseOptions): Promise<void> {
  const connection = await instance.connect();
  try {
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    // nothing is fetched from the network unless the user's own SQL says INSTALL
    await connection.run('SET GLOBAL autoinstall_known_extensions = false');
    if (options.fileSearchPath !== undefined) {
      await connection.run(`SET GLOBAL file_search_path = ${quoteLiteral(options.fileSearchPath)}`);
    }
    if (options.onlyFiles !== undefined) {
      await connection.run(`SET GLOBAL allowed_paths = [${options.onlyFiles.map(quoteLiteral).join(', ')}]`);
      await connection.run('SET GLOBAL enable_external_access = false');
      await connection.run('SET GLOBAL lock_configuration = true');
    }
  } finally {
    connection.disconnectSync();
  }
}

/** DuckDB's binding takes every whole number for a 64-bit integer, and refuses those that are too large for one. */
function typesOf(values: Bindings): Record<string, typeof DOUBLE> {
  const large = Object.entries(values).filter(([, value]) => typeof value === 'number' && !Number.isSafeInteger(value));
  return Object.fromEntries(large.map(([name]) => [name, DOUBLE]));
}

/** How often a query that must stop is told so again. */
const interruptEveryMs = 25;

/**
 * Runs one statement and gives its rows, for statements whose result is small. Rejects with an `AbortError` when `signal`
 * is aborted, with DuckDB's error when the statement fails.
 */
export async function runQuery(
  connection: DuckDBConnection,
  sql: string,
  signal?: AbortSignal,
  values: Bindings = {},
): Promise<DuckDBValue[][]> {
  return (await runStatement(connection, sql, values, signal)).getRows();
}

/**
 * Runs one statement to its end and keeps its result in memory, so another statement on the same connection cannot empty it.
 * Rejects as {@link runQuery} does.
 */
export async function runStatement(
  connection: DuckDBConnection,
  sql: string,
  values: Bindings = {},
  signal?: AbortSignal,
): Promise<DuckDBMaterializedResult> {
  const run = () =>
    // not prepared when nothing is bound: only so DuckDB ends the transaction that it makes of a failed COPY of a PIVOT
    Object.keys(values).length === 0 ? connection.run(sql) : connection.run(sql, { ...values }, typesOf(values));
  if (signal === undefined) return run();
  throwIfAborted(signal);
  let repeat: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    // DuckDB forgets an interrupt that comes between two of its steps, such as binding and running: say it until it is heard.
    repeat ??= setInterval(() => connection.interrupt(), interruptEveryMs);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const result = await run();
    throwIfAborted(signal);
    return result;
  } catch (error) {
    throwIfAborted(signal, error);
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearInterval(repeat);
  }
}

/** Throws an error named `AbortError`, whatever reason the signal carries. */
export function throwIfAborted(signal: AbortSignal | undefined, cause?: unknown): void {
  if (signal?.aborted !== true) return;
  throw new DOMException('The request was cancelled.', { name: 'AbortError', cause });
}

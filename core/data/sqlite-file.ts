import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import initSqlite, { type Database } from 'sql.js';
import { distFolder } from '../dist-folder';
import { EiderError } from '../errors';
import { isMissing } from '../fs-errors';
import { withWriteAheadLog } from './sqlite-wal';

/** The largest database that is read, in bytes: it is held in memory. */
const LARGEST = 2 ** 29;
/** Bytes by which SQLite knows a journal that counts; zeroed, or the file gone, when the transaction is through. */
const JOURNAL_MAGIC = 8;
/** How often a file is read again that was written meanwhile. */
const READINGS = 5;

/**
 * Opens an SQLite database by its bytes: what is in memory is a copy, so that whoever writes the file is never in its way, it
 * is not locked, and nothing is made beside it. What stands in a write-ahead log is in it. Whoever opens it closes it.
 * Null when there is no such file; throws `sqlite_unreadable`.
 */
export async function openSqliteCopy(file: string): Promise<Database | null> {
  const bytes = await readWhole(file);
  if (bytes === null) return null;
  const { Database } = await sqlite();
  const database = new Database(bytes);
  try {
    database.exec('SELECT count(*) FROM sqlite_master');
    return database;
  } catch (cause) {
    database.close();
    throw unreadable(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

let loading: ReturnType<typeof initSqlite> | null = null;

function sqlite(): ReturnType<typeof initSqlite> {
  loading ??= readFile(path.join(distFolder(), 'sql-wasm.wasm')).then((wasm) =>
    initSqlite({ wasmBinary: new Uint8Array(wasm).buffer }),
  );
  loading.catch(() => (loading = null)); // the next look tries again
  return loading;
}

/** The bytes of a database and its log as they were at one time: read again while somebody writes. */
async function readWhole(file: string): Promise<Uint8Array | null> {
  for (let reading = 1; ; reading += 1) {
    const before = await stateOf(file);
    if (before === null) return null;
    const [main, log] = await Promise.all([readFile(file), readOrEmpty(`${file}-wal`)]);
    // the head of a journal says something while a transaction is being written; behind it old bytes may stay
    const busy = (await readOrEmpty(`${file}-journal`)).subarray(0, JOURNAL_MAGIC).some((byte) => byte !== 0);
    if (!busy && before === (await stateOf(file))) return withWriteAheadLog(main, log);
    if (reading === READINGS) throw unreadable(file, 'it is being written all the time');
  }
}

/** Sizes and times of a database and its log, by which a change is seen. */
async function stateOf(file: string): Promise<string | null> {
  const [main, log] = await Promise.all(
    [file, `${file}-wal`].map(async (name) => stat(name).catch(nothingWhenMissing)),
  );
  if (main === undefined || main === null || !main.isFile()) return null;
  if (main.size > LARGEST) throw unreadable(file, `it is larger than ${LARGEST / 2 ** 20} MiB`);
  return [main.size, main.mtimeMs, log?.size ?? 0, log?.mtimeMs ?? 0].join(' ');
}

async function readOrEmpty(file: string): Promise<Uint8Array> {
  return (await readFile(file).catch(nothingWhenMissing)) ?? new Uint8Array();
}

function nothingWhenMissing(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}

function unreadable(file: string, why: string, cause?: unknown): EiderError {
  return new EiderError(
    {
      code: 'sqlite_unreadable',
      message: `The database ${file} cannot be read: ${why}.`,
      remedy: 'See that it is an SQLite database, and try again when nothing writes to it.',
      file,
    },
    { cause },
  );
}

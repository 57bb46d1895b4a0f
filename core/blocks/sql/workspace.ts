import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { runQuery } from '../../data/session';
import { quoteIdentifier, quoteLiteral } from '../../data/sql-text';
import { tokenize } from './lexer';

/**
 * Where an SQL block works: an in-memory database of its own on a connection of its own, so that what it creates is gone
 * afterwards and two blocks never see each other's tables.
 */
export interface Workspace {
  readonly connection: DuckDBConnection;
  /** Runs the statement of a script that attaches a database, to detach it in the end: its name is the whole run's. */
  attach(statement: string): Promise<void>;
  /**
   * Names of the tables that are there now: those of `created` in that order, then others that only the workspace can
   * have, such as renamed ones. With USE, the tables of another database count only when the script created them.
   */
  tables(created: readonly string[]): Promise<string[]>;
  /** Never rejects: the outputs are written by now, or the reason of the failure is known. */
  release(): Promise<void>;
}

/** A block may run several times at once, for different items: each has a workspace, and a name for it, of its own. */
let opened = 0;

export async function openWorkspace(database: DuckDBInstance, block: string, signal: AbortSignal): Promise<Workspace> {
  const connection = await database.connect();
  opened += 1;
  const name = `block ${block} ${opened}`;
  const attached: string[] = [];
  const release = async () => {
    connection.closeSync(); // ends a transaction that the script left open, and its use of the databases
    const cleaner = await database.connect();
    for (const other of [...attached, name]) await attempt(cleaner, `DETACH ${quoteIdentifier(other)}`);
    cleaner.closeSync();
  };
  try {
    await runQuery(connection, `ATTACH ':memory:' AS ${quoteIdentifier(name)}`, signal);
    await runQuery(connection, `USE ${quoteIdentifier(name)}`, signal);
  } catch (error) {
    await release();
    throw error;
  }
  return {
    connection,
    async attach(statement) {
      const database = attachedName(statement);
      // with IF NOT EXISTS it may be another block's, which is then that block's to detach
      const wasThere = await isAttached(connection, database);
      await runQuery(connection, statement, signal);
      if (!wasThere) attached.push(database);
    },
    async tables(created) {
      const rows = await runQuery(
        connection,
        `SELECT table_name, database_name = ${quoteLiteral(name)} FROM duckdb_tables()
         WHERE database_name = current_database() AND schema_name = current_schema() AND NOT temporary ORDER BY table_oid`,
        signal,
      );
      const there = rows.map(([table, own]) => ({ table: String(table), own: own === true }));
      const ours = created.flatMap((wanted) => there.filter(({ table }) => sameName(table, wanted)));
      return [...new Set([...ours, ...there.filter(({ own }) => own)])].map(({ table }) => table);
    },
    release,
  };
}

/** The name of `ATTACH 'file' AS name`, or what DuckDB takes from the file: its name up to the first dot. */
export function attachedName(statement: string): string {
  const tokens = tokenize(statement).filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  const texts = tokens.map((token) => statement.slice(token.start, token.end));
  const file = tokens.findIndex(({ kind }) => kind === 'text');
  const alias = texts[file + 1]?.toLowerCase() === 'as' ? texts[file + 2] : undefined;
  if (alias !== undefined) return alias.startsWith('"') ? alias.slice(1, -1).replaceAll('""', '"') : alias;
  const [name = ''] = (texts[file] ?? '').slice(1, -1).split(/[\\/]/).at(-1)?.split('.') ?? [];
  return name;
}

async function isAttached(connection: DuckDBConnection, database: string): Promise<boolean> {
  const rows = await runQuery(connection, 'SELECT database_name FROM duckdb_databases()');
  return rows.some(([name]) => sameName(String(name), database));
}

/** DuckDB's names ignore case. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function attempt(connection: DuckDBConnection, statement: string): Promise<void> {
  await connection.run(statement).catch(() => undefined);
}

import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { runQuery, runStatement } from '../../data/session';
import { quoteIdentifier, quoteLiteral } from '../../data/sql-text';
import { EiderError, isAbort } from '../../errors';
import { createLimit } from '../../limit';
import { copyToParquet } from '../parquet-copy';
import { parquetOutput } from '../parquet-output';
import { toSqlValue } from '../sql/literal';
import { readColumns } from './columns';
import type { Categories, Column, Numbers, Row } from './eider';
import type { Relation, RelationMethod, RelationRequests } from './messages';
import { relationSql } from './relation-sql';

/**
 * Tables read whole at the same time. DuckDB spreads a query over all cores, so reading every table at once would make all
 * of them late; two keep the cores busy when tables are small, and the block can work on the first while the next are read.
 */
const READ_AT_ONCE = 2;

/** Answers what a block's worker asks about its tables. Each question has a connection of its own, so several run at once. */
export interface RelationService {
  answer<M extends RelationMethod>(
    method: M,
    params: RelationRequests[M]['params'],
  ): Promise<RelationRequests[M]['result']>;
}

type Handlers = {
  [M in RelationMethod]: (
    connection: DuckDBConnection,
    sql: string,
    params: RelationRequests[M]['params'],
  ) => Promise<RelationRequests[M]['result']>;
};

/**
 * `folder` is where outputs go, `scratch` is for intermediate results; both are gone or moved when the block has ended.
 */
export function relationService(
  database: DuckDBInstance,
  folder: string,
  scratch: string,
  signal: AbortSignal,
): RelationService {
  let scratchFiles = 0;
  const schemas = new Map<string, Promise<Column[]>>();
  /** A stored file never changes, so its columns are asked for once. */
  const columnsOf = (connection: DuckDBConnection, sql: string, relation: Relation): Promise<Column[]> => {
    if (relation.kind !== 'file') return describe(connection, sql, signal);
    const known = schemas.get(relation.file) ?? describe(connection, sql, signal);
    schemas.set(relation.file, known);
    return known;
  };
  const handlers: Handlers = {
    columns: (connection, sql, { relation }) => columnsOf(connection, sql, relation),
    async rowCount(connection, sql) {
      const rows = await runQuery(connection, `SELECT count(*) FROM (${sql}\n)`, signal);
      return Number(rows[0]?.[0] ?? 0);
    },
    async read(connection, sql, { relation, names }): Promise<readonly (Categories | Numbers)[]> {
      const all = await columnsOf(connection, sql, relation);
      const columns = names.map((name) => {
        const column = all.find((candidate) => candidate.name === name);
        if (column === undefined) throw columnMissing(name, all);
        return column;
      });
      return readColumns(connection, sql, columns, signal);
    },
    async rows(connection, sql, { relation, offset, limit }): Promise<readonly Row[]> {
      const page = `SELECT * FROM (${sql}\n) LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`;
      const columns = await columnsOf(connection, sql, relation);
      const rows = await (await runStatement(connection, page, {}, signal)).getRowsJS();
      // SAFETY: DuckDB's JavaScript values are the ones that `Value` lists
      return rows.map((row) => Object.fromEntries(row.map((value, at) => [columns[at]?.name ?? '', value])) as Row);
    },
    async materialize(connection, sql): Promise<Relation> {
      const file = path.join(scratch, `relation_${scratchFiles++}.parquet`);
      await copyToParquet(connection, sql, file, signal);
      return { kind: 'file', file };
    },
    async write(connection, sql, { file }): Promise<null> {
      const format = FILE_FORMATS[path.extname(file).toLowerCase()];
      if (format === undefined) throw formatUnknown(file);
      await mkdir(path.dirname(file), { recursive: true });
      if (format === 'parquet') await copyToParquet(connection, sql, file, signal);
      else await runQuery(connection, `COPY (${sql}\n) TO ${quoteLiteral(file)} (FORMAT ${format})`, signal);
      return null;
    },
    async store(connection, sql, { index, name }) {
      const output = await parquetOutput(connection, sql, folder, { index, name }, signal);
      return { output, relation: { kind: 'file', file: path.join(folder, output.file) } };
    },
  };
  const answer: RelationService['answer'] = async (method, params) => {
    const { sql, bindings } = relationSql(params.relation);
    const connection = await database.connect();
    try {
      for (const [name, value] of bindings) {
        await runQuery(connection, `SET VARIABLE ${quoteIdentifier(name)} = ${toSqlValue(value)}`, signal);
      }
      return await handlers[method](connection, sql, params);
    } catch (error) {
      throw queryFailure(error);
    } finally {
      connection.closeSync();
    }
  };
  const inTurn = createLimit(READ_AT_ONCE);
  return {
    answer: (method, params) => (method === 'read' ? inTurn(() => answer(method, params)) : answer(method, params)),
  };
}

/** What `COPY` needs to be told as FORMAT for each kind of file. */
const FILE_FORMATS: Readonly<Record<string, string>> = {
  '.csv': 'csv, HEADER',
  '.parquet': 'parquet',
  '.json': 'json, ARRAY true',
  '.ndjson': 'json',
};

function formatUnknown(file: string): EiderError {
  return new EiderError({
    code: 'file_format_unknown',
    message: `A table cannot be written to ${path.basename(file)}.`,
    remedy: `Name a file that ends in ${Object.keys(FILE_FORMATS).join(', ')}.`,
  });
}

async function describe(connection: DuckDBConnection, sql: string, signal: AbortSignal): Promise<Column[]> {
  const rows = await runQuery(connection, `DESCRIBE ${sql}`, signal);
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}

function columnMissing(name: string, columns: readonly Column[]): EiderError {
  return new EiderError({
    code: 'column_missing',
    message: `The table has no column ${name}.`,
    remedy: `Its columns are ${columns.map((column) => column.name).join(', ')}.`,
  });
}

/** An error of DuckDB in a block's own query; the worker adds the author's file and line. */
function queryFailure(error: unknown): unknown {
  if (error instanceof EiderError || isAbort(error)) return error;
  const words = error instanceof Error ? error.message : String(error);
  const [first = words, ...rest] = words.split('\n\nLINE ')[0]?.split('\n') ?? [];
  const remedy = rest.join(' ').trim();
  return new EiderError(
    { code: 'sql_failed', message: first, ...(remedy === '' ? {} : { remedy }), detail: words },
    { cause: error },
  );
}

import type { DuckDBConnection } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { runQuery } from '../../data/session';
import { quoteIdentifier } from '../../data/sql-text';
import { codeTable, EMPTY, type CodeTable } from './code-table';

/** How a text column becomes the codes of its categories. */
export interface Dictionary {
  /** Distinct values without null, sorted by code point. */
  readonly categories: readonly string[];
  /** SQL that gives a number for each value: with a table a UINTEGER to look up in it, else an INTEGER, the code itself. */
  readonly expression: string;
  readonly table: CodeTable | null;
}

/** Up to so many categories are told apart by 32 bits of their hash: these all differ nine times in ten, twice as many six. */
const HASHED_CATEGORIES = 2 ** 15;
/** Bytes of categories read as one text. A text of JavaScript's has an end, and long before it one of JSON is slow. */
const BYTES_AT_ONCE = 2 ** 24;

/**
 * The dictionary of a column of a query, given as an SQL expression of text. DuckDB sorts the values by their UTF-8 bytes,
 * which is the order of code points. What it makes on the connection is gone with it.
 */
export async function readDictionary(
  connection: DuckDBConnection,
  sql: string,
  text: string,
  signal: AbortSignal,
): Promise<Dictionary> {
  return (await hashed(connection, sql, text, signal)) ?? enumerated(connection, sql, text, signal);
}

/**
 * By hash: DuckDB hashes each distinct text of a Parquet file's dictionary once, not once for each row, which it does for
 * nothing that finds a text in a list. Null when there are too many categories or too long ones, or two with the same bits.
 */
async function hashed(
  connection: DuckDBConnection,
  sql: string,
  text: string,
  signal: AbortSignal,
): Promise<Dictionary | null> {
  const bits = (value: string) => `CAST(hash(${value}) & 4294967295 AS UINTEGER)`;
  const distinct = `SELECT DISTINCT ${text} AS v FROM (${sql}\n) LIMIT ${HASHED_CATEGORIES + 1}`;
  const fits = `count(*) <= ${HASHED_CATEGORIES} AND coalesce(sum(strlen(v)), 0) <= ${BYTES_AT_ONCE}`;
  const lists = `list(v ORDER BY v NULLS FIRST) AS texts, list(${bits('v')} ORDER BY v NULLS FIRST) AS keys`;
  const query = `SELECT to_json(texts), to_json(keys) FROM (SELECT ${lists} FROM (${distinct}) HAVING ${fits})`;
  const [found] = await runQuery(connection, query, signal);
  if (found === undefined) return null;
  const all = parseList(nullableTexts, found[0]);
  const categories = all.filter((value) => value !== null);
  const first = categories.length - all.length; // null, when there is one, comes first and has the code -1
  const table = codeTable(parseList(numbers, found[1]), first);
  return table === null ? null : { categories, expression: bits(text), table };
}

/** By an enumeration: any number of categories. */
async function enumerated(
  connection: DuckDBConnection,
  sql: string,
  text: string,
  signal: AbortSignal,
): Promise<Dictionary> {
  const type = quoteIdentifier(`categories_${randomUUID()}`);
  const distinct = `SELECT DISTINCT ${text} AS v FROM (${sql}\n) WHERE v IS NOT NULL ORDER BY v`;
  await runQuery(connection, `CREATE TEMP TYPE ${type} AS ENUM (${distinct})`, signal);
  const values = `SELECT unnest(range) AS v, generate_subscripts(range, 1) AS i FROM (SELECT enum_range(CAST(NULL AS ${type})) AS range)`;
  const parts = `SELECT v, i, sum(strlen(v) + 1) OVER (ORDER BY i) // ${BYTES_AT_ONCE} AS part FROM (${values})`;
  const query = `SELECT to_json(list(v ORDER BY i)) FROM (${parts}) GROUP BY part ORDER BY part`;
  const categories: string[] = [];
  for (const [json] of await runQuery(connection, query, signal)) {
    for (const value of parseList(texts, json)) categories.push(value);
  }
  const code = `coalesce(CAST(enum_code(TRY_CAST(${text} AS ${type})) AS INTEGER), ${EMPTY})`;
  return { categories, expression: `CASE WHEN ${text} IS NULL THEN -1 ELSE ${code} END`, table: null };
}

const texts = v.array(v.string());
const nullableTexts = v.array(v.nullable(v.string()));
const numbers = v.array(v.number());

/** A list that DuckDB has written as JSON, which is several times as quick as rows of one value; null is an empty one. */
function parseList<Item>(schema: v.GenericSchema<unknown, Item[]>, json: unknown): Item[] {
  return typeof json === 'string' ? v.parse(schema, JSON.parse(json)) : [];
}

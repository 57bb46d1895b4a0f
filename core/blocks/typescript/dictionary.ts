import type { DuckDBConnection } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { runQuery } from '../../data/session';
import { quoteIdentifier } from '../../data/sql-text';
import { codeTable, type CodeTable } from './code-table';

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
/** Categories read as one text. A text of JavaScript's has an end, and long before it one of JSON is slow. */
const CATEGORIES_AT_ONCE = 2 ** 17;

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
 * nothing that finds a text in a list. Null when there are too many categories, or two with the same bits.
 */
async function hashed(
  connection: DuckDBConnection,
  sql: string,
  text: string,
  signal: AbortSignal,
): Promise<Dictionary | null> {
  const bits = (value: string) => `CAST(hash(${value}) & 4294967295 AS UINTEGER)`;
  const distinct = `SELECT DISTINCT ${text} AS v FROM (${sql}\n) LIMIT ${HASHED_CATEGORIES + 1}`;
  const query = `SELECT to_json(list(v ORDER BY v NULLS FIRST)), to_json(list(${bits('v')} ORDER BY v NULLS FIRST)) FROM (${distinct})`;
  const [[values, keys] = []] = await runQuery(connection, query, signal);
  const all = parseList(nullableTexts, values);
  if (all.length > HASHED_CATEGORIES) return null;
  const categories = all.filter((value) => value !== null);
  const first = categories.length - all.length; // null, when there is one, comes first and has the code -1
  const table = codeTable(parseList(numbers, keys), first);
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
  const range = `enum_range(CAST(NULL AS ${type}))`;
  const categories: string[] = [];
  for (let read = CATEGORIES_AT_ONCE; read === CATEGORIES_AT_ONCE;) {
    const from = categories.length;
    const part = `SELECT to_json((${range})[${from + 1}:${from + CATEGORIES_AT_ONCE}])`;
    const texts = parseList(nullableTexts, (await runQuery(connection, part, signal))[0]?.[0]);
    for (const value of texts) categories.push(value ?? '');
    read = texts.length;
  }
  return { categories, expression: `coalesce(CAST(enum_code(CAST(${text} AS ${type})) AS INTEGER), -1)`, table: null };
}

const nullableTexts = v.array(v.nullable(v.string()));
const numbers = v.array(v.number());

/** A list that DuckDB has written as JSON, which is several times as quick as rows of one value; null is an empty one. */
function parseList<Item>(schema: v.GenericSchema<unknown, Item[]>, json: unknown): Item[] {
  return typeof json === 'string' ? v.parse(schema, JSON.parse(json)) : [];
}

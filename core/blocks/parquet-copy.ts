import type { DuckDBConnection } from '@duckdb/node-api';
import { runQuery, runStatement } from '../data/session';
import { quoteIdentifier, quoteLiteral } from '../data/sql-text';
import { EiderError } from '../errors';
import { storedForms, type StoredForm } from './stored-form';

const PREFIX = 'COPY (FROM (';
/** Length of what {@link copyToParquet} puts before a query on its first line, in each statement that it runs. */
export const COPY_PREFIX_LENGTH = PREFIX.length;

/** A column that Parquet does not keep, and what is tried to write it. */
interface LossyColumn {
  readonly name: string;
  readonly forms: readonly StoredForm[];
  /** What DuckDB's error says when a value does not fit the form. */
  readonly mark: string;
}

/**
 * Writes the rows of a query as a Parquet file, in their order, no value changed. Where DuckDB would round (a `sum` of
 * integers has 128 bits), a column gets the nearest type that holds all of its values: the query runs once, and again
 * only when a value is too large for the first that is tried. Gives the number of rows. Throws `output_not_storable` when it
 * cannot run again.
 */
export async function copyToParquet(
  connection: DuckDBConnection,
  query: string,
  file: string,
  signal: AbortSignal,
): Promise<number> {
  const columns = await lossyColumns(connection, query, signal);
  const tried = columns.map(() => 0);
  let tooLarge: LossyColumn | undefined;
  for (;;) {
    const replaced = columns.map(({ name, forms, mark }, index) => written(name, forms[tried[index] ?? 0], mark));
    const select = replaced.length === 0 ? '' : ` SELECT * REPLACE (${replaced.join(', ')})`;
    try {
      // the closing parenthesis on a line of its own: the query may end in a line comment
      const copy = `${PREFIX}${query}\n)${select}) TO ${quoteLiteral(file)} (FORMAT parquet)`;
      const copied = await runQuery(connection, copy, signal);
      if (copied.length === 1) return Number(copied[0]?.[0] ?? 0);
      // for a PIVOT, which DuckDB makes several statements of, COPY gives no count: then the file is asked
      return await storedRowCount(connection, file, signal);
    } catch (error) {
      const words = error instanceof Error ? error.message : '';
      if (tooLarge !== undefined && words.startsWith('TransactionContext Error')) throw notRunAgain(tooLarge, error);
      const index = columns.findIndex(({ mark }) => words.endsWith(mark));
      if (index === -1) throw error;
      tooLarge = columns[index];
      tried[index] = (tried[index] ?? 0) + 1;
    }
  }
}

/** Rows of a Parquet file, from its end. */
export async function storedRowCount(connection: DuckDBConnection, file: string, signal: AbortSignal): Promise<number> {
  const sql = `SELECT num_rows FROM parquet_file_metadata(${quoteLiteral(file)})`;
  const [[count] = []] = await runQuery(connection, sql, signal);
  return Number(count ?? 0);
}

/** Asks for the types of a query, which DuckDB knows without running it. */
async function lossyColumns(connection: DuckDBConnection, query: string, signal: AbortSignal): Promise<LossyColumn[]> {
  // as many characters before the query as in COPY, so that errors are placed the same
  const sql = `${'FROM ('.padStart(COPY_PREFIX_LENGTH)}${query}\n) LIMIT 0`;
  const empty = await runStatement(connection, sql, {}, signal);
  const names = empty.columnNames();
  return empty.columnTypes().flatMap((type, index) => {
    const name = names[index] ?? '';
    const forms = storedForms(quoteIdentifier(name), type);
    return forms.length === 0 ? [] : [{ name, forms, mark: `eider: column ${index} needs another type` }];
  });
}

function written(name: string, form: StoredForm | undefined, mark: string): string {
  if (form === undefined) throw new RangeError(`Column ${name} has no form left.`);
  const { value, loses } = form;
  const checked = loses === null ? value : `CASE WHEN ${loses} THEN error(${quoteLiteral(mark)}) ELSE ${value} END`;
  return `${checked} AS ${quoteIdentifier(name)}`;
}

/** An error ends a transaction, and with it what the block has created there. */
function notRunAgain({ name }: LossyColumn, cause: unknown): EiderError {
  return new EiderError(
    {
      code: 'output_not_storable',
      message: `Column ${name} has values that its type in Parquet does not hold, and its query cannot run again inside a transaction.`,
      remedy: `COMMIT before the query, or cast the column: to DECIMAL(38, 0) when it holds integers, else to VARCHAR.`,
    },
    { cause },
  );
}

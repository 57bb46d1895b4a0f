import path from 'node:path';
import { DOUBLE, DuckDBDataChunk } from '@duckdb/node-api';
import { EiderError } from '../errors';
import type { SparseMatrix } from '../learn/encode/csr';
import { readSparse } from '../learn/encode/sparse-arrow';
import { createPool, type Query } from './pool';
import { describeSource, type Relation } from './relation';
import { openDatabase, type DatabaseOptions } from './session';
import { quoteIdentifier } from './sql-text';

/** Columns of a matrix that are looked at when none is named. */
const usualColumns = 100;
/** Rows of a chunk that DuckDB takes. */
const chunkRows = 2048;

export interface SparseColumns {
  readonly file: string;
  /** What the matrix is called in messages. */
  readonly name: string;
  /** Columns that are wanted, by their numbers or the names of the features; the first ones when none is there. */
  readonly wanted: readonly string[];
  readonly database: Pick<DatabaseOptions, 'memoryLimit' | 'tempDirectory'>;
}

/**
 * Lends a sparse matrix as a table to `work`, with the columns that are wanted: `'0'`, `'1'` …, as when it is made a DataFrame.
 * Throws `output_not_table` for a matrix that only Python reads.
 */
export async function withSparseColumns<T>(
  { file, name, wanted, database }: SparseColumns,
  work: (query: Query, relation: Relation) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  if (path.extname(file) === '.npz') {
    throw new EiderError({
      code: 'output_not_table',
      message: `${name} is a matrix in a form that only Python reads.`,
      remedy: 'Install pyarrow in the interpreter of the blocks and run the block again, or draw it with Python code.',
    });
  }
  const matrix = await readSparse(file);
  const columns = columnsOf(matrix, wanted);
  const pool = createPool(await openDatabase(database), 1);
  try {
    await pool.use(async (connection) => {
      const described = columns.map((column) => `${quoteIdentifier(column.name)} DOUBLE`).join(', ');
      await connection.run(`CREATE TABLE matrix (${described})`);
      const appender = await connection.createAppender('matrix');
      for (let start = 0; start < matrix.rows; start += chunkRows) {
        signal.throwIfAborted();
        const rows = Math.min(chunkRows, matrix.rows - start);
        const chunk = DuckDBDataChunk.create(
          columns.map(() => DOUBLE),
          rows,
        );
        chunk.setColumns(denseRows(matrix, columns, start, rows));
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    }, signal);
    const source = { sql: 'matrix', values: {}, name: `${name}, a matrix of ${matrix.columns} columns from 0 on` };
    return await work(pool.query, await describeSource(pool.query, source, signal));
  } finally {
    pool.close();
  }
}

interface MatrixColumn {
  readonly name: string;
  readonly place: number;
}

function columnsOf(matrix: SparseMatrix, wanted: readonly string[]): readonly MatrixColumn[] {
  const found = [...new Set(wanted)].flatMap((name) => {
    const place = /^\d+$/.test(name) ? Number(name) : (matrix.featureNames?.indexOf(name) ?? -1);
    return place >= 0 && place < matrix.columns ? [{ name, place }] : [];
  });
  if (found.length > 0) return found;
  return Array.from({ length: Math.min(usualColumns, matrix.columns) }, (_, place) => ({ name: String(place), place }));
}

/** Some rows of the columns, one array a column. */
function denseRows(matrix: SparseMatrix, columns: readonly MatrixColumn[], start: number, rows: number): number[][] {
  const dense = columns.map(() => new Array<number>(rows).fill(0));
  const byPlace = new Map(columns.map(({ place }, index) => [place, dense[index]]));
  for (let row = 0; row < rows; row++) {
    const end = matrix.indptr[start + row + 1] ?? 0;
    for (let at = matrix.indptr[start + row] ?? 0; at < end; at++) {
      const column = byPlace.get(matrix.indices[at] ?? -1);
      if (column !== undefined) column[row] = matrix.values[at] ?? 0;
    }
  }
  return dense;
}

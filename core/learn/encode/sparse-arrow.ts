import type { FileHandle } from 'node:fs/promises';
import { AsyncByteQueue, AsyncRecordBatchFileReader, RecordBatchFileWriter, RecordBatchReader } from 'apache-arrow';
import { EiderError } from '../../errors';
import { damagedOutput, withStoredFile, writeFileWithChecksum, type WriteBytes } from './binary-file';
import { checkSparse, rowPointers, sparseMatrix, type SparseMatrix } from './csr';
import { matrixLayout, parseShape, readFeatureNames, rowsOfBatch, type SparseShape } from './sparse-layout';

export type { SparseShape } from './sparse-layout';

/** Stored values to a record batch; 12 MiB of them. A row is never divided. */
const BATCH_VALUES = 2 ** 20;
/** Rows to a record batch, for matrices with hardly any values. */
const BATCH_ROWS = 2 ** 18;

/**
 * Writes a matrix as an Arrow IPC file (see `sparse-layout.ts` for what is in it), one record batch after the other
 * straight from the matrix's arrays. Gives the SHA-256 of the file. Throws what `checkSparse`
 * throws.
 */
export async function writeSparse(file: string, matrix: SparseMatrix): Promise<string> {
  checkSparse(matrix);
  const layout = matrixLayout(matrix, BATCH_ROWS);
  return writeFileWithChecksum(file, async (write) => {
    const sink = new CollectingSink();
    const writer = new RecordBatchFileWriter();
    writer.reset(sink, layout.schema);
    for (const [start, end] of batchRanges(matrix)) {
      writer.write(layout.batch(start, end));
      await sink.moveTo(write);
    }
    writer.close();
    await sink.moveTo(write);
  });
}

/**
 * Reads a matrix whole and checks that its parts fit. Throws `output_damaged` or `output_missing`, naming the file.
 * Wrong numbers that still fit pass, as does no guard against forged Arrow metadata; for those there is the checksum in
 * the output's manifest.
 */
export async function readSparse(file: string): Promise<SparseMatrix> {
  return withStoredFile(file, async (handle) => {
    try {
      const { size } = await handle.stat();
      const reader = await openReader(handle);
      const shape = parseShape(reader.schema.metadata);
      // checked before allocating: a damaged file may ask for any amount
      if (shape === null || shape.stored * 12 > size || shape.rows * 4 > size) {
        throw damagedOutput(file, 'its header is not that of a sparse matrix');
      }
      return await readBatches(file, reader, shape);
    } catch (error) {
      throw asDamage(file, error);
    }
  });
}

/** Size of a stored matrix, without reading its values. Throws `output_damaged` or `output_missing`, naming the file. */
export async function readSparseShape(file: string): Promise<SparseShape> {
  return withStoredFile(file, async (handle) => {
    let shape: SparseShape | null;
    try {
      shape = parseShape((await openReader(handle)).schema.metadata);
    } catch (error) {
      throw asDamage(file, error);
    }
    if (shape === null) throw damagedOutput(file, 'its header is not that of a sparse matrix');
    return shape;
  });
}

async function readBatches(
  file: string,
  reader: AsyncRecordBatchFileReader,
  shape: SparseShape,
): Promise<SparseMatrix> {
  const indptr = rowPointers(shape.rows, shape.stored);
  const indices = new Int32Array(shape.stored);
  const values = new Float64Array(shape.stored);
  let featureNames: readonly string[] | null | undefined;
  let row = 0;
  let at = 0;
  for (let i = 0; i < reader.numRecordBatches; i += 1) {
    const batch = await reader.readRecordBatch(i);
    const part = batch === null ? null : rowsOfBatch(batch);
    if (batch === null || part === null || row + part.rows > shape.rows || at + part.indices.length > shape.stored) {
      throw damagedOutput(file, `its record batch from row ${row} on does not fit`);
    }
    if (featureNames === undefined) featureNames = readFeatureNames(batch, shape.columns);
    for (let j = 1; j <= part.rows; j += 1) indptr[row + j] = at + (part.offsets[j] ?? 0);
    indices.set(part.indices, at);
    values.set(part.values, at);
    row += part.rows;
    at += part.indices.length;
  }
  if (featureNames === undefined) throw damagedOutput(file, `it does not have ${shape.columns} feature names`);
  if (row !== shape.rows || at !== shape.stored) {
    throw damagedOutput(file, `it has ${row} rows and ${at} values instead of ${shape.rows} and ${shape.stored}`);
  }
  return sparseMatrix({ rows: shape.rows, columns: shape.columns, indptr, indices, values, featureNames });
}

async function openReader(handle: FileHandle): Promise<AsyncRecordBatchFileReader> {
  const reader = await RecordBatchReader.from(handle);
  await reader.open();
  if (reader instanceof AsyncRecordBatchFileReader) return reader;
  throw new Error('not an Arrow file');
}

/** The error to throw for anything that went wrong while reading: a fault of the bytes, unless it is already told. */
function asDamage(file: string, error: unknown): Error {
  if (error instanceof EiderError && error.problem.code === 'output_damaged') return error;
  if (error instanceof Error && 'syscall' in error) return error; // the disk's fault, not the bytes'
  return damagedOutput(file, 'it is not the Arrow file of a sparse matrix', error);
}

/** Ranges of rows that make one record batch each; at least one, because the feature names travel with a batch. */
function* batchRanges(matrix: SparseMatrix): Generator<readonly [start: number, end: number]> {
  let start = 0;
  do {
    const limit = (matrix.indptr[start] ?? 0) + BATCH_VALUES;
    // the last row whose end is within the limit; row pointers ascend
    let end = Math.min(start + 1, matrix.rows);
    let beyond = Math.min(start + BATCH_ROWS, matrix.rows) + 1;
    while (beyond - end > 1) {
      const middle = Math.floor((end + beyond) / 2);
      if ((matrix.indptr[middle] ?? 0) <= limit) end = middle;
      else beyond = middle;
    }
    yield [start, end];
    start = end;
  } while (start < matrix.rows);
}

/** Takes what the Arrow writer produces, which it does without waiting, so that it can be moved on batch by batch. */
class CollectingSink extends AsyncByteQueue {
  #pieces: Uint8Array[] = [];

  override write(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }

  /** Writes everything taken so far to the file and lets go of it. */
  async moveTo(write: WriteBytes): Promise<void> {
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) await write(piece);
  }
}

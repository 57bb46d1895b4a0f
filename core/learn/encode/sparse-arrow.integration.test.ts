import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { RecordBatchFileReader } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sparseMatrix, type SparseMatrix } from './csr';
import { readSparse, readSparseShape, writeSparse } from './sparse-arrow';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'eider-sparse-'));
  file = path.join(folder, 'matrix.arrow');
});
afterAll(() => rm(folder, { recursive: true }));

const withCode = (code: string): unknown => {
  const problem: unknown = expect.objectContaining({ code });
  return expect.objectContaining({ problem });
};

function small(featureNames: readonly string[] | null = ['a=x', 'a=🚕', 'n']): SparseMatrix {
  return sparseMatrix({
    rows: 3,
    columns: 3,
    indptr: Int32Array.of(0, 2, 2, 4),
    indices: Int32Array.of(0, 2, 1, 2),
    values: Float64Array.of(1, 0, NaN, -3.5),
    featureNames,
  });
}

describe('stored sparse matrices', () => {
  it.each<[string, SparseMatrix]>([
    ['with feature names', small()],
    ['without feature names', small(null)],
    ['with row pointers as doubles', { ...small(), indptr: Float64Array.of(0, 2, 2, 4) }],
    [
      'without rows',
      sparseMatrix({
        ...small(),
        rows: 0,
        indptr: Int32Array.of(0),
        indices: new Int32Array(),
        values: new Float64Array(),
      }),
    ],
    [
      'without columns',
      sparseMatrix({
        rows: 2,
        columns: 0,
        indptr: new Int32Array(3),
        indices: new Int32Array(),
        values: new Float64Array(),
        featureNames: [],
      }),
    ],
  ])('come back %s', async (_, matrix) => {
    await writeSparse(file, matrix);
    expect(await readSparse(file)).toEqual({ ...matrix, indptr: Int32Array.from(matrix.indptr) });
    const { rows, columns } = matrix;
    expect(await readSparseShape(file)).toEqual({ rows, columns, stored: matrix.values.length });
  });

  it('come back whatever is in them', async () => {
    const row = fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 6 }).map((columns) => columns.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const indices = Int32Array.from(rows.flat());
        let end = 0;
        const indptr = Int32Array.of(0, ...rows.map((columns) => (end += columns.length)));
        const values = Float64Array.from(indices, (column, at) => column * 100 + at);
        const matrix = sparseMatrix({ rows: rows.length, columns: 10, indptr, indices, values, featureNames: null });
        await writeSparse(file, matrix);
        expect(await readSparse(file)).toEqual(matrix);
      }),
      { numRuns: 30 },
    );
  });

  it('are cut into record batches of a bounded size, at rows', async () => {
    const rows = 700_000;
    const indices = Int32Array.from({ length: rows * 4 }, (_, at) => at % 4);
    const indptr = Int32Array.from({ length: rows + 1 }, (_, row) => row * 4);
    const values = Float64Array.from(indices, (column, at) => column + at);
    const matrix = sparseMatrix({ rows, columns: 4, indptr, indices, values, featureNames: ['a', 'b', 'c', 'd'] });
    await writeSparse(file, matrix);
    const reader = RecordBatchFileReader.from(await readFile(file));
    expect([...reader].map((batch) => batch.numRows)).toEqual([262_144, 262_144, 175_712]);
    const read = await readSparse(file);
    // typed arrays of this size compare faster as bytes than through `toEqual`
    expect(Buffer.compare(Buffer.from(read.indptr.buffer), Buffer.from(indptr.buffer))).toBe(0);
    expect(Buffer.compare(Buffer.from(read.indices.buffer), Buffer.from(indices.buffer))).toBe(0);
    expect(Buffer.compare(Buffer.from(read.values.buffer), Buffer.from(values.buffer))).toBe(0);
  });

  it('read as lists of feature and value in any Arrow reader', async () => {
    await writeSparse(file, small());
    const [batch] = RecordBatchFileReader.from(await readFile(file));
    expect(JSON.parse(JSON.stringify(batch?.toArray()))).toEqual([
      {
        row: [
          { feature: 'a=x', value: 1 },
          { feature: 'n', value: 0 },
        ],
      },
      { row: [] },
      {
        row: [
          { feature: 'a=🚕', value: null },
          { feature: 'n', value: -3.5 },
        ],
      },
    ]);
  });

  it('are refused, by name, wherever they were cut off', async () => {
    await writeSparse(file, small());
    const whole = await readFile(file);
    const cut = path.join(folder, 'cut.arrow');
    for (let length = 0; length < whole.length; length += 7) {
      await writeFile(cut, whole.subarray(0, length));
      await expect(readSparse(cut), `${length} bytes`).rejects.toThrow(withCode('output_damaged'));
      await expect(readSparseShape(cut), `${length} bytes`).rejects.toThrow(withCode('output_damaged'));
    }
    await expect(readSparse(cut)).rejects.toThrow(cut);
  });

  it('are refused or still well formed whatever stretch of them is zeroed, as after a power loss', async () => {
    await writeSparse(file, small());
    const whole = await readFile(file);
    const wrong = path.join(folder, 'wrong.arrow');
    for (let at = 0; at < whole.length; at += 8) {
      await writeFile(wrong, Buffer.from(whole).fill(0, at, Math.min(at + 32, whole.length)));
      const read: unknown = await readSparse(wrong).catch((error: unknown) => error);
      if (read instanceof Error) expect(read, `from byte ${at}`).toEqual(withCode('output_damaged'));
      else expect(read, `from byte ${at}`).toMatchObject({ rows: 3, columns: 3 });
    }
  });

  it('are refused when their offsets or features are wrong', async () => {
    await writeSparse(file, small());
    const whole = await readFile(file);
    for (const numbers of [Int32Array.of(0, 2, 2, 4), Int32Array.of(0, 2, 1, 2)]) {
      const at = whole.indexOf(Buffer.from(numbers.buffer));
      expect(at).toBeGreaterThan(0);
      for (const value of [-1, 7, 2 ** 31 - 1]) {
        const bytes = Buffer.from(whole);
        bytes.writeInt32LE(value, at + 8);
        await writeFile(file, bytes);
        await expect(readSparse(file), `${value} at ${at}`).rejects.toThrow(withCode('output_damaged'));
      }
    }
  });

  it('are refused when the file is another one, or missing', async () => {
    await writeFile(file, 'PAR1 and so on');
    await expect(readSparse(file)).rejects.toThrow(withCode('output_damaged'));
    const absent = path.join(folder, 'absent.arrow');
    await expect(readSparse(absent)).rejects.toThrow(withCode('output_missing'));
    await expect(readSparseShape(absent)).rejects.toThrow(withCode('output_missing'));
  });

  it('are not written when they are not well formed', async () => {
    const target = path.join(folder, 'never.arrow');
    const crooked = { ...small(), indices: Int32Array.of(2, 0, 1, 2) };
    await expect(writeSparse(target, crooked)).rejects.toThrow(withCode('matrix_invalid'));
    await expect(open(target)).rejects.toThrow('ENOENT');
  });
});

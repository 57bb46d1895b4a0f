import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { isSparseMatrix, wellFormedMatrix } from '../../core/learn/encode/csr';
import { readNpy, writeNpy, type NumericArray } from '../../core/learn/encode/npy';
import type { FeatureMatrix } from '../../core/learn/matrix';

/** What is learnt from, and what is predicted for. */
export interface DataSet {
  readonly train: Sample;
  readonly validation: Sample;
}

export interface Sample {
  readonly X: FeatureMatrix;
  readonly y: NumericArray;
}

const PARTS = ['train', 'validation'] as const;

/**
 * Writes a data set as NumPy files, for contestants in both languages: of each part the target `y`, and either `X` or, of a
 * sparse matrix, its `indptr`, `indices` and `values` with the number of its `columns`.
 */
export async function writeDataSet(folder: string, data: DataSet): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const part of PARTS) {
    const { X, y } = data[part];
    const write = (name: string, numbers: NumericArray, shape?: readonly number[]) =>
      writeNpy(path.join(folder, `${part}.${name}.npy`), numbers, shape);
    await write('y', y);
    if (X.kind === 'dense') {
      await write('X', X.data, X.shape);
      continue;
    }
    for (const name of ['indptr', 'indices', 'values'] as const) await write(name, X[name].slice());
    await write('columns', Int32Array.of(X.columns));
  }
}

export async function readSample(folder: string, part: (typeof PARTS)[number]): Promise<Sample> {
  const file = (name: string) => path.join(folder, `${part}.${name}.npy`);
  const { data: y } = await readNpy(file('y'));
  const dense = await readNpy(file('X')).catch(() => null);
  if (dense !== null) return { X: { kind: 'dense', ...dense }, y };
  const [indptr, indices, values, columns] = await Promise.all(
    ['indptr', 'indices', 'values', 'columns'].map(async (name) => (await readNpy(file(name))).data),
  );
  const X = {
    kind: 'sparse',
    rows: y.length,
    columns: Number(columns?.[0]),
    indptr,
    indices,
    values,
    featureNames: null,
  };
  if (!isSparseMatrix(X)) throw new Error(`There is no ${part} matrix in ${folder}.`);
  return { X: wellFormedMatrix(X), y };
}

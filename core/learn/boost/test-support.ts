import { sparseMatrix, type SparseMatrix } from '../encode/csr';
import type { FeatureMatrix } from '../matrix';
import { DMatrix, type FeatureType } from './dmatrix';

/**
 * The data sets of scripts/make-boost-fixture.py, number for number: only whole numbers and the four operations on doubles,
 * so that both sides get the same bits.
 */
export type DataSet =
  | 'numbers'
  | 'numbers with holes'
  | 'rounded'
  | 'rounded with holes'
  | 'grid'
  | 'grid with holes'
  | 'sparse grid'
  | 'few categories'
  | 'many categories'
  | 'trips'
  | 'words';

interface Row {
  /** Values of a dense row; NaN is missing. */
  readonly values: readonly number[];
  /** Columns and values of a sparse one. */
  readonly entries?: readonly (readonly [number, number])[];
  readonly signal: number;
}

/** A number in [0, 1) for each stream of each row. */
export function uniform(row: number, stream: number): number {
  let bits = Math.imul(row, 0x9e3779b1) ^ Math.imul(stream, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 8) / 2 ** 24;
}

/** Rows `first` to below `first + count` of a data set, with the labels that the objective takes. */
export function dataSet(
  name: DataSet,
  objective: string,
  first: number,
  count: number,
  options: { readonly weighted?: boolean; readonly asSparse?: boolean } = {},
): DMatrix {
  const numbers = Array.from({ length: count }, (_, at) => first + at);
  const rows = numbers.map((row) => rowOf(name, row));
  const sparseColumns = new Map<DataSet, number>([
    ['trips', 141],
    ['words', 200],
    ['sparse grid', 5],
  ]).get(name);
  const columns = sparseColumns ?? rows[0]?.values.length ?? 0;
  const features: FeatureMatrix =
    sparseColumns === undefined && options.asSparse !== true
      ? { kind: 'dense', shape: [count, columns], data: Float32Array.from(rows.flatMap(({ values }) => values)) }
      : sparseOf(rows, columns);
  const types: readonly FeatureType[] | undefined = name.endsWith('categories') ? ['c', 'c', 'q'] : undefined;
  return new DMatrix(features, {
    label: Float32Array.from(rows, ({ signal }, at) => labelOf(objective, signal, numbers[at] ?? 0)),
    ...(options.weighted === true ? { weight: numbers.map((row) => Math.fround(0.25 + uniform(row, 220) * 3)) } : {}),
    ...(types === undefined ? {} : { featureTypes: types }),
  });
}

function rowOf(name: DataSet, row: number): Row {
  switch (name) {
    case 'numbers':
      return numbersRow(row);
    case 'numbers with holes':
      return withHoles(numbersRow(row), row);
    case 'rounded':
      return roundedRow(row);
    case 'rounded with holes':
      return withHoles(roundedRow(row), row);
    case 'grid':
      return gridRow(row);
    case 'grid with holes':
      return withHoles(gridRow(row), row);
    case 'sparse grid': {
      const { values, signal } = gridRow(row);
      const entries = values.map((value, column) => [column, value] as const).filter(([, value]) => value !== 0);
      return { values: [], entries, signal };
    }
    case 'few categories':
      return categoriesRow(row, [3, 4], 120);
    case 'many categories':
      return categoriesRow(row, [9, 40], 140);
    case 'trips':
      return tripsRow(row);
    case 'words':
      return wordsRow(row);
  }
}

function numbersRow(row: number): Row {
  const u = (stream: number) => uniform(row, stream);
  const values = [u(0) * 10, u(1) * 2 - 1, u(2), Math.floor(u(3) * 20), u(4) * u(4) * 100, u(5)];
  const [a = 0, b = 0, , d = 0, e = 0] = values;
  let signal = a * 2 - b * b * 8;
  signal = signal + (u(2) > 0.5 ? e / 20 : -d / 7) + (u(6) - 0.5) * 4;
  return { values, signal };
}

function roundedRow(row: number): Row {
  const u = (stream: number) => uniform(row, stream);
  const values = [
    Math.floor(u(0) * 200) / 20,
    Math.floor(u(1) * 100) / 50 - 1,
    Math.floor(u(2) * 128) / 128,
    Math.floor(u(3) * 20),
    Math.floor(u(4) * u(4) * 100),
    Math.floor(u(5) * 150),
  ];
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = values;
  let signal = a * 2 - b * b * 8;
  signal = signal + (c > 0.5 ? e / 20 : -d / 7) + (u(6) - 0.5) * 4;
  return { values, signal };
}

function gridRow(row: number): Row {
  const u = (stream: number) => uniform(row, 40 + stream);
  const values = [
    Math.floor(u(0) * 8),
    Math.floor(u(1) * 5),
    Math.floor(u(2) * 16) / 4 - 2,
    Math.floor(u(3) * 2),
    Math.floor(u(4) * 12),
  ];
  const [a = 0, , c = 0, d = 0, e = 0] = values;
  return { values, signal: a * 1.5 - c * c * 3 + d * e * 0.7 + (u(5) - 0.5) * 6 };
}

function withHoles({ values, signal }: Row, row: number): Row {
  return { values: values.map((value, at) => (uniform(row, 20 + at) < 0.12 * (at % 3) ? NaN : value)), signal };
}

function categoriesRow(row: number, sizes: readonly number[], stream: number): Row {
  let signal = (uniform(row, stream + 9) - 0.5) * 6;
  const columns = sizes.map((size, at) => {
    const u = uniform(row, stream + at);
    const column = Math.floor(u * u * size);
    const modulus = 13 - 2 * at;
    signal = signal + (((column * 7919) % modulus) - (modulus - 1) / 2);
    return column;
  });
  const number = Math.floor(uniform(row, stream + 8) * 10);
  signal = signal + number * 0.8;
  const values = columns.map((column, at) => (uniform(row, stream + 4 + at) < 0.07 ? NaN : column));
  return { values: [...values, number], signal };
}

function tripsRow(row: number): Row {
  const left = Math.floor(uniform(row, 60) ** 2 * 60);
  const right = Math.floor(uniform(row, 61) * 80);
  const distance = Math.floor(uniform(row, 62) ** 2 * 200) / 10;
  const signal = 5 + (left % 7) + (right % 5) + distance * 3 + (uniform(row, 63) - 0.5) * 5;
  const entries = [
    [left, 1],
    [60 + right, 1],
    [140, distance],
  ] as const;
  return { values: [], entries, signal };
}

function wordsRow(row: number): Row {
  const draws = 4 + Math.floor(uniform(row, 70) * 10);
  const found = new Map<number, number>();
  for (let draw = 0; draw < draws; draw += 1) {
    const column = Math.floor(uniform(row, 80 + draw) ** 2 * 200);
    if (!found.has(column)) found.set(column, 1 + Math.floor(uniform(row, 100 + draw) * 4));
  }
  const entries = [...found].sort(([a], [b]) => a - b);
  let signal = (uniform(row, 71) - 0.5) * 4;
  for (const [column, count] of entries) signal = signal + ((column % 11) - 5) * count;
  return { values: [], entries, signal };
}

/** NaN is left out. */
function sparseOf(rows: readonly Row[], columns: number): SparseMatrix {
  const entries = rows.map(
    ({ values, entries: stored }) => stored ?? values.map((value, column) => [column, value] as const),
  );
  const kept = entries.map((row) => row.filter(([, value]) => !Number.isNaN(value)));
  const indptr = new Int32Array(rows.length + 1);
  for (const [at, row] of kept.entries()) indptr[at + 1] = (indptr[at] ?? 0) + row.length;
  return sparseMatrix({
    rows: rows.length,
    columns,
    indptr,
    indices: Int32Array.from(kept.flatMap((row) => row.map(([column]) => column))),
    values: Float64Array.from(kept.flatMap((row) => row.map(([, value]) => Math.fround(value)))),
    featureNames: null,
  });
}

function labelOf(objective: string, signal: number, row: number): number {
  const bounded = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
  switch (objective) {
    case 'binary:logistic':
      return uniform(row, 200) < bounded(signal / 24 + 0.2, 0.05, 0.95) ? 1 : 0;
    case 'multi:softprob':
      return bounded(Math.floor(signal / 6 + 1 + (uniform(row, 201) - 0.5)), 0, 3);
    case 'count:poisson': {
      const rate = bounded(signal / 8 + 1, 0.2, 5);
      return Array.from({ length: 12 }, (_, draw) => draw).filter((draw) => uniform(row, 210 + draw) < rate / 12)
        .length;
    }
    default:
      return signal;
  }
}

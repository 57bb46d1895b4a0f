import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { EiderError } from '../../errors';
import { denseRows } from '../../../test/support/feature-columns';
import type { DenseMatrix } from '../matrix';
import { sparseMatrix, toDense, type SparseMatrix } from './csr';
import { MinMaxScaler } from './min-max-scaler';
import { StandardScaler } from './standard-scaler';

const rowsSchema = v.array(v.array(v.nullable(v.number())));
type Rows = v.InferOutput<typeof rowsSchema>;
const fixtureSchema = v.object({
  scalers: v.array(
    v.object({
      scaler: v.picklist(['StandardScaler', 'MinMaxScaler']),
      title: v.picklist(['dense', 'sparse']),
      parameters: v.record(v.string(), v.unknown()),
      fit: rowsSchema,
      apply: rowsSchema,
      fitted: rowsSchema,
      applied: rowsSchema,
      inverse: rowsSchema,
    }),
  ),
});
const fixtureFile = new URL('fixtures/encoders.json', import.meta.url);
const fixture = v.parse(fixtureSchema, JSON.parse(readFileSync(fixtureFile, 'utf8')));

function dense(rows: Rows): DenseMatrix {
  const data = Float64Array.from(rows.flat(), (value) => value ?? NaN);
  return { kind: 'dense', shape: [rows.length, rows[0]?.length ?? 0], data };
}

function sparse(rows: Rows): SparseMatrix {
  const stored = rows.map((row) => [...row.entries()].filter(([, value]) => value !== 0));
  return sparseMatrix({
    rows: rows.length,
    columns: rows[0]?.length ?? 0,
    indptr: Int32Array.from([0, ...stored], (_, row) => stored.slice(0, row).flat().length),
    indices: Int32Array.from(stored.flat(), ([column]) => column),
    values: Float64Array.from(stored.flat(), ([, value]) => value ?? NaN),
    featureNames: null,
  });
}

function asDense(matrix: SparseMatrix): DenseMatrix {
  return { kind: 'dense', shape: [matrix.rows, matrix.columns], data: Float64Array.from(toDense(matrix)) };
}

function near(rows: Rows): unknown {
  return rows.map((row) =>
    row.map((value): unknown => (value === null ? null : expect.closeTo(value, 9 - Math.log10(1 + Math.abs(value))))),
  );
}

function failure(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof EiderError) return `${error.problem.code}: ${error.problem.message}`;
    throw error;
  }
  return 'none';
}

describe('scalers', () => {
  const cases = fixture.scalers.map((of, at) => [of.scaler, of.title, JSON.stringify(of.parameters), at, of] as const);

  it.each(cases)('%s agrees with scikit-learn: %s %s, matrix of case %i', (_, __, ___, ____, of) => {
    if (of.title === 'sparse') {
      const scaler = StandardScaler.fit(sparse(of.fit), of.parameters);
      expect(denseRows(asDense(scaler.transform(sparse(of.fit))))).toEqual(near(of.fitted));
      expect(denseRows(asDense(scaler.transform(sparse(of.apply))))).toEqual(near(of.applied));
      expect(denseRows(asDense(scaler.inverseTransform(sparse(of.apply))))).toEqual(near(of.inverse));
      return;
    }
    const kind = of.scaler === 'StandardScaler' ? StandardScaler : MinMaxScaler;
    const scaler = kind.fit(dense(of.fit), of.parameters);
    expect(denseRows(scaler.transform(dense(of.fit)))).toEqual(near(of.fitted));
    expect(denseRows(scaler.transform(dense(of.apply)))).toEqual(near(of.applied));
    expect(denseRows(scaler.inverseTransform(dense(of.apply)))).toEqual(near(of.inverse));
  });

  it('take any numbers and keep the names of the features', () => {
    const ages: DenseMatrix = { kind: 'dense', shape: [2, 1], data: BigInt64Array.of(10n, 30n), featureNames: ['age'] };
    const scaled = MinMaxScaler.fit(ages).transform(ages);
    expect(scaled).toEqual({ ...ages, data: Float64Array.of(0, 1) });
    expect(StandardScaler.fit(ages).featureNames).toEqual(['age']);
  });

  it('get back what they have scaled', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const matrix = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(matrix, (rows) => {
        for (const scaler of [StandardScaler.fit(dense(rows)), MinMaxScaler.fit(dense(rows))]) {
          const { data } = scaler.inverseTransform(scaler.transform(dense(rows)));
          for (const [at, of] of rows.flat().entries()) expect(Math.abs(Number(data[at]) - of)).toBeLessThan(1e-8);
        }
      }),
    );
  });

  it('come back from JSON as they were', () => {
    const rows = dense([
      [0.1, null],
      [1 / 3, null],
    ]);
    const round = (scaler: object): unknown => JSON.parse(JSON.stringify(scaler));
    const standard = StandardScaler.fit(rows, { with_std: false });
    expect(StandardScaler.fromJSON(round(standard)).transform(rows)).toEqual(standard.transform(rows));
    const minMax = MinMaxScaler.fit(rows, { feature_range: [-1, 1], clip: true });
    expect(MinMaxScaler.fromJSON(round(minMax)).transform(rows)).toEqual(minMax.transform(rows));
    expect(failure(() => StandardScaler.fromJSON(minMax.toJSON()))).toContain('model_damaged');
    expect(failure(() => MinMaxScaler.fromJSON({ ...Object(minMax.toJSON()), data_min: [0] }))).toContain(
      'model_damaged',
    );
  });

  it('say what they cannot scale', () => {
    const of = dense([[1, 2]]);
    expect(failure(() => StandardScaler.fit(sparse([[1, 2]])))).toContain('the mean off a sparse matrix');
    const infinite: DenseMatrix = { ...of, data: Float64Array.of(1, Infinity), featureNames: ['a', 'b'] };
    expect(failure(() => StandardScaler.fit(infinite))).toContain('the value Infinity in column b, row 0');
    expect(failure(() => MinMaxScaler.fit(infinite))).toContain('the value Infinity in column b, row 0');
    expect(failure(() => StandardScaler.fit(dense([])))).toContain('matrix_empty');
    expect(failure(() => MinMaxScaler.fit(dense([])))).toContain('matrix_empty');
    expect(failure(() => MinMaxScaler.fit(of).transform(dense([[1]])))).toContain('features_mismatch');
    expect(failure(() => MinMaxScaler.fit(of, { feature_range: [1, 0] }))).toContain('feature_range of MinMaxScaler');
    // @ts-expect-error -- a mistake that types catch, made in a block that nobody type-checked
    expect(failure(() => MinMaxScaler.fit(sparse([[1, 2]])))).toContain('was given a sparse matrix');
  });
});

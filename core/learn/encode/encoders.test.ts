import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { EiderError } from '../../errors';
import { columnOf, columnsOf, denseRows, type ColumnValues } from '../../../test/support/feature-columns';
import type { FeatureColumns } from './columns';
import { sparseMatrix, toDense, type SparseMatrix } from './csr';
import { featureMatrix } from './feature-matrix';
import { OneHotEncoder } from './one-hot-encoder';
import { OrdinalEncoder } from './ordinal-encoder';
import { TargetEncoder } from './target-encoder';

const columnsSchema = v.record(v.string(), v.array(v.nullable(v.union([v.string(), v.number()]))));
const storedColumns = v.looseObject({
  columns: v.array(v.looseObject({ categories: v.looseObject({}) })),
});
const rowsSchema = v.array(v.array(v.nullable(v.number())));
const fixtureSchema = v.object({
  encoders: v.array(
    v.object({
      encoder: v.picklist(['OneHotEncoder', 'OrdinalEncoder']),
      title: v.string(),
      parameters: v.record(v.string(), v.unknown()),
      fit: columnsSchema,
      transform: columnsSchema,
      expected: v.union([v.literal('refused'), v.object({ features: v.array(v.string()), rows: rowsSchema })]),
    }),
  ),
  targetColumns: columnsSchema,
  targetLater: columnsSchema,
  targetEncoders: v.array(
    v.object({
      title: v.string(),
      y: v.array(v.number()),
      parameters: v.object({
        smooth: v.union([v.literal('auto'), v.number()]),
        target_type: v.picklist(['auto', 'continuous', 'binary', 'multiclass']),
        cv: v.number(),
      }),
      features: v.array(v.string()),
      fitted: rowsSchema,
      transformed: rowsSchema,
    }),
  ),
});
const fixtureFile = new URL('fixtures/encoders.json', import.meta.url);
const fixture = v.parse(fixtureSchema, JSON.parse(readFileSync(fixtureFile, 'utf8')));

/** scikit-learn gives what belongs to a column by its place, here it goes by its name. */
function byName(parameters: Readonly<Record<string, unknown>>, columns: object): Record<string, unknown> {
  const named = (value: unknown): unknown =>
    Array.isArray(value)
      ? Object.fromEntries(Object.keys(columns).map((name, at) => [name, value[at] as unknown]))
      : value;
  const { unknown_value, ...of } = parameters;
  return {
    ...Object.fromEntries(Object.entries(of).map(([name, value]) => [name, named(value)])),
    ...('unknown_value' in parameters ? { unknown_value: unknown_value ?? NaN } : {}),
  };
}

function encode(of: (typeof fixture.encoders)[number]) {
  const parameters = byName(of.parameters, of.fit);
  if (of.encoder === 'OrdinalEncoder') {
    const encoder = OrdinalEncoder.fit(columnsOf(of.fit), parameters);
    return { features: encoder.featureNames, rows: denseRows(encoder.transform(columnsOf(of.transform))) };
  }
  const encoder = OneHotEncoder.fit(columnsOf(of.fit), parameters);
  const matrix = encoder.transform(columnsOf(of.transform));
  sparseMatrix({ ...matrix }); // a matrix of its own, which is looked into
  return { features: encoder.featureNames, rows: sparseRows(matrix) };
}

function sparseRows(matrix: SparseMatrix): (number | null)[][] {
  return denseRows({ kind: 'dense', shape: [matrix.rows, matrix.columns], data: Float64Array.from(toDense(matrix)) });
}

function near(rows: readonly (readonly (number | null)[])[]): unknown {
  return rows.map((row) => row.map((value): unknown => (value === null ? null : expect.closeTo(value, 10))));
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

describe.each(['OneHotEncoder', 'OrdinalEncoder'] as const)('%s', (kind) => {
  const cases = fixture.encoders.filter(({ encoder }) => encoder === kind);
  it.each(cases.map((of) => [`${of.title} ${JSON.stringify(of.parameters)}`, of] as const))(
    'agrees with scikit-learn: %s',
    (_, of) => {
      if (of.expected === 'refused') expect(() => encode(of)).toThrow(EiderError);
      else expect(encode(of)).toEqual(of.expected);
    },
  );
});

describe('an encoder of categories', () => {
  it('names column, value and row of what it has not learnt', () => {
    const columns = columnsOf({ zone: ['a', 'b'], count: [1, 2] });
    const encoder = OneHotEncoder.fit(columns);
    const message = (of: Record<string, ColumnValues>) => failure(() => encoder.transform(columnsOf(of)));
    expect(message({ zone: ['a', 'q'], count: [1, 1] })).toBe(
      'category_unknown: OneHotEncoder has not learnt the value "q" that column zone has in row 1.',
    );
    expect(message({ zone: ['a', 'a'], count: [2, 5] })).toContain('the value 5 that column count has in row 1');
    expect(message({ zone: ['a', null], count: [2, 1] })).toContain('the value null that column zone has in row 1');
  });

  it('asks for the columns it was fitted on, of the types they had', () => {
    const encoder = OrdinalEncoder.fit(columnsOf({ zone: ['a', 'b'] }));
    expect(failure(() => encoder.transform(columnsOf({ other: ['a'] })))).toContain('There is no column zone');
    expect(failure(() => encoder.transform(columnsOf({ zone: [1] })))).toContain('Column zone had texts');
    expect(failure(() => OneHotEncoder.fit({ n: columnOf([1, Infinity]) }))).toContain('the value Infinity in row 1');
    expect(failure(() => OneHotEncoder.fit(columnsOf({ a: ['x'] }), { drop: { b: 'x' } }))).toContain('about column b');
  });

  it('says what is wrong with a parameter', () => {
    const columns = columnsOf({ zone: ['a', 'b'] });
    // @ts-expect-error -- a mistake that types catch, made in a block that nobody type-checked
    const mistyped = () => OneHotEncoder.fit(columns, { min_frequencies: 2 });
    expect(failure(mistyped)).toContain('parameter_unknown: OneHotEncoder has no parameter min_frequencies');
    expect(failure(() => OneHotEncoder.fit(columns, { min_frequency: 0 }))).toContain('parameter_invalid');
    expect(failure(() => OneHotEncoder.fit(columns, { drop: { zone: 'q' } }))).toContain('where it does not occur');
    expect(failure(() => OneHotEncoder.fit(columns, { categories: { zone: ['a', 'b', 'a'] } }))).toContain('twice');
    expect(failure(() => OrdinalEncoder.fit(columns, { unknown_value: -1 }))).toContain('handle_unknown error');
    expect(failure(() => OrdinalEncoder.fit(columns, { handle_unknown: 'use_encoded_value' }))).toContain('null');
  });

  it('learns only what occurs, whatever the dictionary of a text column holds', () => {
    const column = { kind: 'categorical', categories: ['y', 'z', 'x', 'y'], codes: Int32Array.of(2, 0, 3) } as const;
    expect(OneHotEncoder.fit({ a: column }).featureNames).toEqual(['a_x', 'a_y']);
    expect([...OrdinalEncoder.fit({ a: column }).transform({ a: column }).data]).toEqual([0, 1, 1]);
  });

  it('comes back from JSON as it was', () => {
    const columns = columnsOf({ zone: ['a', null, 'b', '🚕', 'a'], n: [0.1, null, 3, 3, 0.1] });
    const y = [1.5, 2, 0.1, 7, 1 / 3];
    const later = columnsOf({ zone: ['q', null, 'a'], n: [9, null, 3] });
    const round = (encoder: object): unknown => JSON.parse(JSON.stringify(encoder));
    for (const parameters of [
      { handle_unknown: 'ignore' },
      { handle_unknown: 'infrequent_if_exist', min_frequency: 2, drop: 'first' },
    ] as const) {
      const oneHot = OneHotEncoder.fit(columns, parameters);
      const copy = OneHotEncoder.fromJSON(round(oneHot));
      expect(copy.featureNames).toEqual(oneHot.featureNames);
      expect(copy.transform(later)).toEqual(oneHot.transform(later));
    }
    const ordinal = OrdinalEncoder.fit(columns, { handle_unknown: 'use_encoded_value', unknown_value: NaN });
    expect(OrdinalEncoder.fromJSON(round(ordinal)).transform(later)).toEqual(ordinal.transform(later));
    const strict = OrdinalEncoder.fromJSON(round(OrdinalEncoder.fit(columns)));
    expect(failure(() => strict.transform(later))).toContain('category_unknown');
    const target = TargetEncoder.fit(columns, y);
    expect(TargetEncoder.fromJSON(round(target)).transform(later)).toEqual(target.transform(later));
    for (const kind of [OneHotEncoder, OrdinalEncoder, TargetEncoder]) {
      expect(failure(() => kind.fromJSON({ format: 'another' }))).toContain('model_damaged');
    }
  });

  it('refuses a stored form whose parts do not fit', () => {
    const columns = columnsOf({ zone: ['a', 'b', 'b'] });
    const oneHot = v.parse(storedColumns, OneHotEncoder.fit(columns, { min_frequency: 2 }).toJSON());
    const [column] = oneHot.columns;
    const target = v.parse(storedColumns, TargetEncoder.fit(columns, [1.5, 2, 3]).toJSON());
    const twice = { ...column, categories: { ...column?.categories, values: ['a', 'a'] } };
    for (const [kind, json] of [
      [OneHotEncoder, { ...oneHot, columns: [{ ...column, infrequent: [2] }] }],
      [OneHotEncoder, { ...oneHot, columns: [{ ...column, dropped: -1 }] }],
      [OneHotEncoder, { ...oneHot, columns: [twice] }],
      [TargetEncoder, { ...target, target_mean: [] }],
      [TargetEncoder, { ...target, columns: [{ ...target.columns[0], encodings: [[1]] }] }],
    ] as const) {
      expect(failure(() => kind.fromJSON(json))).toContain('model_damaged');
    }
  });

  it('gives each row one 1 for each column, where its number says', () => {
    const text = fc.constantFrom('x', 'b', '', '🚕', null);
    const table = fc.array(fc.tuple(text, fc.constantFrom(0, 1, -2.5, null)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(table, (rows) => {
        const columns: FeatureColumns = {
          a: { ...columnOf(['x', ...rows.map(([of]) => of)]) },
          n: columnOf([0, ...rows.map(([, of]) => of)]),
        };
        const oneHot = OneHotEncoder.fit(columns).transform(columns);
        const ordinal = OrdinalEncoder.fit(columns, { encoded_missing_value: NaN });
        const missing = Object.values(ordinal.categories).map((values) => values.length - 1);
        const widths = Object.values(ordinal.categories).map((values) => values.length);
        const numbers = denseRows(ordinal.transform(columns));
        for (const [row, places] of numbers.entries()) {
          const expected = places.map((place, at) => (at === 0 ? 0 : (widths[0] ?? 0)) + (place ?? missing[at] ?? 0));
          expect([...oneHot.indices.subarray(row * 2, row * 2 + 2)]).toEqual(expected);
        }
      }),
    );
  });
});

describe('TargetEncoder', () => {
  const columns = columnsOf(fixture.targetColumns);

  it.each(fixture.targetEncoders.map((of) => [`${of.title} ${JSON.stringify(of.parameters)}`, of] as const))(
    'agrees with scikit-learn: %s',
    (_, of) => {
      const { encoder, features } = TargetEncoder.fitTransform(columns, of.y, { ...of.parameters, shuffle: false });
      expect(encoder.featureNames).toEqual(of.features);
      expect(denseRows(features)).toEqual(near(of.fitted));
      expect(denseRows(encoder.transform(columnsOf(fixture.targetLater)))).toEqual(near(of.transformed));
    },
  );

  it('shuffles by its seed', () => {
    const y = fixture.targetEncoders[0]?.y ?? [];
    const fitted = (random_state?: number) => TargetEncoder.fitTransform(columns, y, { random_state }).features.data;
    expect(fitted(1)).toEqual(fitted(1));
    expect(fitted(1)).not.toEqual(fitted(2));
  });

  it('does not let a row see its own target', () => {
    const one = columnsOf({ zone: ['a', 'b', 'c', 'd', 'e', 'f'] });
    const { features } = TargetEncoder.fitTransform(one, [1.5, 2, 3, 4, 5, 6], { cv: 6, shuffle: false });
    // every zone occurs once, so that each is encoded as the mean of the others
    expect(features.data[0]).toBeCloseTo((2 + 3 + 4 + 5 + 6) / 5, 12);
  });

  it('refuses targets and folds that teach nothing', () => {
    const two = columnsOf({ zone: ['a', 'b'] });
    expect(failure(() => TargetEncoder.fit(two, [1, NaN]))).toContain('the target NaN in row 1');
    expect(failure(() => TargetEncoder.fit(two, [1]))).toContain('length_mismatch');
    expect(failure(() => TargetEncoder.fit(two, [1, 1]))).toContain('target_one_class');
    expect(failure(() => TargetEncoder.fitTransform(two, [1, 0]))).toContain('folds_empty');
    const three = columnsOf({ zone: ['a', 'b', 'c'] });
    expect(failure(() => TargetEncoder.fit(three, [1, 0, 2], { target_type: 'binary' }))).toContain('has 3 values');
  });
});

describe('featureMatrix', () => {
  const columns = columnsOf({ zone: ['b', null, 'a', 'b'], distance: [1.5, 2, null, 0] });

  it('puts columns side by side, texts as the codes of their categories', () => {
    expect(featureMatrix(columns)).toEqual({
      kind: 'dense',
      shape: [4, 2],
      data: Float64Array.of(1, 1.5, NaN, 2, 0, NaN, 1, 0),
      featureNames: ['zone', 'distance'],
      featureTypes: ['c', 'q'],
      categories: { zone: ['a', 'b'] },
    });
  });

  it('encodes other rows by the categories of the training rows', () => {
    const later = featureMatrix(
      columnsOf({ zone: ['q', 'b', null], distance: [1, 2, 3] }),
      featureMatrix(columns).categories,
    );
    expect([...later.data]).toEqual([NaN, 1, 1, 2, NaN, 3]);
    expect(later.categories).toEqual({ zone: ['a', 'b'] });
  });
});

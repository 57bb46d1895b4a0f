import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { columnOf, columnsOf, type ColumnValues } from '../../../test/support/feature-columns';
import type { Categories, FeatureColumns } from './columns';
import { sparseMatrix, toDense } from './csr';
import { DictVectorizer } from './dict-vectorizer';

const valuesSchema = v.record(v.string(), v.array(v.nullable(v.union([v.string(), v.number()]))));
const fixtureSchema = v.object({
  cases: v.array(
    v.object({
      name: v.string(),
      fit: valuesSchema,
      transform: valuesSchema,
      featureNames: v.array(v.string()),
      shape: v.tuple([v.number(), v.number()]),
      indptr: v.array(v.number()),
      indices: v.array(v.number()),
      values: v.array(v.nullable(v.number())),
    }),
  ),
});
const fixtureFile = new URL('../../../test/fixtures/learn/dict-vectorizer.json', import.meta.url);
const fixture = v.parse(fixtureSchema, JSON.parse(readFileSync(fixtureFile, 'utf8')));

describe('the dictionary vectoriser', () => {
  it('makes one column for each text that occurs and one for each number, sorted by name', () => {
    const columns = columnsOf({ trip_distance: [1.5, 0, 2.25], PU_DO: ['74_75', '7_7', '74_75'] });
    const vectorizer = DictVectorizer.fit(columns);
    expect(vectorizer.featureNames).toEqual(['PU_DO=74_75', 'PU_DO=7_7', 'trip_distance']);
    expect([...toDense(vectorizer.transform(columns))]).toEqual([1, 0, 1.5, 0, 1, 0, 1, 0, 2.25]);
  });

  it('stores zeros that are in the data', () => {
    const columns = columnsOf({ n: [0, 3] });
    expect(DictVectorizer.fit(columns).transform(columns)).toMatchObject({
      indptr: Int32Array.of(0, 1, 2),
      indices: Int32Array.of(0, 0),
      values: Float64Array.of(0, 3),
    });
  });

  it('leaves out texts that it has not learnt', () => {
    const vectorizer = DictVectorizer.fit(columnsOf({ a: ['x', 'y'] }));
    expect([...toDense(vectorizer.transform(columnsOf({ a: ['z', 'y'] })))]).toEqual([0, 0, 0, 1]);
  });

  it('does not learn categories that no row has', () => {
    const column: Categories = { kind: 'categorical', categories: ['x', 'y'], codes: Int32Array.of(1) };
    expect(DictVectorizer.fit({ a: column }).featureNames).toEqual(['a=y']);
  });

  it('gives a matrix without rows for columns without rows', () => {
    const vectorizer = DictVectorizer.fit(columnsOf({ a: ['x', 'y'], n: [1, 2] }));
    const nothing: FeatureColumns = {
      a: { kind: 'categorical', categories: [], codes: new Int32Array() },
      n: { kind: 'numeric', values: new Float64Array() },
    };
    expect(vectorizer.transform(nothing)).toMatchObject({ rows: 0, columns: 3, indptr: Int32Array.of(0) });
  });

  it.each(fixture.cases)('agrees with scikit-learn on $name', (expected) => {
    const vectorizer = DictVectorizer.fit(columnsOf(expected.fit));
    expect(vectorizer.featureNames).toEqual(expected.featureNames);
    const matrix = vectorizer.transform(columnsOf(expected.transform));
    sparseMatrix(matrix); // a matrix of its own, which is looked into
    expect([matrix.rows, matrix.columns]).toEqual(expected.shape);
    expect([...matrix.indptr]).toEqual(expected.indptr);
    expect([...matrix.indices]).toEqual(expected.indices);
    expect([...matrix.values]).toEqual(expected.values.map((value) => value ?? NaN));
  });

  it('agrees with an implementation that goes row by row through dictionaries', () => {
    const text = fc.constantFrom('x', 'b', 'b=x', '', '🚕', '～', null);
    const number = fc.constantFrom(0, 1, -2.5, null);
    const table = fc.nat({ max: 6 }).chain((rows) => {
      const sized = { minLength: rows, maxLength: rows };
      const column = fc.oneof(fc.array(text, sized), fc.array(number, sized));
      // names of which some can spell the features of others
      return fc.dictionary(fc.constantFrom('a', 'a=b', 'a-b', 'b'), column, { minKeys: 1, noNullPrototype: true });
    });
    fc.assert(
      fc.property(table, table, (fit, transform) => {
        const vectorizer = DictVectorizer.fit(columnsOf(fit));
        const matrix = vectorizer.transform(columnsOf(transform));
        sparseMatrix(matrix);
        expect(vectorizer.featureNames).toEqual(naiveFeatures(fit));
        expect([...toDense(matrix)]).toEqual(naiveDense(vectorizer.featureNames, transform));
      }),
    );
  });

  it('comes back from JSON as it was', () => {
    const columns = columnsOf({ a: ['x', null, '🚕'], n: [1, 2, 3] });
    const vectorizer = DictVectorizer.fit(columns);
    const copy = DictVectorizer.fromJSON(JSON.parse(JSON.stringify(vectorizer)));
    expect(copy.featureNames).toEqual(vectorizer.featureNames);
    expect(copy.transform(columns)).toEqual(vectorizer.transform(columns));
  });

  it.each([
    [null],
    [{ format: 'eider.dict_vectorizer', version: 2, separator: '=', featureNames: [] }],
    [{ format: 'eider.dict_vectorizer', version: 1, separator: '=', featureNames: ['b', 'a'] }],
    [{ format: 'eider.dict_vectorizer', version: 1, separator: '=', featureNames: ['a', 'a'] }],
  ])('refuses %j as a stored form', (json) => {
    expect(() => DictVectorizer.fromJSON(json)).toThrow('not a dictionary vectoriser of this version');
  });

  it.each<[string, FeatureColumns]>([
    ['There is no column to encode.', {}],
    ['Column n has 1 rows, but a has 2.', columnsOf({ a: ['x', 'y'], n: [1] })],
    [
      'Column a has the code 1, for which it has no category.',
      { a: { kind: 'categorical', categories: ['x'], codes: Int32Array.of(1) } },
    ],
    [
      'Column a has the code -2, for which it has no category.',
      { a: { kind: 'categorical', categories: ['x'], codes: Int32Array.of(-2) } },
    ],
  ])('says "%s"', (message, columns) => {
    expect(() => DictVectorizer.fit(columns)).toThrow(message);
  });

  it('says what to pass when it is given a promise, as when `await` was forgotten', () => {
    // @ts-expect-error -- a mistake that types catch, made in a block that nobody type-checked
    expect(() => DictVectorizer.fit({ a: Promise.resolve(columnOf(['x'])) })).toThrow('a is not a column.');
  });
});

/** The features of one row, as scikit-learn's documentation describes them. */
function naiveRow(
  columns: Readonly<Record<string, ColumnValues>>,
  row: number,
): (readonly [feature: string, value: number])[] {
  return Object.entries(columns).map(([name, values]) => {
    const value = values[row] ?? null;
    return typeof value === 'string' ? [`${name}=${value}`, 1] : [name, value ?? NaN];
  });
}

function naiveFeatures(columns: Readonly<Record<string, ColumnValues>>): string[] {
  const rows = Object.values(columns)[0]?.length ?? 0;
  const names = Array.from({ length: rows }, (_, row) => naiveRow(columns, row).map(([feature]) => feature)).flat();
  return [...new Set(names)].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

function naiveDense(features: readonly string[], columns: Readonly<Record<string, ColumnValues>>): number[] {
  const rows = Object.values(columns)[0]?.length ?? 0;
  return Array.from({ length: rows }, (_, row) => {
    const entries = naiveRow(columns, row);
    return features.map((feature) => entries.reduce((sum, [name, value]) => (name === feature ? sum + value : sum), 0));
  }).flat();
}

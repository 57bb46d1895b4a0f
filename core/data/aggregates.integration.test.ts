import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { histogramOf } from './histogram';
import { profileOf } from './profile';
import { describeSource, tableRelation, type Relation } from './relation';
import { createTestProject, type TestProject } from './test-support';
import type { Metric } from './metrics';
import { timeSeriesOf, type TimeSeriesRequest } from './time-series';
import { anyText, closeTo, containing } from './test-matchers';

let project: TestProject;
beforeAll(async () => void (project = await createTestProject()));
afterAll(() => project.dispose());

const rowsOf = (sql: string): Promise<Relation> =>
  describeSource(project.pool.query, { sql: `(${sql})`, values: {}, name: 'the rows' });

describe('histogramOf', () => {
  const histogram = async (sql: string, buckets = 20) =>
    histogramOf(project.pool.query, await rowsOf(sql), { column: 'v', buckets });

  it('leaves out nulls, NaN and infinities', async () => {
    const found = await histogram("SELECT unnest(['0', '1', '1', NULL, 'nan', 'inf', '-inf'])::DOUBLE AS v");
    expect(found).toEqual({
      unit: 'number',
      buckets: [
        { min: 0, max: 1, count: 1 },
        { min: 1, max: 2, count: 2 },
      ],
    });
  });

  it('counts instants as epoch seconds and decimals as numbers', async () => {
    const times = await histogram("SELECT unnest([DATE '1970-01-01', DATE '1970-01-02']) AS v", 2);
    expect(times).toEqual({
      unit: 'epoch_seconds',
      buckets: [
        { min: 0, max: 43201, count: 1 },
        { min: 43201, max: 86402, count: 1 },
      ],
    });
    const decimals = await histogram('SELECT unnest([1.5, 2.5]) AS v');
    expect(decimals?.buckets.map((bucket) => bucket.count)).toEqual([1, 1]);
  });

  it('has none for text, truth values, nested values and columns without a value', async () => {
    expect(await histogram("SELECT 'a' AS v")).toBeNull();
    expect(await histogram('SELECT true AS v')).toBeNull();
    expect(await histogram('SELECT [1] AS v')).toBeNull();
    expect(await histogram('SELECT NULL::INTEGER AS v')).toBeNull();
    expect(await histogram("SELECT 'nan'::DOUBLE AS v")).toBeNull();
    expect(await histogram('SELECT 1 AS v WHERE false')).toBeNull();
  });

  it('counts only the rows that match the filters', async () => {
    const relation = await rowsOf('SELECT i AS v, i % 2 = 0 AS even FROM range(10) r(i)');
    const filters = [{ op: 'equals', column: 'even', value: 'true' }] as const;
    const found = await histogramOf(project.pool.query, relation, { column: 'v', buckets: 20, filters });
    expect(found?.buckets.map((bucket) => bucket.count)).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1]);
  });

  it('puts every value into the bucket whose edges hold it', async () => {
    const value = fc.oneof(
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.integer({ min: -300, max: 300 }).map((tenth) => tenth / 10),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 45 }),
        async (values, count) => {
          const list = values.map((each) => `'${each}'::DOUBLE`).join(', ');
          const found = await histogram(`SELECT unnest([${list}]) AS v`, count);
          const buckets = found?.buckets ?? [];
          const expected = buckets.map(
            ({ min, max }, index) =>
              values.filter((each) => each >= min && (index === buckets.length - 1 || each < max)).length,
          );
          expect(buckets.map((bucket) => bucket.count)).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('profileOf', () => {
  const profile = async (sql: string) => profileOf(project.pool.query, await rowsOf(sql), { column: 'v', filters: [] });

  it('describes numbers', async () => {
    expect(await profile('SELECT unnest([1, 2, 2, 3, 4, NULL]) AS v')).toEqual({
      column: 'v',
      type: 'INTEGER',
      rows: 6,
      nulls: 1,
      distinct: 4,
      distinctIsExact: true,
      min: '1',
      max: '4',
      mean: 2.4,
      standardDeviation: closeTo(1.140175425, 8),
      quantiles: ['2.0', '2.0', '3.0'],
      topValues: [
        { value: '2', count: 2 },
        { value: '1', count: 1 },
        { value: '3', count: 1 },
        { value: '4', count: 1 },
      ],
    });
  });

  it('keeps NaN and infinities out of the order and the mean', async () => {
    expect(await profile("SELECT unnest(['1', '3', 'nan', 'inf'])::DOUBLE AS v")).toMatchObject({
      min: '1.0',
      max: 'inf',
      mean: 2,
      distinct: 4,
    });
    expect(await profile("SELECT 'nan'::DOUBLE AS v")).toMatchObject({ min: null, max: null, mean: null });
  });

  it('has no standard deviation for numbers whose squares are too large, and no error', async () => {
    expect(await profile('SELECT unnest([1e200, 2e200]) AS v')).toMatchObject({
      standardDeviation: null,
      max: '2e+200',
    });
  });

  it('orders text and times, which have no mean', async () => {
    expect(await profile("SELECT unnest(['b', 'a', 'c', 'a']) AS v")).toMatchObject({
      min: 'a',
      max: 'c',
      mean: null,
      standardDeviation: null,
      quantiles: ['a', 'a', 'b'],
    });
    expect(await profile("SELECT unnest([TIMESTAMP '2024-01-01', '2024-01-03']) AS v")).toMatchObject({
      max: '2024-01-03 00:00:00',
      mean: null,
    });
  });

  it.each([
    '[1, 2]',
    "{'a': 1}",
    "MAP {'k': 1}",
    '[[1], NULL]',
    "{'a': [1]}",
    "'{}'::JSON",
    "'5 days'::INTERVAL",
    "'a'::BLOB",
    '5::HUGEINT',
  ])('describes a column of %s', async (value) => {
    const found = await profile(`SELECT ${value} AS v FROM range(3)`);
    expect(found).toMatchObject({ rows: 3, nulls: 0, distinct: 1, distinctIsExact: true });
    expect(found.topValues).toEqual([{ value: anyText(), count: 3 }]);
  });

  it('has no order for nested values', async () => {
    expect(await profile('SELECT [1] AS v')).toMatchObject({ min: null, max: null, quantiles: null });
  });

  it('describes a column of nulls and an empty table', async () => {
    const nothing = { distinct: 0, min: null, max: null, mean: null, quantiles: [null, null, null], topValues: [] };
    expect(await profile('SELECT NULL::DOUBLE AS v')).toMatchObject({ rows: 1, nulls: 1, ...nothing });
    expect(await profile('SELECT 1 AS v WHERE false')).toMatchObject({ rows: 0, nulls: 0, ...nothing });
  });

  it('counts distinct values exactly up to 10,000 and estimates beyond', async () => {
    expect(await profile('SELECT i AS v FROM range(10000) r(i)')).toMatchObject({
      distinct: 10_000,
      distinctIsExact: true,
    });
    const more = await profile('SELECT i AS v FROM range(10001) r(i)');
    expect(more.distinctIsExact).toBe(false);
    expect(more.distinct).toBeGreaterThan(10_000);
  });
});

describe('timeSeriesOf', () => {
  const series = async (sql: string, request: Partial<TimeSeriesRequest> = {}) =>
    timeSeriesOf(project.pool.query, await rowsOf(sql), {
      column: 't',
      metrics: [{ aggregation: 'count', column: 't' }],
      interval: 'day',
      ...request,
    });
  const dates = "TIMESTAMP '2024-01-01 05:00'";

  it('counts in buckets that hold their start and not their end, and gives their ends', async () => {
    const found = await series(
      "SELECT unnest([TIMESTAMP '2024-01-01 00:00', '2024-01-01 23:59:59.999999', '2024-01-02 00:00']) AS t",
    );
    expect(found.ends).toEqual([Date.UTC(2024, 0, 2) / 1000, Date.UTC(2024, 0, 3) / 1000]);
    expect(found.series).toEqual([{ label: 'count(t)', values: [2, 1] }]);
  });

  it('computes every metric over the values that are neither null nor blank', async () => {
    const aggregations = ['average', 'count', 'count_distinct', 'max', 'median', 'min', 'mode', 'sum'] as const;
    const metrics: Metric[] = aggregations.map((aggregation) => ({ aggregation, column: 'n' }));
    const values = '[4, 1, NULL, 4, 2]';
    const numbers = await series(`SELECT ${dates} AS t, unnest(${values}) AS n`, { metrics });
    expect(numbers.series.map((each) => each.values)).toEqual([[2.75], [4], [3], [4], [4], [1], [4], [11]]);
    const texts = await series(`SELECT ${dates} AS t, unnest(['4', ' ', '1', '', NULL, '4', '2']) AS n`, { metrics });
    expect(texts.series.map((each) => each.values)).toEqual([[2.75], [4], [3], [4], [4], [1], [4], [11]]);
  });

  it('gives 0 for a bucket without values', async () => {
    const found = await series("SELECT unnest([TIMESTAMP '2024-01-01', '2024-01-03']) AS t, unnest([1, NULL]) AS n", {
      metrics: [{ aggregation: 'average', column: 'n' }],
    });
    expect(found.series[0]?.values).toEqual([1, 0, 0]);
  });

  it('gives nothing for fewer than two times', async () => {
    expect(await series(`SELECT unnest([${dates}, NULL]) AS t`)).toEqual({
      ends: [],
      series: [{ label: 'count(t)', values: [] }],
    });
  });

  it('reads times from text, from dates with a zone and from numbers of ten digits', async () => {
    const expected = { ends: [Date.UTC(2024, 0, 2) / 1000], series: [{ label: 'count(t)', values: [2] }] };
    expect(await series("SELECT unnest(['2024-01-01 10:00:00', '1704103200', 'never']) AS t")).toEqual(expected);
    expect(await series('SELECT unnest([1704103200, 1704103201, 5]) AS t')).toEqual(expected);
    expect(
      await series("SELECT unnest([TIMESTAMPTZ '2024-01-01 00:30:00-05', '2024-01-01 01:30:00+01']) AS t"),
    ).toEqual(expected);
  });

  it('refuses columns that are no times or not there', async () => {
    await expect(series('SELECT true AS t')).rejects.toMatchObject({ problem: { code: 'chart_column_type' } });
    await expect(series('SELECT 1 AS time')).rejects.toMatchObject({
      problem: { code: 'chart_column_missing', message: containing(' t ') },
    });
  });
});

describe('tableRelation', () => {
  it('refuses an output that is not a table', async () => {
    const located = await project.storeFile('json', 'json_block', 'output_0.json', async (file) => {
      await (await import('node:fs/promises')).writeFile(file, '{}');
    });
    await expect(tableRelation(project.pool.query, located)).rejects.toMatchObject({
      problem: { code: 'output_not_table' },
    });
  });
});

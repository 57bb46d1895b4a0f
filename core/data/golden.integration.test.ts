import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { histogramOf } from './histogram';
import { createPool, type Pool } from './pool';
import { profileOf } from './profile';
import { describeSource } from './relation';
import { openDatabase } from './session';
import { timeSeriesOf } from './time-series';
import { anyText, anything } from './test-matchers';

const taxi = path.resolve(import.meta.dirname, '../..', process.env['EIDER_TAXI_DATA'] ?? '../shared/data/green-taxi');
const present = existsSync(path.join(taxi, '2024', '02.parquet'));
const suite = present ? describe : describe.skip;

/** Counts that Mage's own functions gave on the same files. */
suite(`charts of the real green-taxi trips${present ? '' : ' (skipped: no files in EIDER_TAXI_DATA)'}`, () => {
  let pool: Pool;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'eider-golden-'));
    pool = createPool(await openDatabase({ tempDirectory: folder }), 2);
  });
  afterAll(async () => {
    pool.close();
    await rm(folder, { recursive: true, force: true });
  });
  const files = path.join(taxi, '2024', '*.parquet');

  it('counts trips of up to 20 miles in eleven buckets of two', async () => {
    const relation = await describeSource(pool.query, {
      sql: `(SELECT * FROM (SELECT *, (epoch_us(lpep_dropoff_datetime) - epoch_us(lpep_pickup_datetime)) / 6e7 AS duration
             FROM read_parquet($files)) WHERE duration BETWEEN 1 AND 60 AND trip_distance <= 20)`,
      values: { files },
      name: 'the prepared trips',
    });
    const histogram = await histogramOf(pool.query, relation, { column: 'trip_distance', buckets: 20 });
    expect(histogram?.buckets.map((bucket) => bucket.count)).toEqual([
      57805, 30282, 8354, 4771, 2037, 1000, 552, 347, 309, 176, 2,
    ]);
    expect(histogram?.buckets.map((bucket) => bucket.min)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(histogram?.buckets.at(-1)?.max).toBe(22);
  });

  it('counts trips over time in 41 buckets stretched from hours', async () => {
    const relation = await describeSource(pool.query, {
      sql: 'read_parquet($files)',
      values: { files },
      name: 'the ingested trips',
    });
    const { ends, series } = await timeSeriesOf(pool.query, relation, {
      column: 'lpep_pickup_datetime',
      metrics: [{ aggregation: 'count', column: 'lpep_pickup_datetime' }],
      interval: 'original',
    });
    const counts = series[0]?.values ?? [];
    expect(series[0]?.label).toBe('count(lpep_pickup_datetime)');
    expect(ends).toHaveLength(41);
    expect(ends[0]).toBeCloseTo(1704161636.825, 6);
    expect(ends.at(-1)).toBeCloseTo(1709379109.825, 6);
    expect(counts.slice(0, 5)).toEqual([1223, 2499, 3079, 2861, 2001]);
    expect(counts.slice(-3)).toEqual([2666, 3729, 25]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(110128);
  });

  it('counts the distinct values of each column, and what is most frequent', async () => {
    const relation = await describeSource(pool.query, {
      sql: 'read_parquet($files)',
      values: { files },
      name: 'the ingested trips',
    });
    const profile = (column: string) => profileOf(pool.query, relation, { column, filters: [] });
    const zones = await profile('PULocationID');
    expect(zones).toMatchObject({ rows: 110128, nulls: 0, distinct: 223, distinctIsExact: true });
    expect(zones.topValues[0]).toEqual({ value: '74', count: 23590 });
    expect((await profile('ehail_fee')).topValues).toEqual([]);
    expect(await profile('ehail_fee')).toMatchObject({ nulls: 110128, distinct: 0, min: null, mean: null });
    const pickups = await profile('lpep_pickup_datetime');
    expect(pickups).toMatchObject({
      distinctIsExact: false,
      mean: null,
      min: '2023-12-31 14:38:47',
      max: '2024-02-29 23:56:40',
    });
    const distance = await profile('trip_distance');
    expect(distance).toMatchObject({
      min: '0.0',
      max: '201421.68',
      quantiles: [anyText(), '1.79', anyText()],
    });
    expect(distance.mean).toBeCloseTo(24.77, 2);
    const flag = await profile('store_and_fwd_flag');
    expect(flag).toMatchObject({
      nulls: 6343,
      distinct: 2,
      topValues: [{ value: 'N', count: 103594 }, anything()],
    });
  });
});

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWithPackages, withReason } from '../../test/support/python';
import type { ChartDrawing } from '../protocol/charts';
import { createChartProject, type ChartProject } from './chart-test-support';

const root = path.resolve(import.meta.dirname, '../..');
const taxi = path.resolve(root, process.env['EIDER_TAXI_DATA'] ?? '../shared/data/green-taxi');
const folder = path.join(taxi, '2024');
const present = existsSync(path.join(folder, '02.parquet'));
const python = await pythonWithPackages();
const command = 'command' in python ? python.command : null;

const columns = [
  ...['VendorID', 'lpep_pickup_datetime', 'lpep_dropoff_datetime', 'store_and_fwd_flag', 'RatecodeID', 'PULocationID'],
  ...['DOLocationID', 'passenger_count', 'trip_distance', 'fare_amount', 'extra', 'mta_tax', 'tip_amount'],
  ...['tolls_amount', 'ehail_fee', 'improvement_surcharge', 'total_amount', 'payment_type', 'trip_type'],
  'congestion_surcharge',
];
const distinct = [2, 107741, 107723, 2, 6, 223, 247, 10, 2205, 3268, 17, 6, 1627, 29, 0, 5, 5868, 5, 2, 4];
/** Missing values of the columns that have any. */
const missing: Readonly<Record<string, number>> = {
  ...{ store_and_fwd_flag: 6343, RatecodeID: 6343, passenger_count: 6343, payment_type: 6343 },
  ...{ congestion_surcharge: 6343, trip_type: 6351, ehail_fee: 110_128 },
};
const distances = [57805, 30282, 8354, 4771, 2037, 1000, 552, 347, 309, 176, 2];
const distanceChart = { chart_type: 'histogram', buckets: '20' };

/** Numbers that Mage's own functions gave on the same files (compatibility notes, 11.4). */
describe.skipIf(!present)(
  `charts of the real green-taxi trips${present ? '' : ' (skipped: no files in EIDER_TAXI_DATA)'}`,
  () => {
    let charts: ChartProject;
    beforeAll(async () => {
      charts = await createChartProject();
      const files = path.join(folder, '*.parquet');
      await charts.project.storeTable(`SELECT * FROM read_parquet('${files}')`, { name: 'ingest' });
      await charts.project.storeTable(
        `SELECT * FROM (SELECT *, (epoch_us(lpep_dropoff_datetime) - epoch_us(lpep_pickup_datetime)) / 6e7 AS duration
       FROM read_parquet('${files}')) WHERE duration BETWEEN 1 AND 60`,
        { name: 'prepare' },
      );
      await charts.project.storeTable(
        `SELECT trip_distance FROM (SELECT *, (epoch_us(lpep_dropoff_datetime) - epoch_us(lpep_pickup_datetime)) / 6e7 AS duration
       FROM read_parquet('${files}')) WHERE duration BETWEEN 1 AND 60 AND trip_distance <= 20`,
        { name: 'short' },
      );
    });
    afterAll(() => charts.dispose());

    describe('without Python', () => {
      it('counts trips over time, in 41 buckets that are stretched from hours', async () => {
        const { drawing } = await charts.draw({
          configuration: {
            ...{ chart_type: 'time series bar chart', group_by: ['lpep_pickup_datetime'], time_interval: 'original' },
            metrics: [{ aggregation: 'count', column: 'lpep_pickup_datetime' }],
          },
          on: 'ingest',
        });
        if (drawing.kind !== 'time_series') throw new Error(drawing.kind);
        const counts = drawing.series[0]?.values ?? [];
        expect(drawing.series[0]?.label).toBe('count(lpep_pickup_datetime)');
        expect(drawing.ends).toHaveLength(41);
        expect(drawing.ends[0]).toBeCloseTo(1704161636.825, 6);
        expect(drawing.ends.at(-1)).toBeCloseTo(1709379109.825, 6);
        expect(counts.slice(0, 5)).toEqual([1223, 2499, 3079, 2861, 2001]);
        expect(counts.slice(-3)).toEqual([2666, 3729, 25]);
        expect(counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(110_128);
      });

      it('counts distances', async () => {
        const configuration = { ...distanceChart, group_by: ['trip_distance'] };
        expectDistances((await charts.draw({ configuration, on: 'short' })).drawing);
      });

      it('counts what is most frequent', async () => {
        const most = async (column: string) => {
          const { drawing } = await charts.draw({
            configuration: { chart_type: 'pie chart', group_by: [column], buckets: 1 },
            on: 'ingest',
          });
          return drawing.kind === 'pie' ? drawing.slices : [];
        };
        expect(await most('VendorID')).toEqual([{ label: '2', count: 96_221 }]);
        expect(await most('store_and_fwd_flag')).toEqual([{ label: 'N', count: 103_594 }]);
        expect(await most('PULocationID')).toEqual([{ label: '74', count: 23_590 }]);
        expect(await most('DOLocationID')).toEqual([{ label: '75', count: 6008 }]);
        expect(await most('trip_distance')).toEqual([{ label: '0.0', count: 5716 }]);
        expect(await most('fare_amount')).toEqual([{ label: '10.0', count: 5367 }]);
        expect(await most('ehail_fee')).toEqual([]);
      });

      it('counts missing and distinct values of all columns in SQL', async () => {
        const counted = (what: string) =>
          `SELECT name, n FROM (UNPIVOT (SELECT ${what} FROM {{ df_1 }}) ON COLUMNS(*) INTO NAME name VALUE n)`;
        const bars = async (what: string) => {
          const { drawing } = await charts.draw({
            configuration: { chart_type: 'bar chart', x: 'name', y: 'n' },
            ...{ source: counted(what), language: 'sql', on: 'ingest' },
          });
          return drawing.kind === 'series' ? [drawing.labels, drawing.series[0]?.values] : [];
        };
        expect(await bars('count(DISTINCT COLUMNS(*))')).toEqual([columns, distinct]);
        expect(await bars('count_if(COLUMNS(*) IS NULL)')).toEqual([
          columns,
          columns.map((name) => missing[name] ?? 0),
        ]);
      });

      it('measures a column by groups', async () => {
        const { drawing } = await charts.draw({
          configuration: {
            ...{ chart_type: 'bar chart', group_by: ['one'] },
            metrics: ['min', 'max', 'average', 'median', 'count_distinct'].map((aggregation) => ({
              aggregation,
              column: 'fare_amount',
            })),
          },
          ...{ source: 'SELECT 1 AS one, fare_amount FROM {{ df_1 }}', language: 'sql', on: 'ingest' },
        });
        const values = drawing.kind === 'series' ? drawing.series.map((series) => series.values[0] ?? null) : [];
        expect(values.map((value) => Math.round((value ?? 0) * 100) / 100)).toEqual([-85, 1422.6, 16.99, 13.5, 3268]);
      });
    });

    describe.skipIf(command === null)(withReason('by Python code', python), { timeout: 120_000 }, () => {
      const code = async (name: string, configuration: object, on = 'ingest') => {
        const source = await readFile(path.join(root, 'test/fixtures/charts/green-taxi', `${name}.py`), 'utf8');
        return (await charts.draw({ configuration, source, on }, { code: { python: command } })).drawing;
      };
      const bars = { chart_type: 'bar chart', chart_style: 'horizontal', y_sort_order: 'descending' };
      const tableOf = async (name: string, rest: object) => {
        const drawing = await code(name, { chart_type: 'table', height: 3000, y: 'rows', ...rest });
        if (drawing.kind !== 'table') throw new Error(drawing.kind);
        return drawing;
      };

      it('shows the share of missing values, the greatest first', async () => {
        const drawing = await code('missing_values', {
          ...{ ...bars, x: 'columns_with_missing_values', y: 'percentage_of_missing_values' },
        });
        if (drawing.kind !== 'series') throw new Error(drawing.kind);
        expect(drawing).toMatchObject({ horizontal: true, axis: 'columns_with_missing_values' });
        expect(drawing.labels.slice(0, 2)).toEqual(['ehail_fee', 'trip_type']);
        const shares = drawing.series[0]?.values ?? [];
        expect(Object.fromEntries(drawing.labels.map((name, at) => [name, shares[at]?.toFixed(4)]))).toEqual(
          Object.fromEntries(Object.entries(missing).map(([name, count]) => [name, (count / 1101.28).toFixed(4)])),
        );
        expect(shares[1]?.toFixed(4)).toBe('5.7669');
        expect(shares[2]?.toFixed(4)).toBe('5.7597');
      });

      it('counts distinct values', async () => {
        const drawing = await code('unique_values', { ...bars, x: 'columns', y: 'number_of_unique_values' });
        if (drawing.kind !== 'series') throw new Error(drawing.kind);
        const counts = new Map(drawing.labels.map((name, at) => [name, drawing.series[0]?.values[at]]));
        expect(columns.map((name) => counts.get(name))).toEqual(distinct);
        expect(drawing.series[0]?.values[0]).toBe(107_741);
      });

      it('shows the most frequent values', async () => {
        const { headers, rows, index } = await tableOf('most_frequent_values', { x: 'columns', index: 'column_index' });
        expect(headers).toEqual(['value', 'frequency', '% of values']);
        expect(rows).toHaveLength(19);
        const row = (name: string) => rows[index?.indexOf(name) ?? -1];
        expect(row('VendorID')).toEqual([2, '87.37%', '96,221']);
        expect(row('store_and_fwd_flag')).toEqual(['N', '99.82%', '103,594']);
        expect(row('PULocationID')).toEqual([74, '21.42%', '23,590']);
        expect(row('DOLocationID')).toEqual([75, '5.46%', '6,008']);
        expect(row('trip_distance')).toEqual([0, '5.19%', '5,716']);
        expect(row('fare_amount')).toEqual([10, '4.87%', '5,367']);
      });

      it('sums up the types of the columns', async () => {
        const { rows, index } = await tableOf('summary_overview', { x: 'headers', index: 'stats' });
        expect(Object.fromEntries((index ?? []).map((name, at) => [name, rows[at]?.[0]]))).toEqual({
          ...{ Columns: 20, Rows: 110_128, datetime: 2, number: 6, number_with_decimals: 10, true_or_false: 2 },
        });
      });

      it('shows a profile of each column', async () => {
        const { headers, rows, index } = await tableOf('feature_profiles', { x: 'columns', index: 'stats' });
        expect(headers).toEqual(columns);
        expect(rows.map((row) => row.length)).toEqual(index?.map(() => 19));
        // the column without any value has no cells, so those behind it stand one further to the left
        const cells = (name: string) => {
          const at = columns.filter((column) => column !== 'ehail_fee').indexOf(name);
          return Object.fromEntries((index ?? []).map((stat, row) => [stat, rows[row]?.[at]]));
        };
        expect(cells('trip_distance')).toMatchObject({ Min: 0, Max: 201421.68, Mean: 24.77, Median: 1.79 });
        expect(cells('fare_amount')).toMatchObject({ Min: -85, Max: 1422.6, Mean: 16.99, Median: 13.5 });
        expect(cells('total_amount')).toMatchObject({ Min: -86, Max: 1424.1, Mean: 22.52, Median: 18.45 });
        expect(cells('store_and_fwd_flag')).toMatchObject({ Missing: 6343, Unique: 3, Mode: 'N' });
      });

      it('counts distances', async () => {
        expectDistances(await code('distance_histogram', { ...distanceChart, x: 'x' }, 'prepare'));
      });
    });
  },
);

function expectDistances(drawing: ChartDrawing): void {
  const buckets = drawing.kind === 'histogram' ? drawing.histogram.buckets : [];
  expect(buckets.map(({ count }) => count)).toEqual(distances);
  expect(buckets.map(({ min }) => min)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  expect(buckets.at(-1)?.max).toBe(22);
}

/**
 * Makes the trips of samples/green-taxi: two months in the form of the New York TLC's green-taxi files, but invented.
 *
 *     node scripts/make-sample-data.mjs [folder]     (default: samples/green-taxi/data)
 *
 * Columns, types, nulls and oddities are those of the real files: dispatched trips without a meter's details at the end,
 * an `ehail_fee` that is always null, distances of zero and of thousands of miles, meters left on overnight, a few
 * pickups before the file's month. Routes are unevenly popular, and a trip's duration depends on its distance, its route
 * and the hour, so that there is something to learn.
 *
 * The same bytes come out every time, on every platform: random numbers are MD5 of row and purpose, all arithmetic on
 * them is the exact or correctly rounded kind (+ − × ÷ and floor; no logarithm or sine, whose last digit is up to the C
 * library), money is counted in whole cents, rows are sorted by a unique key, and one thread writes one row group.
 * What remains is the Parquet writer itself: with another version of DuckDB the files have to be made anew.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';

const months = [
  {
    file: '01.parquet',
    start: '2024-01-01',
    days: 31,
    rows: 27_400,
    // pickups of the file's first rows, before the month
    early: ['2023-12-31 15:07:12', '2023-12-31 23:41:05'],
  },
  {
    file: '02.parquet',
    start: '2024-02-01',
    days: 29,
    rows: 25_900,
    early: [
      '2024-01-25 19:22:40',
      '2024-01-25 20:05:11',
      '2024-01-26 08:31:57',
      '2024-01-31 22:48:03',
      '2024-01-31 23:17:36',
      '2024-01-31 23:55:29',
    ],
  },
];

/** Relative number of trips at each hour of the day, and on each day of the week from Monday on. */
const hourWeights = [18, 13, 10, 8, 7, 6, 17, 42, 54, 59, 59, 59, 59, 64, 69, 76, 84, 89, 88, 69, 52, 39, 32, 26];
const dayWeights = [92, 99, 103, 107, 108, 101, 80];

const set = `
  SET threads = 1;
  SET preserve_insertion_order = true;

  -- a number in [0, 1) for a row or zone and a purpose
  CREATE MACRO u(key, purpose) AS
    (md5_number_lower(key::VARCHAR || '/' || purpose) >> 11)::BIGINT / 9007199254740992;

  -- the city: zones on a plane, in miles; rank 0 is where most trips start
  CREATE TABLE zones AS
  SELECT
    zone,
    12 * u(zone, 'x') AS x,
    12 * u(zone, 'y') AS y,
    60 * u(zone, 'pace') AS pace,  -- seconds more to the mile
    row_number() OVER (ORDER BY u(zone, 'rank')) - 1 AS rank
  FROM range(1, 264) AS numbers(zone);

  -- every zone's neighbours, itself being the nearest
  CREATE TABLE routes AS
  SELECT
    a.rank AS pickup_rank,
    row_number() OVER (PARTITION BY a.zone ORDER BY abs(a.x - b.x) + abs(a.y - b.y), b.zone) - 1 AS nearness,
    a.zone AS pickup,
    b.zone AS dropoff,
    abs(a.x - b.x) + abs(a.y - b.y) AS miles,
    a.pace + b.pace AS pace,
    300 * u(a.zone * 1000 + b.zone, 'route') - 60 AS delay  -- seconds: lights, bridges, one-way streets
  FROM zones a CROSS JOIN zones b;

  CREATE TABLE weights AS
  SELECT [${hourWeights.join(', ')}] AS by_hour, [${dayWeights.join(', ')}] AS by_day;
`;

function monthSql({ start, days, rows, early }) {
  return `
  -- hours of the month, each with the share of trips that start before it
  CREATE OR REPLACE TEMP TABLE hours AS
  WITH weighted AS (
    SELECT
      hour,
      TIMESTAMP '${start}' + to_hours(hour) AS begins,
      by_hour[hour % 24 + 1] * by_day[isodow(begins)] AS weight
    FROM range(${days * 24}) AS numbers(hour), weights
  )
  SELECT hour, begins, (sum(weight) OVER (ORDER BY hour) - weight)::BIGINT / (sum(weight) OVER ())::BIGINT AS share
  FROM weighted;

  -- products of uniform numbers are mostly small: popular zones and near neighbours
  CREATE OR REPLACE TEMP TABLE drawn AS
  SELECT
    i,
    '${start}/' || i AS key,
    u(key, 'when') AS moment,
    u(key, 'dispatched') < 0.06 AND i >= ${early.length} AS dispatched,
    floor(263 * u(key, 'from1') * u(key, 'from2') * u(key, 'from3') * u(key, 'from4'))::BIGINT AS pickup_rank,
    floor(263 * u(key, 'to1') * u(key, 'to2') * u(key, 'to3') * u(key, 'to4'))::BIGINT AS nearness
  FROM range(${rows}) AS numbers(i);

  CREATE OR REPLACE TEMP TABLE driven AS
  SELECT
    i, key, dispatched,
    CASE WHEN i < ${early.length} THEN -1 ELSE hours.hour END AS hour,
    -- dispatched trips are reported in whole minutes
    coalesce(
      ([${early.map((time) => `'${time}'`).join(', ')}])[i + 1]::TIMESTAMP,
      hours.begins + to_seconds(CASE WHEN dispatched THEN 60 * floor(60 * u(key, 'minute'))::BIGINT
                                 ELSE floor(3600 * u(key, 'second'))::BIGINT END)
    ) AS picked_up,
    pickup, dropoff, delay,
    (miles + CASE WHEN nearness = 0 THEN 0.3 + 0.9 * u(key, 'within') ELSE 0.2 END) * (1.05 + 0.35 * u(key, 'detour')) AS miles,
    130 + pace + CASE WHEN hours.hour % 24 BETWEEN 7 AND 18 THEN 90 ELSE 0 END AS pace
  FROM drawn
  ASOF JOIN hours ON drawn.moment >= hours.share
  JOIN routes USING (pickup_rank, nearness);

  CREATE OR REPLACE TEMP TABLE timed AS
  SELECT
    *,
    u(key, 'odd') AS odd,
    CASE
      WHEN odd < 0.028 THEN floor(50 * u(key, 'short'))                -- switched off at once
      WHEN odd < 0.037 THEN 3700 + floor(80000 * u(key, 'long'))       -- left on
      ELSE floor(greatest(70, 100 + delay + miles * pace
        + 200 * (u(key, 'noise1') + u(key, 'noise2') + u(key, 'noise3') - 1.5)))
    END::BIGINT AS seconds,
    CASE
      WHEN u(key, 'zero') < 0.052 THEN 0
      WHEN u(key, 'far') < 0.0006 THEN 100 * floor(5000 + 190000 * u(key, 'farther')) + 68
      ELSE floor(100 * miles)
    END::BIGINT AS hundredths
  FROM driven;

  -- cents
  CREATE OR REPLACE TEMP TABLE charged AS
  SELECT
    *,
    CASE WHEN u(key, 'vendor') < 0.87 THEN 2 ELSE 1 END AS vendor,
    CASE WHEN u(key, 'payment') < 0.69 THEN 1 WHEN u(key, 'payment') < 0.988 THEN 2
         WHEN u(key, 'payment') < 0.997 THEN 3 ELSE 4 END AS payment,
    CASE WHEN u(key, 'refund') < 0.0033 THEN -1 ELSE 1 END AS sign,
    CASE WHEN u(key, 'rate') < 0.963 THEN 1 WHEN u(key, 'rate') < 0.997 THEN 5 ELSE 2 END AS rate,
    sign * 10 * floor((300 + 250 * miles + least(seconds, 7200) * 0.55) / 10)::BIGINT AS fare,
    sign * CASE WHEN dispatched THEN 0
                WHEN hour % 24 >= 20 OR hour % 24 < 6 THEN 100
                WHEN hour % 24 BETWEEN 16 AND 19 AND isodow(picked_up) <= 5 THEN 250
                ELSE 0 END AS extra,
    sign * CASE WHEN dispatched THEN 0 WHEN vendor = 1 THEN 150 ELSE 50 END AS tax,
    CASE WHEN payment = 1 AND sign = 1 THEN floor(fare * 0.3 * u(key, 'tip'))::BIGINT ELSE 0 END AS tip,
    CASE WHEN u(key, 'toll') < 0.026 THEN 694 ELSE 0 END AS toll,
    sign * 100 AS improvement,
    CASE WHEN dispatched THEN NULL WHEN u(key, 'congestion') < 0.28 THEN sign * 275 ELSE 0 END AS congestion
  FROM timed;
  `;
}

const selection = `
  SELECT
    vendor::INTEGER AS VendorID,
    picked_up AS lpep_pickup_datetime,
    picked_up + to_seconds(seconds) AS lpep_dropoff_datetime,
    CASE WHEN dispatched THEN NULL WHEN u(key, 'stored') < 0.002 THEN 'Y' ELSE 'N' END AS store_and_fwd_flag,
    CASE WHEN NOT dispatched THEN rate END::BIGINT AS RatecodeID,
    pickup::INTEGER AS PULocationID,
    dropoff::INTEGER AS DOLocationID,
    CASE WHEN dispatched THEN NULL
         WHEN u(key, 'passengers') < 0.84 THEN 1 WHEN u(key, 'passengers') < 0.93 THEN 2
         WHEN u(key, 'passengers') < 0.955 THEN 5 WHEN u(key, 'passengers') < 0.971 THEN 6
         WHEN u(key, 'passengers') < 0.983 THEN 3 WHEN u(key, 'passengers') < 0.993 THEN 0 ELSE 4 END::BIGINT AS passenger_count,
    hundredths / 100 AS trip_distance,
    fare / 100 AS fare_amount,
    extra / 100 AS extra,
    tax / 100 AS mta_tax,
    tip / 100 AS tip_amount,
    toll / 100 AS tolls_amount,
    NULL::DOUBLE AS ehail_fee,
    improvement / 100 AS improvement_surcharge,
    (fare + extra + tax + tip + toll + improvement + coalesce(congestion, 0)) / 100 AS total_amount,
    CASE WHEN NOT dispatched THEN payment END::BIGINT AS payment_type,
    CASE WHEN NOT dispatched AND i % 6000 <> 5999 THEN CASE WHEN rate = 5 THEN 2 ELSE 1 END END::BIGINT AS trip_type,
    congestion / 100 AS congestion_surcharge
  FROM charged
  ORDER BY dispatched, hour, i
`;

const target = path.resolve(
  process.argv[2] ?? path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'samples', 'green-taxi', 'data'),
);
const folder = path.join(target, '2024');
await mkdir(folder, { recursive: true });
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(set);
for (const month of months) {
  const file = path.join(folder, month.file);
  await connection.run(monthSql(month));
  await connection.run(`COPY (${selection}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
  console.log(`${file}: ${month.rows} trips`);
}
connection.closeSync();
instance.closeSync();

import { DuckDBInstance } from '@duckdb/node-api';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * The other side of the benchmark `pipeline`: the taxi pipeline as a person would write it for bare DuckDB. `ingest` and
 * `prepare` are the very same SQL. `build` has no SQL; here its sparse matrices are made in SQL, with the same features and
 * values, as tables of row, feature and value (one line for a trip's route, one for its distance), and its targets as
 * tables of one column. Called with the data folder and a folder for the results.
 */
async function main(data: string, results: string): Promise<void> {
  mkdirSync(results, { recursive: true });
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const copy = async (query: string, name: string) => {
    await connection.run(`COPY (${query}) TO '${path.join(results, name)}.parquet' (FORMAT parquet)`);
    return `read_parquet('${path.join(results, name)}.parquet')`;
  };
  const ingest = await copy(
    `SELECT * FROM read_parquet(['${data}/2024/01.parquet', '${data}/2024/02.parquet'])`,
    'ingest',
  );
  const all = await copy(
    `WITH trips AS (
       SELECT *, (epoch_us(lpep_dropoff_datetime) - epoch_us(lpep_pickup_datetime)) / 60e6 AS duration FROM ${ingest}
     )
     SELECT CAST(PULocationID AS VARCHAR) || '_' || CAST(DOLocationID AS VARCHAR) AS PU_DO,
            trip_distance, lpep_pickup_datetime, duration
     FROM trips WHERE duration BETWEEN 1 AND 60`,
    'all',
  );
  const split = (test: string) =>
    `SELECT * EXCLUDE (lpep_pickup_datetime) FROM ${all} WHERE lpep_pickup_datetime ${test} TIMESTAMP '2024-02-01'`;
  const train = await copy(split('<'), 'train');
  const validation = await copy(split('>='), 'validation');
  const dictionary = async (name: string, table: string) =>
    connection.run(`CREATE TYPE ${name} AS ENUM (SELECT DISTINCT PU_DO FROM ${table} ORDER BY 1)`);
  await dictionary('routes', all);
  await dictionary('train_routes', train);
  const encode = (table: string, type: string, name: string) => {
    const route = `enum_code(TRY_CAST(PU_DO AS ${type}))`;
    const distance = `len(enum_range(CAST(NULL AS ${type})))`; // the last feature, after all routes
    const trips = table.replace(')', ', file_row_number = true)');
    const entries = `SELECT file_row_number AS "row", unnest([${route}, ${distance}]) AS feature, unnest([1.0::DOUBLE, trip_distance]) AS value`;
    return copy(`SELECT * FROM (${entries} FROM ${trips}) WHERE feature IS NOT NULL`, name);
  };
  await encode(all, 'routes', 'X');
  await encode(train, 'train_routes', 'X_train');
  await encode(validation, 'train_routes', 'X_val');
  await copy(`SELECT duration FROM ${all}`, 'y');
  await copy(`SELECT duration FROM ${train}`, 'y_train');
  await copy(`SELECT duration FROM ${validation}`, 'y_val');
}

const [data = '', results = ''] = process.argv.slice(2);
main(data, results).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FeatureColumns } from '../../core/learn/encode/columns';
import { compareCodePoints } from '../../core/learn/encode/code-points';
import { DictVectorizer } from '../../core/learn/encode/dict-vectorizer';
import type { NumericArray } from '../../core/learn/encode/npy';
import type { DataSet } from './data-set';

interface Trips {
  readonly features: FeatureColumns;
  readonly y: NumericArray;
}

/** The matrices of the sample `green-taxi`: trips of January to train on, those of February to validate with. */
export async function trips(folder: string): Promise<DataSet> {
  const files = ['01', '02'].map((month) => `'${path.join(folder, '2024', `${month}.parquet`).replaceAll("'", "''")}'`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const read = async (when: string): Promise<Trips> => {
      const found = await connection.runAndReadAll(`
        WITH trips AS (
          SELECT *, (epoch_us(lpep_dropoff_datetime) - epoch_us(lpep_pickup_datetime)) / 60e6 AS duration
          FROM read_parquet([${files.join(', ')}])
        )
        SELECT PULocationID::VARCHAR || '_' || DOLocationID::VARCHAR, trip_distance, duration
        FROM trips WHERE duration BETWEEN 1 AND 60 AND lpep_pickup_datetime ${when} TIMESTAMP '2024-02-01'`);
      const [routes = [], distances = [], durations = []] = found.getColumnsJS();
      const names = routes.map(String);
      const categories = [...new Set(names)].sort(compareCodePoints);
      const codes = new Map(categories.map((category, code) => [category, code]));
      return {
        features: {
          PU_DO: { kind: 'categorical', categories, codes: Int32Array.from(names, (name) => codes.get(name) ?? -1) },
          trip_distance: { kind: 'numeric', values: Float64Array.from(distances, Number) },
        },
        y: Float64Array.from(durations, Number),
      };
    };
    const january = await read('<');
    const february = await read('>=');
    const vectorizer = DictVectorizer.fit(january.features);
    const encoded = ({ features, y }: Trips) => ({ X: vectorizer.transform(features), y });
    return { train: encoded(january), validation: encoded(february) };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

import path from 'node:path';
import { duckdbRows } from '../support/duckdb';
import { root } from '../setup/root';

const data = path.join(root, 'samples', 'green-taxi', 'data', '2024');

/** The sample's tables, computed from its Parquet files in other words than its blocks use. */
const views = [
  `CREATE VIEW ingest AS SELECT * FROM read_parquet(['${data}/01.parquet', '${data}/02.parquet'])`,
  `CREATE VIEW prepared AS
     SELECT concat(PULocationID, '_', DOLocationID) AS PU_DO, trip_distance, lpep_pickup_datetime AS pickup,
       epoch(lpep_dropoff_datetime - lpep_pickup_datetime) / 60 AS duration
     FROM ingest WHERE lpep_dropoff_datetime - lpep_pickup_datetime BETWEEN INTERVAL 1 MINUTE AND INTERVAL 60 MINUTE`,
  `CREATE VIEW train AS SELECT * FROM prepared WHERE pickup < '2024-02-01'`,
  `CREATE VIEW validation AS SELECT * FROM prepared WHERE pickup >= '2024-02-01'`,
];

/** Rows of a query over the views `ingest`, `prepared`, `train` and `validation`. */
export function sampleRows(sql: string): Promise<unknown[][]> {
  return duckdbRows(...views, sql);
}

export async function sampleNumber(sql: string): Promise<number> {
  const [[value] = []] = await sampleRows(sql);
  return Number(value);
}

/** The first values of a column, as a cell of the grid shows them. */
export async function sampleColumn(view: string, column: string, count: number): Promise<string[]> {
  const rows = await sampleRows(`SELECT "${column}" FROM ${view} LIMIT ${count}`);
  return rows.map(([value]) => (typeof value === 'string' ? value : value === null ? 'NULL' : JSON.stringify(value)));
}

/** 53300 → `53,300`. */
export function counted(value: number): string {
  return value.toLocaleString('en-US');
}

/** Rows of a query over the view `passengers`, the list of the sample in Mage's format. */
export function passengerRows(sql: string): Promise<unknown[][]> {
  const list = path.join(root, 'samples', 'mage-titanic', 'data', 'passengers.csv');
  return duckdbRows(`CREATE VIEW passengers AS SELECT * FROM '${list}'`, sql);
}

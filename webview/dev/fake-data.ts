import { fakeChart, fakeChartOf } from './fake-charts';
import { Bool, Float32, Float64, Int64, makeData, Table, tableToIPC, Utf8, Vector } from 'apache-arrow';
import type { ColumnProfile, DataRequests, PageQuery, Schema } from '../../core/protocol/data';
import type { Histogram } from '../../core/protocol/histogram';
import type { WebviewMethod } from '../../core/protocol/webview';
import { fakeChild, fakeChildLog, fakeChildren } from './fake-children';
import type { FakeColumn } from './fake-column';
import { fakeImportances, fakeModel, fakeTree, fakeTreeText } from './fake-model';
import { hostileColumns, largeText, terminalLog, wideColumns } from './hostile';

/** A table that is computed, not stored: any row of twenty million costs the same. */
export const fakeRows = 20_000_000;

const vendors = ['Creative Mobile', 'VeriFone', 'Myle'];
const firstPickup = Date.UTC(2024, 0, 1) / 1000;

const fakeColumns: readonly FakeColumn[] = [
  { name: 'trip_id', type: 'BIGINT', value: (row) => BigInt(row) },
  { name: 'lpep_pickup_datetime', type: 'TIMESTAMP', value: (row) => instant(firstPickup + row * 0.13) },
  { name: 'vendor', type: 'VARCHAR', value: (row) => vendors[Math.floor(noise(row, 1) ** 2 * 3)] ?? null },
  { name: 'trip_distance', type: 'DOUBLE', value: (row) => Math.round(-Math.log(1 - noise(row, 2)) * 300) / 100 },
  {
    name: 'passenger_count',
    type: 'INTEGER',
    value: (row) => (noise(row, 3) < 0.04 ? null : 1 + Math.floor(noise(row, 4) * 5)),
  },
  { name: 'fare_amount', type: 'DECIMAL(10,2)', value: (row) => (3 + noise(row, 5) * 60).toFixed(2) },
  { name: 'tip', type: 'FLOAT', value: (row) => Math.fround(Math.round(noise(row, 6) * 120) / 10) },
  {
    name: 'PU_DO',
    type: 'VARCHAR',
    value: (row) => `${Math.floor(noise(row, 7) * 260)}_${Math.floor(noise(row, 8) * 260)}`,
  },
  { name: 'store_and_fwd_flag', type: 'BOOLEAN', value: (row) => noise(row, 9) < 0.02 },
  { name: 'note', type: 'VARCHAR', value: (row) => note(row) },
  { name: 'tags', type: 'VARCHAR[]', value: (row) => (row % 3 === 0 ? '[airport, night]' : '[]') },
  { name: 'day', type: 'DATE', value: (row) => instant(firstPickup + row * 0.13).slice(0, 10) },
];

function note(row: number): string | null {
  if (row % 4 === 0) return null;
  return row % 4 === 1
    ? ''
    : '<b>not markup</b>\nsecond line, and so on and on until the cell is far too narrow for it';
}

/** Steady pseudo-random number in [0, 1). */
function noise(row: number, salt: number): number {
  const x = Math.sin(row * 12.9898 + salt * 78.233) * 43_758.5453;
  return x - Math.floor(x);
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** The table of a block: two that ask much of the grid, and for all others the taxi trips. */
function columnsOf(block: string): readonly FakeColumn[] {
  if (block === 'hostile') return hostileColumns;
  return block === 'wide' ? wideColumns : fakeColumns;
}

function page({ block, offset, limit, sort, columns }: PageQuery): Uint8Array {
  const count = Math.max(0, Math.min(limit, fakeRows - offset));
  const descending = sort[0]?.descending === true;
  const rows = Array.from({ length: count }, (_, index) =>
    descending ? fakeRows - 1 - offset - index : offset + index,
  );
  // by position, since names may repeat
  const vectors = columnsOf(block)
    .slice(columns?.first, columns?.end)
    .map((column, index) => [`c${index}`, vector(column.type, rows.map(column.value))] as const);
  return tableToIPC(new Table(Object.fromEntries(vectors)), 'stream');
}

/** Arrow's own builders compile code at run time, which the page's policy forbids: as it should be. */
function vector(type: string, values: readonly (string | number | bigint | boolean | null)[]) {
  const nullBitmap = bitmap(values.map((value) => value !== null));
  const shape = { length: values.length, nullCount: values.filter((value) => value === null).length, nullBitmap };
  switch (type) {
    case 'BIGINT': {
      const data = BigInt64Array.from(values, (value) => BigInt(value ?? 0));
      return new Vector([makeData({ type: new Int64(), data, ...shape })]);
    }
    case 'INTEGER':
    case 'DOUBLE':
      return new Vector([makeData({ type: new Float64(), data: Float64Array.from(values, Number), ...shape })]);
    case 'FLOAT':
      return new Vector([makeData({ type: new Float32(), data: Float32Array.from(values, Number), ...shape })]);
    case 'BOOLEAN':
      return new Vector([
        makeData({ type: new Bool(), data: bitmap(values.map((value) => value === true)), ...shape }),
      ]);
    default: {
      const texts = values.map((value) => new TextEncoder().encode(String(value ?? '')));
      const valueOffsets = new Int32Array(values.length + 1);
      texts.forEach((text, index) => (valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + text.length));
      const data = new Uint8Array(valueOffsets.at(-1) ?? 0);
      texts.forEach((text, index) => data.set(text, valueOffsets[index]));
      return new Vector([makeData({ type: new Utf8(), valueOffsets, data, ...shape })]);
    }
  }
}

function bitmap(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 64) * 8);
  bits.forEach((bit, index) => (bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (Number(bit) << (index & 7))));
  return bytes;
}

function histogram(column: string, buckets: number): Histogram {
  const times = column === 'lpep_pickup_datetime' || column === 'day';
  const min = times ? firstPickup : 0;
  const step = times ? (fakeRows * 0.13) / buckets : 30 / buckets;
  return {
    unit: times ? 'epoch_seconds' : 'number',
    buckets: Array.from({ length: buckets }, (_, index) => ({
      min: min + index * step,
      max: min + (index + 1) * step,
      count: Math.round(column === 'trip_distance' ? 3e6 * Math.exp(-index / 4) : 1e6 * (0.4 + noise(index, 3))),
    })),
  };
}

function profile(column: string): ColumnProfile {
  const type = fakeColumns.find((known) => known.name === column)?.type ?? 'VARCHAR';
  const numeric = type !== 'VARCHAR' && type !== 'BOOLEAN';
  const tops = new Map<string, number>();
  for (let row = 0; row < 2000; row++) {
    const value = fakeColumns.find((known) => known.name === column)?.value(row);
    if (value !== null && value !== undefined) tops.set(String(value), (tops.get(String(value)) ?? 0) + 10_000);
  }
  const topValues = [...tops].sort((a, b) => b[1] - a[1]).slice(0, 8);
  return {
    column,
    type,
    rows: fakeRows,
    nulls: column === 'passenger_count' ? 812_345 : 0,
    distinct: tops.size > 1000 ? 18_234_111 : tops.size,
    distinctIsExact: tops.size <= 1000,
    min: numeric ? '0.0' : 'Creative Mobile',
    max: numeric ? '131.52' : 'VeriFone',
    mean: numeric ? 2.8134 : null,
    standardDeviation: numeric ? 3.0711 : null,
    quantiles: numeric ? ['1.12', '1.85', '3.31'] : null,
    topValues: topValues.map(([value, count]) => ({ value, count })),
  };
}

const plainLog = Array.from(
  { length: 60 },
  (_, line) => `2024-01-31 12:00:0${line % 10}  read part ${line} of 60: ${(line + 1) * 1834} rows\n`,
).join('');

function schema(block: string): Schema {
  return { columns: columnsOf(block).map(({ name, type }) => ({ name, type })), rows: fakeRows };
}

/** Answers a request as the data process would. */
export function answer(method: WebviewMethod, params: unknown): DataRequests[WebviewMethod]['result'] {
  switch (method) {
    case 'schema':
      // SAFETY: the views of this project send their requests typed by `DataRequests`
      return schema((params as DataRequests['schema']['params']).block);
    case 'page':
      // SAFETY: as above
      return { arrow: page(params as PageQuery), rows: fakeRows };
    case 'cell': {
      // SAFETY: as above
      const { from, limit } = params as DataRequests['cell']['params'];
      return { text: largeText.slice(from, from + limit), characters: largeText.length };
    }
    case 'histogram': {
      // SAFETY: as above
      const { column, buckets } = params as DataRequests['histogram']['params'];
      return histogram(column, buckets);
    }
    case 'profile':
      // SAFETY: as above
      return profile((params as DataRequests['profile']['params']).column);
    case 'chart':
      // SAFETY: as above
      return chart((params as DataRequests['chart']['params']).chart);
    case 'preview':
      return {
        text: '54,378 × 5,094 sparse matrix, 108,756 values\n\n  (0, 12)    1\n  (0, 5093)  2.31\n',
        truncated: true,
      };
    case 'model':
      return fakeModel;
    case 'importances':
      // SAFETY: as above
      return fakeImportances(params as DataRequests['importances']['params']);
    case 'tree':
      // SAFETY: as above
      return fakeTree(params as DataRequests['tree']['params']);
    case 'tree_text':
      return fakeTreeText;
    case 'children':
      // SAFETY: as above
      return fakeChildren(params as DataRequests['children']['params']);
    case 'child':
      // SAFETY: as above
      return fakeChild(params as DataRequests['child']['params']);
    case 'log': {
      // SAFETY: as above
      const { block, child, from } = params as DataRequests['log']['params'];
      const logText = child !== undefined ? fakeChildLog(child) : block === 'hostile' ? terminalLog : plainLog;
      return { text: logText.slice(from, from + 2000), next: Math.min(logText.length, from + 2000) };
    }
  }
}

function chart(uuid: string): DataRequests['chart']['result'] {
  if (uuid === 'distance') {
    const column = 'trip_distance';
    return fakeChart('Trip distance', { kind: 'histogram', column, histogram: histogram(column, 11) });
  }
  const known = fakeChartOf(uuid);
  if (known !== null) return known;
  const ends = Array.from({ length: 41 }, (_, index) => firstPickup + (index + 1) * 130_436.825);
  const values = ends.map((_, index) => Math.round(1500 + 1500 * noise(index, 5)));
  const series = [{ label: 'trips', values }];
  const drawing = { column: 'lpep_pickup_datetime', style: 'bar', ends, points: false, series } as const;
  return fakeChart('Trips over time', { kind: 'time_series', ...drawing });
}

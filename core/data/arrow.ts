import type { DuckDBMaterializedResult, DuckDBVector } from '@duckdb/node-api';
import {
  Bool,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
  type Data,
  type DataType,
} from 'apache-arrow';

/** One column of a result while it is copied: its vectors, one for each chunk, in order. */
interface Column {
  readonly vectors: readonly DuckDBVector[];
  readonly rows: number;
}

type Converter = (column: Column) => Data;

const converters: Readonly<Record<string, Converter>> = {
  TINYINT: (column) => makeData({ type: new Int8(), ...fixed(column, new Int8Array(column.rows)) }),
  SMALLINT: (column) => makeData({ type: new Int16(), ...fixed(column, new Int16Array(column.rows)) }),
  INTEGER: (column) => makeData({ type: new Int32(), ...fixed(column, new Int32Array(column.rows)) }),
  BIGINT: (column) => makeData({ type: new Int64(), ...fixed(column, new BigInt64Array(column.rows)) }),
  UTINYINT: (column) => makeData({ type: new Uint8(), ...fixed(column, new Uint8Array(column.rows)) }),
  USMALLINT: (column) => makeData({ type: new Uint16(), ...fixed(column, new Uint16Array(column.rows)) }),
  UINTEGER: (column) => makeData({ type: new Uint32(), ...fixed(column, new Uint32Array(column.rows)) }),
  UBIGINT: (column) => makeData({ type: new Uint64(), ...fixed(column, new BigUint64Array(column.rows)) }),
  FLOAT: (column) => makeData({ type: new Float32(), ...fixed(column, new Float32Array(column.rows)) }),
  DOUBLE: (column) => makeData({ type: new Float64(), ...fixed(column, new Float64Array(column.rows)) }),
  BOOLEAN: booleanData,
  VARCHAR: textData,
};

/** Whether values of a type, by DuckDB's name, travel as they are. Others must be cast to VARCHAR in the query. */
export function travels(type: string): boolean {
  return Object.hasOwn(converters, type);
}

/**
 * A result as an Arrow IPC stream of one record batch, columns under the given names, which may repeat. An empty name is
 * left out of the stream, as Arrow's writer does; readers get null for it.
 */
export function arrowStream(result: DuckDBMaterializedResult, names: readonly string[]): Uint8Array {
  const chunks = Array.from({ length: result.chunkCount }, (_, index) => result.getChunk(index));
  const rows = result.rowCount;
  const children = names.map((name, index) => {
    const type = String(result.columnType(index));
    const convert = converters[type];
    if (convert === undefined) throw new TypeError(`Column ${name} of type ${type} cannot travel; cast it to VARCHAR.`);
    return convert({ vectors: chunks.map((chunk) => chunk.getColumnVector(index)), rows });
  });
  const schema = new Schema(names.map((name, index) => new Field(name, typeOf(children, index), true)));
  const type = new Struct(schema.fields);
  const batch = new RecordBatch(schema, makeData({ type, length: rows, nullCount: 0, children }));
  return tableToIPC(new Table(schema, [batch]), 'stream');
}

function typeOf(children: readonly Data[], index: number): DataType {
  const child = children[index];
  if (child === undefined) throw new RangeError(`There is no column ${index}.`);
  return child.type;
}

/** Where the values of a column lie: index of the row, and the value, which is never null. */
function eachValue(
  column: Column,
  visit: (row: number, value: unknown) => void,
): { nullBitmap: Uint8Array; nullCount: number } {
  const nullBitmap = new Uint8Array(Math.ceil(column.rows / 8));
  let nullCount = 0;
  let row = 0;
  for (const vector of column.vectors) {
    for (let item = 0; item < vector.itemCount; item++, row++) {
      const value: unknown = vector.getItem(item);
      if (value === null) {
        nullCount++;
        continue;
      }
      nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7));
      visit(row, value);
    }
  }
  return { nullBitmap, nullCount };
}

/** Copies the values of a column into a typed array of its kind; places of nulls stay 0. */
function fixed<T extends ArrayBufferView>(column: Column, data: T) {
  const nulls = eachValue(column, (row, value) => Reflect.set(data, row, value));
  return { length: column.rows, data, ...nulls };
}

function booleanData(column: Column): Data {
  const data = new Uint8Array(Math.ceil(column.rows / 8));
  const nulls = eachValue(column, (row, value) => {
    if (value === true) data[row >> 3] = (data[row >> 3] ?? 0) | (1 << (row & 7));
  });
  return makeData({ type: new Bool(), length: column.rows, data, ...nulls });
}

function textData(column: Column): Data {
  const pieces: Buffer[] = [];
  const valueOffsets = new Int32Array(column.rows + 1);
  let row = 0;
  let bytes = 0;
  const nulls = eachValue(column, (at, value) => {
    // rows since the last value are null and have no bytes
    while (row < at) valueOffsets[++row] = bytes;
    const piece = Buffer.from(String(value));
    pieces.push(piece);
    bytes += piece.length;
    valueOffsets[++row] = bytes;
  });
  while (row < column.rows) valueOffsets[++row] = bytes;
  return makeData({ type: new Utf8(), length: column.rows, data: Buffer.concat(pieces), valueOffsets, ...nulls });
}

/** Arrays of numbers that a NumPy file can hold and JavaScript has. */
export type NumericArray =
  | Float64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>;

interface NumberType {
  readonly bytes: number;
  readonly view: (buffer: ArrayBuffer) => NumericArray;
}

/** NumPy's type descriptors, without byte order. Booleans (`b1`) are read as 0 and 1. */
export const numberTypes = {
  f8: { bytes: 8, view: (buffer: ArrayBuffer) => new Float64Array(buffer) },
  f4: { bytes: 4, view: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  i8: { bytes: 8, view: (buffer: ArrayBuffer) => new BigInt64Array(buffer) },
  u8: { bytes: 8, view: (buffer: ArrayBuffer) => new BigUint64Array(buffer) },
  i4: { bytes: 4, view: (buffer: ArrayBuffer) => new Int32Array(buffer) },
  u4: { bytes: 4, view: (buffer: ArrayBuffer) => new Uint32Array(buffer) },
  i2: { bytes: 2, view: (buffer: ArrayBuffer) => new Int16Array(buffer) },
  u2: { bytes: 2, view: (buffer: ArrayBuffer) => new Uint16Array(buffer) },
  i1: { bytes: 1, view: (buffer: ArrayBuffer) => new Int8Array(buffer) },
  u1: { bytes: 1, view: (buffer: ArrayBuffer) => new Uint8Array(buffer) },
  b1: { bytes: 1, view: (buffer: ArrayBuffer) => new Uint8Array(buffer) },
} as const satisfies Record<string, NumberType>;
export type NumberTypeName = keyof typeof numberTypes;

export interface NpyHeader {
  readonly type: NumberTypeName;
  readonly shape: readonly number[];
}

/** Whether a value is an array that `writeNpy` can store. */
export function isNumericArray(value: unknown): value is NumericArray {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    value.buffer instanceof ArrayBuffer &&
    !(value instanceof Uint8ClampedArray)
  );
}

/** Everything before the numbers: magic, version 1.0, and the header padded with spaces to a multiple of 64 bytes. */
export function formatHeader(data: NumericArray, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0] ?? 0},)` : `(${shape.join(', ')})`;
  const name = typeName(data);
  const order = numberTypes[name].bytes === 1 ? '|' : '<';
  const text = `{'descr': '${order}${name}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = Buffer.alloc(10 + length, ' ');
  bytes.write('\x93NUMPY\x01\x00', 'latin1');
  bytes.writeUInt16LE(length, 8);
  bytes.write(text, 10, 'latin1');
  bytes.write('\n', bytes.length - 1, 'latin1');
  return bytes;
}

/** Type and shape from a header's text, a Python dictionary; or, as text, why the array cannot be read. */
export function parseHeader(text: string): NpyHeader | string {
  const descriptor = /'descr'\s*:\s*'([<>|=])([a-z]\d+)'/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const tuple = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text);
  if (order === null || tuple === null) return 'its header cannot be read';
  if (descriptor === null) return 'its elements are not plain numbers';
  const type = descriptor[2] ?? '';
  if (!isTypeName(type)) return `its elements are of NumPy's type ${type}, which is not supported`;
  if (descriptor[1] === '>' && numberTypes[type].bytes > 1) return 'its numbers are big-endian, which is not supported';
  const shape = (tuple[1] ?? '')
    .split(',')
    .filter((extent) => extent.trim() !== '')
    .map(Number);
  if (order[1] === 'True' && shape.length > 1) return "its order is Fortran's, which is not supported";
  return { type, shape };
}

function isTypeName(name: string): name is NumberTypeName {
  return Object.hasOwn(numberTypes, name);
}

function typeName(data: NumericArray): NumberTypeName {
  if (data instanceof Float64Array) return 'f8';
  if (data instanceof Float32Array) return 'f4';
  if (data instanceof BigInt64Array) return 'i8';
  if (data instanceof BigUint64Array) return 'u8';
  if (data instanceof Int32Array) return 'i4';
  if (data instanceof Uint32Array) return 'u4';
  if (data instanceof Int16Array) return 'i2';
  if (data instanceof Uint16Array) return 'u2';
  return data instanceof Int8Array ? 'i1' : 'u1';
}

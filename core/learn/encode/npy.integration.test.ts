import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNumericArray, readNpy, readNpyHeader, writeNpy, type NumericArray } from './npy';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'eider-npy-'));
});
afterAll(() => rm(folder, { recursive: true }));

const withCode = (code: string): unknown => {
  const problem: unknown = expect.objectContaining({ code });
  return expect.objectContaining({ problem });
};

/** A file as NumPy writes it, by hand: `numpy.save` of these numbers gives the same bytes. */
function npyFile(header: string, numbers: Uint8Array, version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  return Buffer.concat([
    Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1'),
    length,
    Buffer.from(header),
    numbers,
  ]);
}

describe('NumPy files', () => {
  it.each<[NumericArray]>([
    [Float64Array.of(0, -0, 1.5, NaN, Infinity)],
    [Float32Array.of(0.5, -3)],
    [BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)],
    [BigUint64Array.of(2n ** 64n - 1n)],
    [Int32Array.of(-(2 ** 31), 7)],
    [Uint32Array.of(2 ** 32 - 1)],
    [Int16Array.of(-300)],
    [Uint16Array.of(65535)],
    [Int8Array.of(-1)],
    [Uint8Array.of(255)],
    [new Float64Array()],
  ])('give back %o', async (data) => {
    const file = path.join(folder, 'array.npy');
    await writeNpy(file, data);
    expect(await readNpy(file)).toEqual({ shape: [data.length], data });
  });

  it('begin with the bytes that numpy.save writes', async () => {
    const file = path.join(folder, 'plain.npy');
    await writeNpy(file, Int32Array.of(1, 2, 3));
    const header = `{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }`.padEnd(117) + '\n';
    expect(await readFile(file)).toEqual(npyFile(header, Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0)));
  });

  it('keep a two-dimensional shape, and only a view of a larger buffer', async () => {
    const file = path.join(folder, 'matrix.npy');
    await writeNpy(file, Float64Array.of(9, 1, 2, 3, 4, 5, 6, 9).subarray(1, 7), [2, 3]);
    expect(await readNpyHeader(file)).toEqual({ type: 'f8', shape: [2, 3] });
    expect(await readNpy(file)).toEqual({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) });
    await expect(writeNpy(file, Float64Array.of(1, 2), [3])).rejects.toThrow('does not have the shape (3)');
  });

  it('are read in the versions with a longer header, and with booleans', async () => {
    const file = path.join(folder, 'version2.npy');
    await writeFile(
      file,
      npyFile(`{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }\n`, Uint8Array.of(1, 0), 2),
    );
    expect(await readNpy(file)).toEqual({ shape: [2], data: Uint8Array.of(1, 0) });
    await writeFile(file, npyFile(`{'descr': '<i2', 'fortran_order': True, 'shape': (), }\n`, Uint8Array.of(7, 0), 3));
    expect(await readNpy(file)).toEqual({ shape: [], data: Int16Array.of(7) });
  });

  it.each<[string, Buffer]>([
    ['it does not begin as a NumPy file', Buffer.from('PAR1, and something more')],
    ['it does not begin as a NumPy file', Buffer.alloc(0)],
    ['it ends within its header', npyFile(`{'descr'`, new Uint8Array()).fill(0xff, 8, 10)],
    ['its header cannot be read', npyFile(`{'descr': '<f8'}`, new Uint8Array())],
    [
      'its elements are not plain numbers',
      npyFile(`{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }`, new Uint8Array(8)),
    ],
    [
      "its elements are of NumPy's type c16",
      npyFile(`{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }`, new Uint8Array(16)),
    ],
    [
      'its numbers are big-endian',
      npyFile(`{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }`, new Uint8Array(8)),
    ],
    [
      "its order is Fortran's",
      npyFile(`{'descr': '<f8', 'fortran_order': True, 'shape': (1, 1), }`, new Uint8Array(8)),
    ],
    [
      'its header promises',
      npyFile(`{'descr': '<f8', 'fortran_order': False, 'shape': (9007199254740991,), }`, new Uint8Array(8)),
    ],
  ])('are refused when %s', async (fault, bytes) => {
    const file = path.join(folder, 'wrong.npy');
    await writeFile(file, bytes);
    await expect(readNpy(file)).rejects.toThrow(fault);
    await expect(readNpy(file)).rejects.toThrow(withCode('output_damaged'));
  });

  it('are refused, by name, when they were cut off or are not there', async () => {
    const file = path.join(folder, 'cut.npy');
    await writeNpy(file, Float64Array.of(1, 2, 3));
    await truncate(file, 140);
    await expect(readNpy(file)).rejects.toThrow(`${file} is damaged: its header promises 152 bytes, it has 140.`);
    await expect(readNpy(path.join(folder, 'absent.npy'))).rejects.toThrow(withCode('output_missing'));
  });

  it('can hold typed arrays, and no other views or arrays', () => {
    expect(isNumericArray(new Float64Array(1))).toBe(true);
    expect(isNumericArray(new BigInt64Array(1))).toBe(true);
    expect(isNumericArray(new DataView(new ArrayBuffer(1)))).toBe(false);
    expect(isNumericArray(new Uint8ClampedArray(1))).toBe(false);
    expect(isNumericArray([1])).toBe(false);
  });
});

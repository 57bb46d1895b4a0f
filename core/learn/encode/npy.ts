import { damagedOutput, readBytes, withStoredFile, writeFileWithChecksum } from './binary-file';
import { formatHeader, numberTypes, parseHeader, type NpyHeader, type NumericArray } from './npy-header';

export { isNumericArray, type NpyHeader, type NumericArray } from './npy-header';

/** An array of numbers with its shape, the last index running fastest. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: NumericArray;
}

/** Bytes of the magic text and the version, before the length of the header. */
const PREFIX = 8;

/**
 * Writes an array in NumPy's format (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), version 1,
 * little-endian, C order. Without a shape it is one-dimensional. Gives the SHA-256 of the file. Throws RangeError when
 * shape and length disagree.
 */
export async function writeNpy(
  file: string,
  data: NumericArray,
  shape: readonly number[] = [data.length],
): Promise<string> {
  if (count(shape) !== data.length) {
    throw new RangeError(`An array of ${data.length} numbers does not have the shape (${shape.join(', ')})`);
  }
  return writeFileWithChecksum(file, async (write) => {
    await write(formatHeader(data, shape));
    await write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  });
}

/** Reads an array of numbers from a file of version 1, 2 or 3. Throws `output_damaged` or `output_missing`. */
export async function readNpy(file: string): Promise<NpyArray> {
  return withStoredFile(file, async (handle) => {
    const { header, bytes } = await readPreamble(file, handle);
    const type = numberTypes[header.type];
    const expected = count(header.shape) * type.bytes;
    const { size } = await handle.stat();
    // checked before allocating: a damaged header may ask for any amount
    if (size !== bytes + expected) {
      throw damagedOutput(file, `its header promises ${bytes + expected} bytes, it has ${size}`);
    }
    const buffer = new ArrayBuffer(expected);
    if (!(await readBytes(handle, new Uint8Array(buffer), bytes))) throw damagedOutput(file, 'it ends too early');
    return { shape: header.shape, data: type.view(buffer) };
  });
}

/** Type and shape of a stored array, without reading its numbers. Throws `output_damaged` or `output_missing`. */
export async function readNpyHeader(file: string): Promise<NpyHeader> {
  return withStoredFile(file, async (handle) => (await readPreamble(file, handle)).header);
}

/** The header, and how many bytes stand before the numbers. */
async function readPreamble(
  file: string,
  handle: Parameters<typeof readBytes>[0],
): Promise<{ header: NpyHeader; bytes: number }> {
  const prefix = Buffer.alloc(PREFIX + 4);
  const complete = await readBytes(handle, prefix, 0);
  const version = prefix[6] ?? 0;
  if (!complete || prefix.toString('latin1', 0, 6) !== '\x93NUMPY' || version < 1 || version > 3) {
    throw damagedOutput(file, 'it does not begin as a NumPy file');
  }
  const sizeBytes = version === 1 ? 2 : 4;
  const text = Buffer.alloc(Math.min(prefix.readUIntLE(PREFIX, sizeBytes), 2 ** 16));
  const bytes = PREFIX + sizeBytes + text.length;
  if (!(await readBytes(handle, text, PREFIX + sizeBytes))) throw damagedOutput(file, 'it ends within its header');
  const header = parseHeader(text.toString(version === 3 ? 'utf8' : 'latin1'));
  if (typeof header === 'string') throw damagedOutput(file, header);
  return { header, bytes };
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

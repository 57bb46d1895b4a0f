import { open, type FileHandle } from 'node:fs/promises';
import { isMissing } from '../fs-errors';
import type { LogText } from '../protocol/data';

/** Bytes read at a time; who wants more asks again from `next`. */
export const logPiece = 256 * 1024;

/**
 * A piece of a log file from byte `from` on, cut where a character ends. A file that is missing, or shorter than `from`, has no
 * text there yet.
 */
export async function readLog(file: string, from: number): Promise<LogText> {
  return withLog(file, from, async (handle, size) => {
    const buffer = Buffer.alloc(Math.min(logPiece, size - from));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
    const whole = completeLength(buffer.subarray(0, bytesRead));
    return { text: buffer.toString('utf8', 0, whole), next: from + whole };
  });
}

/** Lends a log of `size` bytes that has something behind byte `from`; of any other the answer is that it has no text there yet. */
export async function withLog(
  file: string,
  from: number,
  read: (handle: FileHandle, size: number) => Promise<LogText>,
): Promise<LogText> {
  let handle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (isMissing(error)) return { text: '', next: 0 };
    throw error;
  }
  try {
    const { size } = await handle.stat();
    return from >= size ? { text: '', next: size } : await read(handle, size);
  } finally {
    await handle.close();
  }
}

/** How many of the bytes are whole UTF-8 characters: a character cut off at the end is left for the next piece. */
export function completeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue; // a later byte of a character: look for its first
    const length = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : byte >= 0b1100_0000 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length; // not UTF-8 at all: nothing to wait for
}

import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { EiderError } from '../../errors';

/** Node refuses single reads of 2 GiB and more. */
const LARGEST_TRANSFER = 2 ** 28;
/** Bytes written at once: with pieces of 8 MiB, Linux took half as long again for the same file. */
const LARGEST_PIECE = 2 ** 19;

/** Opens a stored output for reading, hands it to `read`, and closes it. Throws `output_missing` when it is not there. */
export async function withStoredFile<T>(file: string, read: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new EiderError(
        { code: 'output_missing', message: `${file} is not there.`, remedy: 'Run its block again.', file },
        { cause: error },
      );
    }
    throw error;
  }
  try {
    return await read(handle);
  } finally {
    await handle.close();
  }
}

/** What goes to a file that is being written, in order. */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

/**
 * Makes a file of what `write` writes, and gives the file's SHA-256 in hexadecimal. It is taken of one piece while the
 * system writes the piece before: reading a large file again would take as long as writing it. Both are of a copy, so
 * they agree even when someone changes the bytes meanwhile.
 */
export async function writeFileWithChecksum(
  file: string,
  write: (bytes: WriteBytes) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'w');
  try {
    let [buffer, other] = [Buffer.allocUnsafeSlow(LARGEST_PIECE), Buffer.allocUnsafeSlow(LARGEST_PIECE)];
    let written = Promise.resolve();
    await write(async (bytes) => {
      for (let start = 0; start < bytes.byteLength; start += LARGEST_PIECE) {
        const original = bytes.subarray(start, start + LARGEST_PIECE);
        buffer.set(original);
        const piece = buffer.subarray(0, original.byteLength);
        hash.update(piece);
        await written;
        written = writeBytes(handle, piece);
        written.catch(() => undefined); // awaited before the next piece, or at the end
        [buffer, other] = [other, buffer];
      }
    });
    await written;
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

async function writeBytes(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) done += (await handle.write(bytes, done)).bytesWritten;
}

/** Fills `target` with the file's bytes from `position` on. Returns false when the file ends before. */
export async function readBytes(handle: FileHandle, target: Uint8Array, position: number): Promise<boolean> {
  let done = 0;
  while (done < target.byteLength) {
    const length = Math.min(LARGEST_TRANSFER, target.byteLength - done);
    const { bytesRead } = await handle.read(target, done, length, position + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}

/** The error for a stored output whose bytes are not what they should be. */
export function damagedOutput(file: string, fault: string, cause?: unknown): EiderError {
  return new EiderError(
    { code: 'output_damaged', message: `${file} is damaged: ${fault}.`, remedy: 'Run its block again.', file },
    cause === undefined ? undefined : { cause },
  );
}

import type { LogText } from '../protocol/data';
import { logPiece, withLog } from './log';

/** Bytes of the log that one answer goes through at most: others wait meanwhile. */
const searchedAtOnce = 16 * logPiece;
const newline = 0x0a;

/**
 * The lines of one child in the log of its block, in which the name of each child stands before its lines (`[name] `), from
 * byte `from` on, which must be where a line begins. The name is taken off. A last line that is not whole waits for the next
 * time. A log that is missing, or shorter than `from`, has no text there yet.
 */
export async function readChildLog(file: string, child: string, from: number): Promise<LogText> {
  return withLog(file, from, async (handle, size) => {
    const prefix = `[${child}] `;
    let text = '';
    let next = from;
    let length = logPiece;
    while (next < size && text.length < logPiece && next - from < searchedAtOnce) {
      const buffer = Buffer.alloc(Math.min(length, size - next));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, next);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(newline) + 1;
      if (end === 0) {
        if (next + bytesRead >= size) break;
        length *= 2; // a line longer than the piece
        continue;
      }
      for (const line of buffer.toString('utf8', 0, end).split('\n')) {
        if (line.startsWith(prefix)) text += `${line.slice(prefix.length)}\n`;
      }
      next += end;
      length = logPiece;
    }
    return { text, next };
  });
}

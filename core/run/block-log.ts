import { closeSync, openSync, writeSync } from 'node:fs';
import { blockLogFile } from '../store/paths';

/** What a block may print, in bytes; a loop that prints must not fill the disk. */
export const blockLogLimit = 16 * 1024 * 1024;

/** Appends to the log of one block. The file is made with the first text. */
export interface BlockLog {
  /** What the block printed. Beyond the limit it is dropped, and the log says so. */
  write(text: string): void;
  /** What Eider has to say about the block; always kept. */
  note(text: string): void;
  /** The same log for one run of a block below a dynamic one, whose name then stands before each line. */
  of(child: string): BlockLog;
  /** Later text is dropped. */
  close(): void;
}

/**
 * Opens the log of a block. Nothing here throws: a log that cannot be written, on a full disk for instance, is no reason
 * for a block to fail.
 */
export function openBlockLog(
  root: string,
  pipeline: string,
  run: string,
  block: string,
  redact: (text: string) => string,
  limit = blockLogLimit,
): BlockLog {
  const file = blockLogFile(root, pipeline, run, block);
  let handle: number | null = null;
  let closed = false;
  let left = limit;
  let full = false;
  const append = (text: string | Uint8Array) => {
    if (closed) return;
    try {
      handle ??= openSync(file, 'a');
      let bytes = Buffer.from(text);
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(handle, bytes));
    } catch {
      closed = handle === null; // without a file there is no use in trying again for every line
    }
  };
  const log: BlockLog = {
    write(text) {
      if (full) return;
      const bytes = Buffer.from(redact(text));
      if (bytes.length <= left) {
        left -= bytes.length;
        append(bytes);
        return;
      }
      append(bytes.subarray(0, bytes.lastIndexOf('\n', left - 1) + 1)); // whole lines only
      full = true;
      append(`\n… more than ${limit} bytes were printed; the rest is not kept\n`);
    },
    note: (text) => append(redact(text)),
    of: (child) => prefixed(log, child),
    close() {
      closed = true;
      if (handle !== null) closeSync(handle);
      handle = null;
    },
  };
  return log;
}

/** Lines are put together before they get their prefix: the runs of other children print between them. */
function prefixed(log: BlockLog, child: string): BlockLog {
  const mark = (text: string) => text.replaceAll(/^(?=.)/gm, `[${child}] `);
  let begun = '';
  const flush = () => {
    if (begun !== '') log.write(mark(`${begun}\n`));
    begun = '';
  };
  return {
    write(text) {
      const end = text.lastIndexOf('\n') + 1;
      const lines = begun + text.slice(0, end);
      begun = end === 0 ? lines + text : text.slice(end);
      if (end > 0) log.write(mark(lines));
    },
    note(text) {
      flush();
      log.note(mark(text));
    },
    of: (inner) => prefixed(log, `${child}:${inner}`),
    close: flush,
  };
}

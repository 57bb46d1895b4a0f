import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ExperimentLine } from '../protocol/experiments';

/** Appends lines to the record of one training. */
export interface ExperimentWriter {
  /** Never throws: what the disk does not take now is written before the next line. */
  append(line: ExperimentLine, urgency: 'now' | 'soon'): void;
  /** Writes what waits. A later line is written all the same: a model may be scored when its training has ended. */
  flush(): void;
  /** Why lines are missing from the file; null while all of them are there. */
  trouble(): unknown;
}

/** Milliseconds that a line may wait for others. */
const LONGEST_WAIT = 100;

/**
 * Lines that may wait are written together: every {@link LONGEST_WAIT} ms while there are any. A training that keeps its
 * thread busy is noticed at its next line, since no timer fires then. The file is open only while something is written,
 * so that a thread may be stopped at any time. `encode` gives a line's text.
 */
export function experimentWriter(
  file: string,
  encode: (line: ExperimentLine) => string = JSON.stringify,
): ExperimentWriter {
  let waiting: string[] = [];
  let unwritten: Uint8Array = new Uint8Array();
  let written = -Infinity;
  let timer: NodeJS.Timeout | null = null;
  let trouble: unknown = null;
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    written = performance.now();
    if (waiting.length > 0) {
      unwritten = Buffer.concat([unwritten, Buffer.from(`${waiting.join('\n')}\n`)]);
      waiting = [];
    }
    if (unwritten.length === 0) return;
    try {
      unwritten = appendBytes(file, unwritten);
      trouble = null;
    } catch (error) {
      if (error instanceof PartlyWritten) unwritten = error.rest;
      trouble = error instanceof PartlyWritten ? error.cause : error;
    }
  };
  return {
    append(line, urgency) {
      waiting.push(encode(line));
      if (urgency === 'now' || performance.now() - written >= LONGEST_WAIT) flush();
      else timer ??= setTimeout(flush, LONGEST_WAIT).unref();
    },
    flush,
    trouble: () => trouble,
  };
}

/** A full disk takes a part of a line first: going on where it stopped keeps the line whole. */
class PartlyWritten extends Error {
  constructor(
    readonly rest: Uint8Array,
    cause: unknown,
  ) {
    super('The file took a part of the lines.', { cause });
  }
}

function appendBytes(file: string, bytes: Uint8Array): Uint8Array {
  mkdirSync(path.dirname(file), { recursive: true });
  const handle = openSync(file, 'a');
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(handle, rest));
  } catch (error) {
    throw new PartlyWritten(rest, error);
  } finally {
    closeSync(handle);
  }
  return rest;
}

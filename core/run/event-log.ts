import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../protocol/run-events';
import { eventLogFile } from '../store/paths';

/** Appends events to a run's log. Writes are synchronous: an event is in the file before anything else happens. */
export interface EventLog {
  /** Never throws: what the disk does not take now is written before the next event. */
  append(event: RunEvent): void;
  /** Why events are missing from the file; null while all of them are there. */
  trouble(): unknown;
  /** Later events are dropped: a block that did not let go in time may still report when its run has ended. */
  close(): void;
}

/** Throws what the file system says when the log cannot be made. */
export function openEventLog(root: string, pipeline: string, run: string): EventLog {
  const file = eventLogFile(root, pipeline, run);
  mkdirSync(path.dirname(file), { recursive: true });
  let handle: number | null = openSync(file, 'a+');
  let unwritten: Uint8Array = endsTorn(handle) ? Buffer.from('\n') : new Uint8Array();
  let trouble: unknown = null;
  const write = () => {
    try {
      // a full disk takes a part of a line first: going on where it stopped keeps the line whole
      while (handle !== null && unwritten.length > 0) unwritten = unwritten.subarray(writeSync(handle, unwritten));
      trouble = null;
    } catch (error) {
      trouble = error;
    }
  };
  return {
    append(event) {
      if (handle === null) return;
      unwritten = Buffer.concat([unwritten, Buffer.from(`${JSON.stringify(event)}\n`)]);
      write();
    },
    trouble: () => trouble,
    close() {
      write(); // there may be room again
      if (handle !== null) closeSync(handle);
      handle = null;
    },
  };
}

/** Whether the last line was cut off, by a power failure for instance: the next event must not be added to it. */
function endsTorn(handle: number): boolean {
  const { size } = fstatSync(handle);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
}

const NEWLINE = 0x0a;

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../protocol/run-events';
import { blockLogFile, eventLogFile } from '../store/paths';

/** Appends events to a run's log. Writes are synchronous: an event is in the file before anything else happens. */
export interface EventLog {
  append(event: RunEvent): void;
  close(): void;
}

export function openEventLog(root: string, pipeline: string, run: string): EventLog {
  const file = eventLogFile(root, pipeline, run);
  mkdirSync(path.dirname(file), { recursive: true });
  const handle = openSync(file, 'a');
  return {
    append(event) {
      writeSync(handle, `${JSON.stringify(event)}\n`);
    },
    close() {
      closeSync(handle);
    },
  };
}

/** Appends to the log of one block. The file is made with the first text. */
export interface BlockLog {
  write(text: string): void;
  close(): void;
}

export function openBlockLog(root: string, pipeline: string, run: string, block: string): BlockLog {
  let handle: number | null = null;
  return {
    write(text) {
      handle ??= openSync(blockLogFile(root, pipeline, run, block), 'a');
      writeSync(handle, text);
    },
    close() {
      if (handle !== null) closeSync(handle);
      handle = null;
    },
  };
}

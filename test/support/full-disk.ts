import type * as sync from 'node:fs';
import type * as promises from 'node:fs/promises';
import { onTestFinished } from 'vitest';

/*
 * A disk that is full for the files that a test says, in the place of Node's: a test file mocks `node:fs` and
 * `node:fs/promises` with these. What worker threads and DuckDB write does not come through here.
 */

type IsFull = (file: string) => boolean;
const never: IsFull = () => false;
let isFull: IsFull = never;

/** Makes the disk full for the files of a project's store for which `full` says so, until the test has finished. */
export function fillDisk(full: IsFull): void {
  isFull = (file) => file.includes('.eider') && full(file.replaceAll('\\', '/'));
  onTestFinished(emptyDisk);
}

export function emptyDisk(): void {
  isFull = never;
}

function isRefused(file: unknown): boolean {
  return isFull(String(file));
}

function refuse(file: unknown, call: string): void {
  if (isRefused(file)) throw noSpace(call);
}

function noSpace(call: string): Error {
  return Object.assign(new Error(`ENOSPC: no space left on device, ${call}`), { code: 'ENOSPC', syscall: call });
}

/** `node:fs/promises` on that disk. As on a real one, the file that cannot be written is there and empty. */
export function promisesOnDisk(real: typeof promises): Record<string, unknown> {
  return {
    ...real,
    async mkdir(...args: Parameters<typeof promises.mkdir>) {
      refuse(args[0], 'mkdir');
      return real.mkdir(...args);
    },
    async writeFile(...args: Parameters<typeof promises.writeFile>) {
      const [file, , options] = args;
      if (!isRefused(file)) return real.writeFile(...args);
      await real.writeFile(file, '', options);
      throw noSpace('write');
    },
    async open(...args: Parameters<typeof promises.open>) {
      const handle = await real.open(...args);
      const write = handle.writeFile.bind(handle);
      return Object.assign(handle, {
        async writeFile(...data: Parameters<typeof write>) {
          refuse(args[0], 'write');
          return write(...data);
        },
      });
    },
  };
}

/** `node:fs` on that disk, as far as logs use it. */
export function syncOnDisk(real: typeof sync): Record<string, unknown> {
  const names = new Map<number, unknown>();
  return {
    ...real,
    mkdirSync(...args: Parameters<typeof sync.mkdirSync>) {
      refuse(args[0], 'mkdir');
      return real.mkdirSync(...args);
    },
    openSync(...args: Parameters<typeof sync.openSync>) {
      const handle = real.openSync(...args);
      names.set(handle, args[0]);
      return handle;
    },
    writeSync(handle: number, bytes: Uint8Array) {
      refuse(names.get(handle), 'write');
      return real.writeSync(handle, bytes);
    },
  };
}

import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { isFileError, isMissing } from '../fs-errors';
import { isExisting } from '../project/files';
import { runProcessSchema } from '../protocol/run-events';
import { storePaths } from './paths';
import { storeNotWritable } from './prepare';
import { identifyThisProcess, isAlive } from './process-identity';

/** How often a lock that somebody else holds is looked at, in milliseconds. */
const LOOK_EVERY = 50;
/** How long a lock may be without the name of its holder, in milliseconds: it is written right after the file is made. */
const NAMELESS_FOR = 5000;

/**
 * Does something while no other process on this machine does something under the same name in the project. One that was
 * left by a process that is gone is taken over. Waits for its turn; rejects with the signal's reason when aborted before,
 * and with `store_not_writable`. `onWaiting` is called when somebody else holds it.
 */
export async function withLock<Result>(
  root: string,
  name: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
  onWaiting?: () => void,
): Promise<Result> {
  const folder = path.join(storePaths(root).cache, 'locks');
  const file = path.join(folder, `${name}.lock`);
  try {
    await mkdir(folder, { recursive: true });
    await acquire(file, signal, onWaiting);
  } catch (error) {
    throw isFileError(error) ? storeNotWritable(root, error) : error;
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** The same with a file that stands for the name, in a folder that is there. */
export async function withLockFile<Result>(
  file: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  await acquire(file, signal);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function acquire(file: string, signal: AbortSignal, onWaiting?: () => void): Promise<void> {
  for (let told = false; !(await take(file));) {
    signal.throwIfAborted();
    if (await isAbandoned(file)) {
      await removeAbandoned(file);
      continue;
    }
    if (!told) onWaiting?.();
    told = true;
    await sleep(LOOK_EVERY, undefined, { signal });
  }
}

async function take(file: string): Promise<boolean> {
  const holder = JSON.stringify(await identifyThisProcess()); // first, because it may take a while
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(holder);
    } catch (error) {
      await rm(file, { force: true }); // the disk is full: without a name it would hold up others
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (isExisting(error) || isBeingRemoved(error)) return false;
    throw error;
  }
}

/** Windows refuses a name whose file is on its way out. */
function isBeingRemoved(error: unknown): boolean {
  return process.platform === 'win32' && isFileError(error) && error.code === 'EPERM';
}

/**
 * Removes a lock whose holder is gone. It is moved away first and looked at again: somebody quicker may have removed it and
 * taken a lock of his own, which then goes back.
 */
async function removeAbandoned(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    if (!(await isAbandoned(aside))) await link(aside, file).catch(() => undefined); // else there is another one already
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  await rm(aside, { force: true });
}

/** Whether the process whose name stands in a file is gone; not while the name is still to be written. */
export async function isAbandoned(file: string): Promise<boolean> {
  try {
    const holder = v.safeParse(runProcessSchema, parse(await readFile(file, 'utf8')));
    if (holder.success) return !(await isAlive(holder.output));
    return Date.now() - (await stat(file)).mtimeMs > NAMELESS_FOR;
  } catch (error) {
    if (isMissing(error)) return false; // given back meanwhile: the next look takes it
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // its holder is about to write its name, or was killed before
  }
}

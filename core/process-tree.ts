import { readdir, readFile } from 'node:fs/promises';
import { listProcesses, type ProcessEntry } from './process-list';

/**
 * Ends every process below `pid`, but not `pid` itself: what a block started must not outlive its run. Asks the operating
 * system once; a process that is already gone is no error.
 */
export async function endDescendants(pid: number): Promise<void> {
  if (await hasNoChildren(pid)) return;
  for (const descendant of descendantsOf(await listProcesses(), pid)) endProcess(descendant);
}

/** Ends a process at once; one that is gone, or is somebody else's, is no error. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}

/** Pids below `pid`, parents before children. */
export function descendantsOf(all: readonly Pick<ProcessEntry, 'pid' | 'parent'>[], pid: number): number[] {
  const found: number[] = [];
  for (let level = [pid]; level.length > 0;) {
    const parents = new Set(level);
    level = all.filter((entry) => parents.has(entry.parent) && entry.pid !== pid).map((entry) => entry.pid);
    found.push(...level);
  }
  return found;
}

/** Linux can name the children of each thread, which is far quicker than looking at every process there is. */
async function hasNoChildren(pid: number): Promise<boolean> {
  try {
    const threads = await readdir(`/proc/${pid}/task`);
    const childrenOf = (thread: string) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8');
    const ofOthers = threads.map((thread) => childrenOf(thread).catch(() => '')); // a thread may have ended since
    const all = [await childrenOf(String(pid)), ...(await Promise.all(ofOthers))];
    return all.every((list) => list.trim() === '');
  } catch {
    return false; // not Linux, or a kernel that does not tell
  }
}

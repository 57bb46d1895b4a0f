import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
}

/**
 * Ends every process below `pid`, but not `pid` itself: what a block started must not outlive its run. Asks the operating
 * system once; a process that is already gone is no error.
 */
export async function endDescendants(pid: number): Promise<void> {
  if (await hasNoChildren(pid)) return;
  const all = await listProcesses();
  for (const descendant of descendantsOf(all, pid)) {
    try {
      process.kill(descendant, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')))
        throw error;
    }
  }
}

/** Pids below `pid`, parents before children. */
export function descendantsOf(all: readonly ProcessEntry[], pid: number): number[] {
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

async function listProcesses(): Promise<ProcessEntry[]> {
  try {
    if (process.platform === 'linux') return await listFromProc();
    const [command, args]: [string, string[]] =
      process.platform === 'win32'
        ? [
            'powershell.exe',
            ['-NoProfile', '-Command', 'Get-CimInstance Win32_Process | % { "$($_.ProcessId) $($_.ParentProcessId)" }'],
          ]
        : ['ps', ['-A', '-o', 'pid=,ppid=']];
    const { stdout } = await promisify(execFile)(command, args, { timeout: 5000, windowsHide: true });
    return stdout.split('\n').flatMap((line) => {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      return pid !== undefined && parent !== undefined && pid > 0 ? [{ pid, parent }] : [];
    });
  } catch {
    return []; // no right to look: nothing more can be done, and the run itself has ended
  }
}

async function listFromProc(): Promise<ProcessEntry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null); // ended since
      const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      return parent === undefined ? [] : [{ pid: Number(pid), parent: Number(parent) }];
    }),
  );
  return entries.flat();
}

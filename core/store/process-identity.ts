import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import type { RunProcess } from '../protocol/run-events';

/**
 * Names this process so that another one can later tell whether it still lives: pid and host, and the moment it started,
 * because pids are used again.
 */
export async function identifyThisProcess(): Promise<RunProcess> {
  return { pid: process.pid, host: os.hostname(), started: await startMark(process.pid) };
}

/**
 * Whether the process that wrote a run's log still runs. A process of another host is taken to be alive: it cannot be
 * asked from here, and calling its run interrupted would be a lie.
 */
export async function isAlive(identity: RunProcess): Promise<boolean> {
  if (identity.host !== os.hostname()) return true;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  if (identity.started === null) return true;
  const mark = await startMark(identity.pid);
  return mark === null || mark === identity.started;
}

/** Something that differs between two processes that had the same pid at different times; null where it cannot be told. */
async function startMark(pid: number): Promise<string | null> {
  try {
    if (process.platform === 'linux') {
      const [stat, bootId] = await Promise.all([
        readFile(`/proc/${pid}/stat`, 'utf8'),
        readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      ]);
      // field 22, starttime, counted after the command name, which may itself hold spaces and parentheses
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // killed, but not yet collected by its parent, which in a container may never happen
      if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
      return `${bootId.trim()}:${fields[19] ?? ''}`;
    }
    if (process.platform === 'darwin') {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: 2000 });
      return stdout.trim() || null;
    }
    return null;
  } catch {
    return null; // gone between the two questions, or no permission to look: the pid alone decides
  }
}

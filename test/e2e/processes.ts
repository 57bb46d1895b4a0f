import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends every process whose environment carries `name=value`, and gives how many there were. The environment is inherited, so
 * this finds also what has left its parent's tree (a detached runner). Linux only; synchronous, to be of use while exiting.
 */
export function endProcessesWith(name: string, value: string): number {
  const pids = processesWith(name, value);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  return pids.length;
}

/** Pids of the processes whose environment carries `name=value` and whose command line has the words. */
export function processesWith(name: string, value: string, words = ''): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => listOf(pid, 'environ').includes(`${name}=${value}`))
    .filter((pid) => listOf(pid, 'cmdline').join(' ').includes(words))
    .map(Number);
}

function listOf(pid: string, what: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8').split('\0');
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** Gone meanwhile, or somebody else's process, which can not be one of ours. */
function isGone(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(String(error.code))
  );
}

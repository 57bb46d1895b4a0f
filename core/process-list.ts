import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** When it was started, in seconds of `os.uptime()`, as exact as `START_STEP`. */
  readonly started: number;
}

/** A moment among those at which processes are started. */
export interface Moment {
  /** In seconds of `os.uptime()`. */
  readonly time: number;
  /** The newest process by then, where the system tells. */
  readonly newest: number | null;
}

/** How exactly, in seconds, is known when a process was started; where it is `ps` that tells, two clocks are read by the second. */
const START_STEP = process.platform === 'linux' ? 0.01 : 2;

/** Ticks in which Linux counts when a process was started; the same on every architecture. */
const TICKS_PER_SECOND = 100;

export function thisMoment(): Moment {
  return { time: os.uptime(), newest: newestProcess() };
}

/** Whether a process was there at a moment. Of the same step, numbers tell, which are given in turn; in doubt it was not. */
export function wasThere({ pid, started }: ProcessEntry, { time, newest }: Moment): boolean {
  const steps = Math.trunc((started - time) / START_STEP);
  return steps < 0 || (steps === 0 && newest !== null && pid <= newest);
}

/** The last field of Linux's load averages. */
function newestProcess(): number | null {
  try {
    return process.platform === 'linux' ? Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[4]) : null;
  } catch {
    return null; // hidden from us
  }
}

/** The processes there are at this moment; none where the system does not let us look. */
export async function listProcesses(): Promise<ProcessEntry[]> {
  try {
    if (process.platform === 'linux') return await listFromProc();
    const [command, args]: [string, string[]] =
      process.platform === 'win32'
        ? [
            'powershell.exe',
            [
              '-NoProfile',
              '-Command',
              'Get-CimInstance Win32_Process | % { "$($_.ProcessId) $($_.ParentProcessId) $(((Get-Date) - $_.CreationDate).TotalSeconds)" }',
            ],
          ]
        : ['ps', ['-A', '-o', 'pid=,ppid=,etime=']];
    const up = os.uptime();
    const { stdout } = await promisify(execFile)(command, args, { timeout: 5000, windowsHide: true });
    return stdout.split('\n').flatMap((line) => {
      const [pid, parent, age = ''] = line.trim().split(/\s+/);
      return Number(pid) > 0 ? [{ pid: Number(pid), parent: Number(parent), started: up - secondsOf(age) }] : [];
    });
  } catch {
    return []; // no right to look: nothing more can be done
  }
}

/** Seconds of `[[days-]hours:]minutes:seconds`, as `ps` tells how long a process has been there, or of a plain number. */
export function secondsOf(elapsed: string): number {
  const [days, time] = elapsed.includes('-') ? elapsed.split('-') : ['0', elapsed];
  return Number(days) * 86_400 + (time ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

async function listFromProc(): Promise<ProcessEntry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null); // ended since
      if (stat === null) return [];
      // counted after the command name, which may itself hold spaces and parentheses
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [{ pid: Number(pid), parent: Number(fields[1]), started: Number(fields[19]) / TICKS_PER_SECOND }];
    }),
  );
  return entries.flat();
}

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { listProcesses, thisMoment, wasThere, type Moment, type ProcessEntry } from '../../process-list';
import { descendantsOf, endProcess } from '../../process-tree';

/** In the environment of a worker, and so of whatever is started in it: the marks of the worker and of those around it. */
const VARIABLE = 'EIDER_WORKER';

/** By what the processes that a worker has started are known when it is gone, and nobody can tell whose children they were. */
export interface WorkerMark {
  readonly text: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A block may itself run `eider`, whose workers are then this worker's too: marks add up. */
export function newWorkerMark(): WorkerMark {
  const text = randomUUID();
  return { text, environment: { [VARIABLE]: [process.env[VARIABLE], text].filter(Boolean).join(' ') } };
}

/**
 * Ends what a block has left running whose worker, of number `pid`, has died just now. `begun` is when the block began: what
 * an earlier block of the worker has started to outlive it stays. On macOS programs of the system's own do not show their
 * environment and are not found.
 */
export async function endOrphans(mark: WorkerMark, pid: number, begun: Moment): Promise<void> {
  if (process.platform === 'win32') {
    // there a process keeps the number of its parent, which by now may be another's
    const died = thisMoment();
    const older = (await listProcesses()).filter(({ started }) => started <= died.time);
    for (const orphan of descendantsOf(older, pid)) endProcess(orphan);
    return;
  }
  // what was not yet there at one look was started by what that look has found, and is there at the next
  const known = new Set<number>();
  for (;;) {
    const all = await listProcesses();
    const marked = process.platform === 'linux' ? await markedInProc(all, mark) : await markedByPs(mark);
    const found = orphansAmong(all, marked, begun).filter((orphan) => !known.has(orphan));
    if (found.length === 0) return;
    for (const orphan of found) {
      endProcess(orphan);
      known.add(orphan);
    }
  }
}

/** Of the marked processes those that were neither started before the block began nor by one that was. */
export function orphansAmong(all: readonly ProcessEntry[], marked: ReadonlySet<number>, begun: Moment): number[] {
  const ofAny = all.filter((entry) => marked.has(entry.pid));
  const earlier = ofAny.filter((entry) => wasThere(entry, begun));
  const spared = new Set(earlier.flatMap(({ pid }) => [pid, ...descendantsOf(ofAny, pid)]));
  return ofAny.flatMap(({ pid }) => (spared.has(pid) ? [] : [pid]));
}

/** On Linux, where a process shows its environment to those who own it. */
async function markedInProc(all: readonly ProcessEntry[], mark: WorkerMark): Promise<Set<number>> {
  const environments = await Promise.all(
    all.map(({ pid }) => readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')), // another's, or ended since
  );
  return new Set(all.flatMap(({ pid }, index) => (environments[index]?.includes(mark.text) === true ? [pid] : [])));
}

/** On macOS, where `ps` writes the environment behind the command. */
async function markedByPs(mark: WorkerMark): Promise<Set<number>> {
  const args = ['-x', '-E', '-ww', '-o', 'pid=,command='];
  const { stdout } = await promisify(execFile)('ps', args, { timeout: 5000, maxBuffer: 2 ** 26 }).catch(() => ({
    stdout: '',
  }));
  return new Set(stdout.split('\n').flatMap((line) => (line.includes(mark.text) ? [Number.parseInt(line, 10)] : [])));
}

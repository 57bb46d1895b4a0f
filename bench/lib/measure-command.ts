import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Measurement } from './measure';

export interface MeasuredCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds after which it is ended and counts as failed. */
  readonly timeout: number;
}

/** Between two looks at the memory of a command and the processes below it, in milliseconds. */
const LOOK_EVERY = 50;

/**
 * Runs any command and measures the whole of it, from its start until it has ended. The peak of memory is that of all of its
 * processes together: the most that the peaks of those that lived at the same time add up to, NaN where the system has no
 * /proc to tell. Rejects when it exits with an error, or is still running after its time.
 */
export async function measureCommand({ command, args, cwd, env, timeout }: MeasuredCommand): Promise<Measurement> {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32', // a group of its own, so that all of it can be ended
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed = (printed + text).slice(-4000)));
  let peakKiB = Number.NaN;
  const look = setInterval(() => {
    const held = heldBy(child.pid ?? -1);
    if (!(held <= peakKiB)) peakKiB = held;
  }, LOOK_EVERY);
  const limit = setTimeout(() => end(child), timeout * 1000);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0) {
      const how = code === null ? `was ended after ${seconds.toFixed(0)} s` : `exited with ${code}`;
      throw new Error(`${command} ${args.join(' ')} ${how}\n${printed}`);
    }
    return { seconds, peakMiB: peakKiB / 1024 };
  } finally {
    clearInterval(look);
    clearTimeout(limit);
  }
}

function end(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
  else process.kill(-child.pid, 'SIGKILL');
}

/** The peaks of a process and of those below it that live now, in KiB. A peak stays readable until the process ends. */
function heldBy(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  try {
    const own = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    const threads = readdirSync(`/proc/${pid}/task`);
    const below = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
    );
    return below.reduce((sum, child) => sum + heldBy(child), own);
  } catch {
    return 0; // it has just ended
  }
}

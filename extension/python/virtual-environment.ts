import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { EiderError } from '../../core/errors';
import { endDescendants } from '../../core/process-tree';

/** How long making an environment may take, in milliseconds. */
const LIMIT = 300_000;

/**
 * Makes a virtual environment in a folder that does not exist yet. Gives whether it was made; false when it was cancelled.
 * Throws `environment_failed`. Of one that is not made nothing is left: half of one would be taken for a whole one.
 */
export async function makeVirtualEnvironment(
  python: string,
  folder: string,
  signal: AbortSignal,
  limit = LIMIT,
): Promise<boolean> {
  const tooLong = AbortSignal.timeout(limit);
  const { code, printed } = await runVenv(python, folder, AbortSignal.any([signal, tooLong]));
  if (code === 0 && !signal.aborted) return true;
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  if (signal.aborted) return false;
  throw new EiderError({
    code: 'environment_failed',
    message: `${python} could not make the virtual environment ${folder}.`,
    remedy: 'On Debian and Ubuntu the package python3-venv must be installed; else choose another Python.',
    detail: tooLong.aborted ? `It was ended after ${limit / 1000} seconds.\n${printed}` : printed,
  });
}

/** Runs `venv` until it has ended, with everything that it has started. `code` is null when it was ended or never began. */
async function runVenv(
  python: string,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly code: number | null; readonly printed: string }> {
  // isolated: a logging.py of the working folder would be taken for Python's own
  const child = spawn(python, ['-I', '-m', 'venv', folder], { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const stop = () => void end(child).catch(() => undefined); // what may not be ended is left to itself
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await once(child, 'close'); // not `exit`: what it has started may still be writing
    return { code: child.exitCode, printed: printed.trim() };
  } catch (error) {
    return { code: null, printed: String(error) };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (process.platform !== 'win32') child.kill('SIGSTOP'); // so that it starts no other meanwhile
  try {
    if (child.pid !== undefined) await endDescendants(child.pid);
  } finally {
    child.kill('SIGKILL');
    child.stdout?.destroy(); // what has left its family may hold them open for as long as it likes
    child.stderr?.destroy();
  }
}

import { EiderError } from '../../errors';
import type { PythonTask } from './messages';

/** How a process ended that said something which is no message: it is ended then, since nobody knows what it does. */
export const GARBLED = 'a message that is none';

const CRASHES: ReadonlyMap<string, string> = new Map([
  ['signal SIGSEGV', 'crashed with a segmentation fault'],
  ['signal SIGBUS', 'crashed with a bus error'],
  ['signal SIGFPE', 'crashed with an arithmetic error'],
  ['signal SIGILL', 'crashed with an instruction that the processor does not know'],
  ['signal SIGABRT', 'was aborted by a package'],
  ['signal SIGKILL', 'was killed'],
  ['signal SIGTERM', 'was ended from outside'],
  ['exit code 3221225477', 'crashed with an access violation'], // of Windows
]);

/** That the process of a block ended before the block did. `how` is its signal or its exit code, in words. */
export function workerEnded(task: Pick<PythonTask, 'block' | 'file'>, how: string): EiderError {
  const crash = CRASHES.get(how);
  return new EiderError({
    code: 'worker_ended',
    message: `The Python process of block ${task.block} ${crash === undefined ? `ended with ${how}` : `${crash} (${how})`}.`,
    remedy: remedyFor(how, crash !== undefined),
    file: task.file,
    line: 1,
    column: 1,
  });
}

function remedyFor(how: string, isCrash: boolean): string {
  if (how === GARBLED) {
    return 'The block, or a package, has written into files that it did not open: let it write to its own only.';
  }
  if (how === 'signal SIGKILL') {
    return 'The system may have been short of memory: read less at once, or run fewer blocks at the same time.';
  }
  return isCrash
    ? 'A package that the block uses has crashed; its log says in which line. Another version of the package may help.'
    : 'The block, or a package, has ended the whole process, as os._exit does: raise an error instead.';
}

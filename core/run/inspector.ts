import inspector from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { EiderError } from '../errors';

/**
 * Lets Node's debugger attach to this process, on a port of 127.0.0.1; 0 chooses one that is free. Gives the port. Throws
 * `debugger_failed`.
 */
export function openInspector(port: number): number {
  if (inspector.url() === undefined) inspector.open(port, '127.0.0.1'); // it may have been started with --inspect
  const url = inspector.url();
  if (url !== undefined) return Number(new URL(url).port);
  throw new EiderError({
    code: 'debugger_failed',
    message: `The debugger cannot listen on port ${port} of 127.0.0.1.`,
    remedy: 'Name another port, or none for one that is free.',
  });
}

/** In a thread of its own, since the one that waits does nothing else. */
const WATCH = `
const seconds = require('node:worker_threads').workerData;
setTimeout(() => {
  require('node:fs').writeSync(2, 'No debugger has attached within ' + seconds + ' seconds.\\n');
  process.kill(process.pid, 'SIGKILL');
}, seconds * 1000);
`;

/**
 * Waits until a debugger has attached and is ready, with the threads that are started from then on. Nothing else happens in
 * this thread meanwhile. When nobody comes the process is ended: whoever was to attach may be gone, and could not tell.
 */
export function waitForInspector(patience: number): void {
  const watch = new Worker(WATCH, { eval: true, name: 'debugger-wait', workerData: patience });
  inspector.waitForDebugger();
  void watch.terminate();
}

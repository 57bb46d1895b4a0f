import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { serve } from './serve';
import { openDataServer } from './server';

/**
 * The data process: answers the extension host's questions about stored outputs over Node's channel between parent and child.
 * It ends by itself when the parent is gone or has asked nothing for a while.
 */

const idleMs = 5 * 60 * 1000;
const gibibyte = 1024 ** 3;

const tempDirectory = path.join(os.tmpdir(), `eider-data-${process.pid}`);
// The editor and the runner need memory too; what does not fit goes to the temporary folder.
const memoryLimit = `${Math.max(1, Math.round(Math.min(4, os.totalmem() / gibibyte / 4)))}GiB`;

const served = serve(() => openDataServer({ tempDirectory, memoryLimit }), {
  send: (message) => process.send?.(message),
  onIdle: end,
  idleMs,
});

let isEnding = false;

function end(): void {
  if (isEnding) return;
  isEnding = true;
  // what charts have started must not outlive the window
  void served.stop().finally(() => process.exit(0));
}

process.on('message', (message: unknown) => served.receive(message));
process.on('disconnect', end);
process.on('SIGTERM', end);
process.on('exit', () => rmSync(tempDirectory, { recursive: true, force: true }));

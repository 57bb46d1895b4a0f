import path from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Worker threads for the TypeScript blocks of a run. Each block has a thread of its own, so that modules start clean and a
 * stuck block can be stopped; the next thread is started ahead of its block, because that takes longer than many a block.
 */
export interface WorkerPool {
  /** Starts the thread of the first block, which starts its own if it comes before. */
  startAhead(): void;
  /** A fresh thread. Whoever takes it terminates it. */
  take(): Worker;
  /** Ends the thread that nobody took. */
  close(): Promise<void>;
}

/** `expected` is how many blocks will take a thread. */
export function createWorkerPool(distFolder: string, expected: number): WorkerPool {
  const script = path.join(distFolder, 'block-worker.js');
  const start = () => new Worker(script, { stdout: true, stderr: true });
  let left = expected;
  let spare: Worker | null = null;
  const startAhead = () => {
    if (left <= 0 || spare !== null) return;
    const worker = start();
    spare = worker;
    // one that cannot even start is dropped; the block that needs a thread starts its own and reports the reason
    worker.once('error', () => {
      if (spare === worker) spare = null;
    });
  };
  return {
    startAhead,
    take() {
      const worker = spare ?? start();
      spare = null;
      left -= 1;
      startAhead();
      return worker;
    },
    async close() {
      left = 0;
      await spare?.terminate();
      spare = null;
    },
  };
}

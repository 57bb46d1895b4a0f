import path from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Worker threads for the TypeScript blocks of a run. A block has a thread to itself, so that a stuck one can be stopped;
 * when it has left nothing behind in it, another may have it after. A thread is started ahead of the first block, because
 * that takes longer than many a block.
 */
export interface WorkerPool {
  /** Starts the thread of the first block, unless that has come already and started its own. */
  startAhead(): void;
  /** A thread in which nothing runs. Whoever takes it gives it back or terminates it. */
  take(): Worker;
  /** Takes back a thread in which nothing is left of its block. */
  giveBack(worker: Worker): void;
  /** Ends the threads that nobody has. */
  close(): Promise<void>;
}

/** Blocks that a thread runs, one after the other: what their modules take is given back only with the thread. */
const BLOCKS_PER_THREAD = 200;

export function createWorkerPool(distFolder: string): WorkerPool {
  const script = path.join(distFolder, 'block-worker.js');
  const idle = new Set<Worker>();
  const runs = new WeakMap<Worker, number>();
  let closed = false;
  let started = 0;
  const start = () => {
    started += 1;
    return new Worker(script, { stdout: true, stderr: true });
  };
  const keep = (worker: Worker) => {
    idle.add(worker);
    worker.unref();
    // one that breaks down while nobody has it is dropped; the block that needs a thread starts its own
    const drop = () => void idle.delete(worker);
    worker.on('error', drop).on('exit', drop);
  };
  return {
    startAhead() {
      if (!closed && started === 0) keep(start());
    },
    take() {
      const [ready] = idle;
      if (ready === undefined) return start();
      idle.delete(ready);
      ready.removeAllListeners('error').removeAllListeners('exit').ref();
      return ready;
    },
    giveBack(worker) {
      const count = (runs.get(worker) ?? 0) + 1;
      runs.set(worker, count);
      for (const stream of [worker.stdout, worker.stderr]) stream.removeAllListeners('data');
      worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
      if (closed || count >= BLOCKS_PER_THREAD) void worker.terminate();
      else keep(worker);
    },
    async close() {
      closed = true;
      await Promise.all([...idle].map((worker) => worker.terminate()));
      idle.clear();
    },
  };
}

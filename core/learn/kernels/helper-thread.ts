import { workerData } from 'node:worker_threads';
import { THE_END, type HelperData } from './crew';
import { loadKernels } from './load';
import { QUEUE_FAILED, QUEUE_LIMIT } from './tasks';

/** How often a thread looks for new tasks before it goes to sleep: about the time between two batches of a training. */
const LOOKS = 4000;

// SAFETY: crew.ts starts this thread, with exactly this.
const { memory, module, queue } = workerData as HelperData;
const kernels = loadKernels(memory, module);
const limit = (queue + QUEUE_LIMIT) >>> 2;
let shared = new Int32Array(memory.buffer);

for (let seen = 0; seen !== THE_END;) {
  let now = Atomics.load(shared, limit);
  for (let look = 0; now === seen && look < LOOKS; look += 1) now = Atomics.load(shared, limit);
  if (now === seen) Atomics.wait(shared, limit, seen);
  seen = Atomics.load(shared, limit);
  if (seen === THE_END) break;
  try {
    kernels.work(queue);
  } catch (error) {
    // whoever handed the task out waits for it
    Atomics.store(shared, (queue + QUEUE_FAILED) >>> 2, 1);
    throw error;
  }
  if (shared.buffer !== memory.buffer) shared = new Int32Array(memory.buffer);
}

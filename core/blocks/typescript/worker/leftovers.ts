import { getHeapStatistics } from 'node:v8';
import { API_KEY } from './api';

/** Bytes that a thread may hold on to after a block; beyond, ending it is the surest way to give them back. */
const KEPT_MEMORY = 64 * 2 ** 20;

/** What a thread has of its own, to compare with after a block. */
export interface ThreadState {
  /** Whether a block has left nothing: no timer, socket or file under way, no global, no listener, and hardly any memory. */
  isClean(): boolean;
}

export function rememberThread(): ThreadState {
  const globals = new Set<string | symbol>([...Reflect.ownKeys(globalThis), Symbol.for(API_KEY)]);
  const environment = JSON.stringify(process.env);
  const listeners = countListeners();
  return {
    isClean() {
      const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
      return (
        process.getActiveResourcesInfo().every((name) => name === 'MessagePort') &&
        Reflect.ownKeys(globalThis).every((key) => globals.has(key)) &&
        JSON.stringify(process.env) === environment &&
        countListeners() === listeners &&
        heap + external < KEPT_MEMORY
      );
    },
  };
}

function countListeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
}

import { getHeapStatistics } from 'node:v8';
import { API_KEY } from './api';

/** Bytes that a thread may hold on to after a block; beyond, ending it is the surest way to give them back. */
const KEPT_MEMORY = 64 * 2 ** 20;

/** What a thread has of its own, to compare with after a block that only computes (`BlockBundle.standsAlone`). */
export interface ThreadState {
  /** Whether nothing under way is left, no global and nothing built in is another, and hardly any memory is held. */
  isClean(): boolean;
}

export function rememberThread(): ThreadState {
  const own = builtIns();
  return {
    isClean() {
      const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
      const resources = process.getActiveResourcesInfo();
      const now = builtIns();
      return (
        resources.length === 1 && // the port to the runner
        now.length === own.length &&
        now.every((value, at) => Object.is(value, own[at])) &&
        heap + external < KEPT_MEMORY
      );
    },
  };
}

/** The globals and what they hold one level down, their prototypes too, in an order that stays. */
function builtIns(): unknown[] {
  const found: unknown[] = [];
  for (const key of Reflect.ownKeys(globalThis)) {
    if (key === Symbol.for(API_KEY)) continue;
    const value = valueOf(globalThis, key);
    found.push(key, value);
    if (value === globalThis) continue; // under another name
    for (const holder of [value, prototypeOf(value)]) {
      if ((typeof holder !== 'object' && typeof holder !== 'function') || holder === null) continue;
      for (const inner of Reflect.ownKeys(holder)) found.push(inner, valueOf(holder, inner));
    }
  }
  return found;
}

/** What RegExp says of the last match: `$1`, `lastMatch` and the like. */
const LAST_MATCH = /^(\$.|input|last(Match|Paren)|(left|right)Context)$/;

function prototypeOf(value: unknown): unknown {
  return typeof value === 'function' ? valueOf(value, 'prototype') : null;
}

/** A property's value, or what gets it: getting it may load something, or give another one each time. */
function valueOf(holder: object, key: string | symbol): unknown {
  const property = Reflect.getOwnPropertyDescriptor(holder, key);
  const value: unknown = property?.get ?? property?.value;
  return holder === RegExp && LAST_MATCH.test(String(key)) ? typeof value : value;
}

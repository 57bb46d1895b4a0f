import { throwIfAborted } from '../data/session';

/** Places for work that is under way: so many blocks of a run at once, whoever they belong to. */
export interface Slots {
  /** Does the work when there is a place for it, first come first served. Rejects with an abort error when aborted before. */
  run<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
}

/** Places that are taken only together with one of others, which is asked for last. */
export function bothSlots(own: Slots, others: Slots): Slots {
  return { run: (signal, work) => own.run(signal, () => others.run(signal, work)) };
}

export function createSlots(count: number): Slots {
  let free = Math.max(1, count);
  const waiting = new Set<() => void>();
  const acquire = (signal: AbortSignal): Promise<void> => {
    throwIfAborted(signal);
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const take = () => {
        waiting.delete(take);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(take);
        reject(new DOMException('There was no place before the run ended.', 'AbortError'));
      };
      waiting.add(take);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  return {
    async run(signal, work) {
      await acquire(signal);
      try {
        return await work();
      } finally {
        const [next] = waiting;
        if (next === undefined) free += 1;
        else next(); // which takes over the place
      }
    },
  };
}

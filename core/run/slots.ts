import { throwIfAborted } from '../data/session';

/** Places for work that is under way: so many blocks of a run at once, whoever they belong to. */
export interface Slots {
  /** Does the work when there is a place for it, first come first served. Rejects with an abort error when aborted before. */
  run<Result>(signal: AbortSignal, work: (place: Place) => Promise<Result>): Promise<Result>;
}

/** A place that some work has taken. */
export interface Place {
  /**
   * Leaves the place to others while the work only waits for something, and takes one again before it goes on: what is
   * waited for may itself need a place. Several parts of the work may wait at once. `signal` ends the waiting for a place.
   */
  leave<Result>(signal: AbortSignal, waiting: () => Promise<Result>): Promise<Result>;
}

/** For work that takes no place. */
export const noPlace: Place = { leave: (_signal, waiting) => waiting() };

/** Gives a place back. */
export type Release = () => Promise<void> | void;

/** Places that are taken and given back one by one. */
export function slotsOf(acquire: (signal: AbortSignal) => Promise<Release>): Slots {
  return {
    async run(signal, work) {
      let held: Release | null = await acquire(signal);
      let waiting = 0;
      let changes = Promise.resolve();
      // one change at a time: somebody may begin to wait while another takes the place again
      const settle = (until: AbortSignal) => {
        const change = changes.then(async () => {
          if (waiting === 0) held ??= await acquire(until);
          else await giveBack();
        });
        changes = change.catch(() => undefined);
        return change;
      };
      const giveBack = async () => {
        const release = held;
        held = null;
        await release?.();
      };
      try {
        return await work({
          async leave(until, wait) {
            waiting += 1;
            try {
              await settle(until);
              return await wait();
            } finally {
              waiting -= 1;
              if (waiting === 0) await settle(until);
            }
          },
        });
      } finally {
        await changes;
        await giveBack();
      }
    },
  };
}

/** Places that are taken only together with one of others, which is asked for last. */
export function bothSlots(own: Slots, others: Slots): Slots {
  return {
    run: (signal, work) =>
      own.run(signal, (mine) =>
        others.run(signal, (theirs) =>
          // taken again in the same order, or two could wait for each other
          work({ leave: (until, wait) => theirs.leave(until, () => mine.leave(until, wait)) }),
        ),
      ),
  };
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
  const release = () => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next(); // which takes over the place
  };
  return slotsOf(async (signal) => {
    await acquire(signal);
    return release;
  });
}

/**
 * Runs work as it comes, at most `atOnce` pieces of it at the same time; the others wait in order. A piece that fails
 * fails for whoever asked for it and nobody else.
 */
export function createLimit(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((turn) => waiting.push(turn));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next(); // which takes over the place
    }
  };
}

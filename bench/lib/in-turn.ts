import type { Measurement } from './measure';

/** One of several ways to do the same. */
export interface Side<Measured = Measurement> {
  readonly name: string;
  /** Before each round, outside of the measurement: every round begins without results of the one before. */
  readonly before: () => Promise<unknown>;
  readonly measure: () => Promise<Measured>;
}

/** What a side took in each round, or why it could not be measured. */
export type Taken<Measured = Measurement> = { readonly name: string } & (
  { readonly rounds: readonly Measured[] } | { readonly failed: Error }
);

/**
 * Measures sides in turn, so that a machine that slows down slows all of them; after one round each that does not count. A
 * side that fails once is left out from then on.
 */
export async function inTurn<Measured = Measurement>(
  rounds: number,
  sides: readonly Side<Measured>[],
): Promise<readonly Taken<Measured>[]> {
  const taken = new Map<string, Measured[]>();
  const failed = new Map<string, Error>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, before, measure } of sides) {
      if (failed.has(name)) continue;
      try {
        await before();
        const measured = await measure();
        if (round > 0) taken.set(name, [...(taken.get(name) ?? []), measured]);
      } catch (error) {
        failed.set(name, error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
  return sides.map(({ name }) => {
    const failure = failed.get(name);
    return failure === undefined ? { name, rounds: taken.get(name) ?? [] } : { name, failed: failure };
  });
}

/** The least time and the least memory of a side: what else goes on at the machine only ever adds to them. */
export function fastest(taken: Taken | undefined): Measurement | null {
  if (taken === undefined || 'failed' in taken) return null;
  return {
    seconds: Math.min(...taken.rounds.map(({ seconds }) => seconds)),
    peakMiB: Math.min(...taken.rounds.map(({ peakMiB }) => peakMiB)),
  };
}

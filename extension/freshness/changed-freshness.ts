import type { BlockFreshness } from '../../core/protocol/freshness';

/** The blocks of which one of two answers says something else than the other. */
export function changedFreshness(
  before: ReadonlyMap<string, BlockFreshness> | undefined,
  after: ReadonlyMap<string, BlockFreshness>,
): string[] {
  const uuids = new Set([...(before?.keys() ?? []), ...after.keys()]);
  return [...uuids].filter((uuid) => JSON.stringify(before?.get(uuid)) !== JSON.stringify(after.get(uuid)));
}

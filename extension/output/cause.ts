import type { BlockState, RunState } from '../../core/protocol/run-state';
import type { BlockName, OutputCause } from '../../core/protocol/webview';

/**
 * Why a block of a run did not run: its own condition, or the nearest block above it that failed or whose condition was not
 * met. Null when it did run, or when the run's log does not tell.
 */
export function causeOf(run: RunState, uuid: string): OutputCause | null {
  const states = new Map(run.blocks.map((state) => [state.plan.uuid, state]));
  const own = states.get(uuid);
  if (own?.status !== 'upstream_failed' && own?.status !== 'condition_failed') return null;
  const { status } = own;
  const seen = new Set<string>();
  let level = [own];
  while (level.length > 0) {
    const found = level.find((state) => isToBlame(state, status));
    if (found !== undefined) return { block: nameOf(found), unmet: found.unmet, failure: found.failure };
    const above = new Set(level.flatMap((state) => state.plan.upstream).filter((name) => !seen.has(name)));
    for (const name of above) seen.add(name);
    level = [...above].flatMap((name) => states.get(name) ?? []);
  }
  return null;
}

/** The dynamic blocks whose items a block runs for: those directly above it, or above the children that it follows. */
export function itemsOf(run: RunState, uuid: string): BlockName[] {
  const states = new Map(run.blocks.map((state) => [state.plan.uuid, state]));
  const found = new Map<string, BlockName>();
  const seen = new Set<string>();
  const look = (name: string) => {
    for (const above of states.get(name)?.plan.upstream ?? []) {
      const state = states.get(above);
      if (state === undefined || seen.has(above)) continue;
      seen.add(above);
      if (state.plan.dynamic === true) found.set(above, nameOf(state));
      else if (state.children !== null) look(above);
    }
  };
  look(uuid);
  return [...found.values()];
}

function isToBlame({ status, unmet, children }: BlockState, as: 'upstream_failed' | 'condition_failed'): boolean {
  if (as === 'upstream_failed') return status === 'failed';
  return status === 'condition_failed' && (unmet.length > 0 || (children?.conditionFailed ?? 0) > 0);
}

function nameOf({ plan }: BlockState): BlockName {
  return { uuid: plan.uuid, name: plan.name };
}

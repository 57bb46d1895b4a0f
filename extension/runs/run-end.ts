import type { RunState } from '../../core/protocol/run-state';
import { keyOf, type RunRef } from '../target';
import type { RunStore } from './run-store';

/** Resolves with a run's last state when it has ended; with null when its log was removed. */
export function runEnd(runs: RunStore, ref: RunRef): Promise<RunState | null> {
  const key = keyOf(ref.project, ref.pipeline, ref.run);
  return new Promise((resolve) => {
    const listener = runs.onDidChange((change) => {
      if (keyOf(change.ref.project, change.ref.pipeline, change.ref.run) === key) settle(change.state);
    });
    const settle = (state: RunState | null) => {
      if (state?.status === 'running') return;
      listener.dispose();
      resolve(state);
    };
    const known = runs.known(ref);
    if (known !== null) settle(known);
  });
}

import * as v from 'valibot';
import type { VsCodeApi } from './host';

export interface ViewState<State> {
  read(): State;
  /** Merges the change into the state and keeps it. */
  update(change: Partial<State>): void;
}

/** State of a view that survives hiding, rebuilding and reloading. What does not fit the schema is forgotten. */
export function keepViewState<State extends object>(
  api: Pick<VsCodeApi, 'getState' | 'setState'>,
  schema: v.GenericSchema<unknown, State>,
  fallback: State,
): ViewState<State> {
  const parsed = v.safeParse(schema, api.getState());
  let state = parsed.success ? parsed.output : fallback;
  return {
    read: () => state,
    update(change) {
      state = { ...state, ...change };
      api.setState(state);
    },
  };
}

import { useState } from 'preact/hooks';
import * as v from 'valibot';
import type { ExperimentsSnapshot } from '../../core/protocol/webview';
import type { ViewState } from '../shared/view-state';
import type { SortBy } from './rows';

/** What the page keeps when it is hidden or the window is loaded anew. */
export interface ExperimentsState {
  /** Root of the project that all else is of. */
  readonly project: string;
  /** Of the opening whose pipeline and block are taken over; the user may have let go of them since. */
  readonly ticket: number;
  readonly pipeline: string | null;
  readonly block: string | null;
  /** Words that a training must have. */
  readonly text: string;
  readonly sort: SortBy;
  /** Ids, in the order in which they were chosen; none: the first of the list. */
  readonly chosen: readonly string[];
  readonly logarithmic: boolean;
}

export const emptyState: ExperimentsState = {
  project: '',
  ticket: 0,
  pipeline: null,
  block: null,
  text: '',
  sort: { by: 'started', descending: true },
  chosen: [],
  logarithmic: false,
};

export const experimentsStateSchema: v.GenericSchema<unknown, ExperimentsState> = v.object({
  project: v.string(),
  ticket: v.number(),
  pipeline: v.nullable(v.string()),
  block: v.nullable(v.string()),
  text: v.string(),
  sort: v.object({ by: v.string(), descending: v.boolean() }),
  chosen: v.array(v.string()),
  logarithmic: v.boolean(),
});

/** The page's state and what changes it. Another project, or an opening for something else, begins anew. */
export function useExperimentsState(
  kept: ViewState<ExperimentsState>,
  { project, asked }: Pick<ExperimentsSnapshot, 'project' | 'asked'>,
): readonly [ExperimentsState, (change: Partial<ExperimentsState>) => void] {
  const [, redraw] = useState(0);
  const state = kept.read();
  if (state.project !== project) kept.update({ ...emptyState, ...asked, project });
  // tickets count from 1 in each window: a page that comes back in a new one has what it was opened for already
  else if (asked.ticket > state.ticket) kept.update({ ...asked, text: '', chosen: [] });
  else if (asked.ticket < state.ticket) kept.update({ ticket: asked.ticket });
  return [
    kept.read(),
    (change) => {
      kept.update(change);
      redraw((last) => last + 1);
    },
  ];
}

import type { RunState } from '../../core/protocol/run-state';
import { runStatusLook } from '../looks';
import { runProgress } from './block-states';

/** The status bar's words: `$(sync~spin) data_preparation 2/3`; with more than one run at a time, ` +1` after it. */
export function statusText(state: RunState, running: number): string {
  const { done, planned } = runProgress(state);
  const icon = state.status === 'running' ? 'sync~spin' : runStatusLook(state.status).icon;
  const others = running > 1 ? ` +${running - 1}` : '';
  return `$(${icon}) ${state.pipeline} ${done}/${planned}${others}`;
}

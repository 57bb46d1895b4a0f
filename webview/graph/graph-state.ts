import * as v from 'valibot';
import type { GraphSnapshot } from '../../core/protocol/webview';

export const graphStateSchema = v.object({
  pipeline: v.nullable(v.string()),
  selected: v.nullable(v.string()),
  viewport: v.nullable(v.object({ x: v.number(), y: v.number(), zoom: v.number() })),
});
export type GraphState = v.InferOutput<typeof graphStateSchema>;

export const emptyGraphState: GraphState = { pipeline: null, selected: null, viewport: null };

/** Names a pipeline over all projects. */
export function pipelineKey(snapshot: Pick<GraphSnapshot, 'project' | 'pipeline'>): string {
  return JSON.stringify([snapshot.project, snapshot.pipeline]);
}

/** The change of state that remembers something of a pipeline; what is known of another one is forgotten. */
export function rememberOf(pipeline: string, kept: GraphState, change: Partial<GraphState>): Partial<GraphState> {
  return kept.pipeline === pipeline ? change : { ...emptyGraphState, pipeline, ...change };
}

/** What the user has last selected in the view, and which of his selections that was, counted from 1. */
export interface OwnSelection {
  readonly block: string | null;
  readonly ticket: number;
}

/**
 * The selection after a new snapshot: the host's when that is new, else the view's own as long as its block exists. A
 * snapshot made before the host has heard of the view's own selection has no news of it.
 */
export function selectionAfter(
  before: GraphSnapshot | null,
  after: GraphSnapshot,
  own: OwnSelection,
  kept: GraphState,
): string | null {
  const exists = (uuid: string | null) => uuid !== null && after.nodes.some((node) => node.uuid === uuid);
  const samePipeline = before !== null && pipelineKey(before) === pipelineKey(after);
  const remembered = samePipeline ? own.block : kept.pipeline === pipelineKey(after) ? kept.selected : null;
  const hostHasNews =
    !samePipeline ||
    (after.ticket >= own.ticket && (before.selected !== after.selected || before.ticket !== after.ticket));
  const wanted = hostHasNews && exists(after.selected) ? after.selected : remembered;
  return exists(wanted) ? wanted : null;
}

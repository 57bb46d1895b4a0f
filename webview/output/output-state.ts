import * as v from 'valibot';
import type { OutputRef } from '../../core/protocol/data';
import type { OutputSubject } from '../../core/protocol/webview';

/** What the view remembers, of the block it last showed. */
export const outputStateSchema = v.object({
  block: v.nullable(v.string()),
  tab: v.nullable(v.string()),
  /** By index of the output. */
  tables: v.record(
    v.string(),
    v.object({
      sort: v.array(v.object({ column: v.string(), descending: v.boolean() })),
      row: v.number(),
      left: v.number(),
      widths: v.record(v.string(), v.number()),
    }),
  ),
});
export type OutputState = v.InferOutput<typeof outputStateSchema>;
export type TableState = OutputState['tables'][string];

export const emptyOutputState: OutputState = { block: null, tab: null, tables: {} };
export const emptyTableState: TableState = { sort: [], row: 0, left: 0, widths: {} };

/** Names a block over all projects and pipelines. */
export function subjectKey(subject: OutputSubject): string {
  return JSON.stringify([subject.project, subject.pipeline, subject.block]);
}

export function outputRef(subject: OutputSubject, index: number): OutputRef {
  const { project, pipeline, block, run } = subject;
  return { project, pipeline, block, run, index };
}

/** Names the contents of an output: whatever was read under another key is out of date. */
export function contentKey(ref: OutputRef, revision: number): string {
  return JSON.stringify([ref.project, ref.pipeline, ref.block, ref.run, ref.index, revision]);
}

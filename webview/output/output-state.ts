import * as v from 'valibot';
import type { OutputRef } from '../../core/protocol/data';
import type { OutputSubject } from '../../core/protocol/webview';
import type { ShownSubject } from './children/child-subject';

/** What the view remembers, of the block it last showed. */
export const outputStateSchema = v.object({
  block: v.nullable(v.string()),
  /** The name of the chosen one of the block's runs; null for all of them. */
  child: v.nullable(v.string()),
  tab: v.nullable(v.string()),
  /** By index of the output; the runs of a block below a dynamic one share them, so that they can be compared. */
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

export const emptyOutputState: OutputState = { block: null, child: null, tab: null, tables: {} };
export const emptyTableState: TableState = { sort: [], row: 0, left: 0, widths: {} };

/** For another table of the same columns: their order and widths are kept, where one stood in the rows is not. */
export function fromTheTop(tables: OutputState['tables']): OutputState['tables'] {
  return Object.fromEntries(Object.entries(tables).map(([index, table]) => [index, { ...table, row: 0 }]));
}

/** Names a block over all projects and pipelines. */
export function subjectKey(subject: OutputSubject): string {
  return JSON.stringify([subject.project, subject.pipeline, subject.block]);
}

export function outputRef(subject: ShownSubject, index: number): OutputRef {
  const { project, pipeline, block, run, child } = subject;
  return { project, pipeline, block, run, index, ...(child?.index == null ? {} : { child: child.index }) };
}

/** Names the contents of an output: whatever was read under another key is out of date. */
export function contentKey(ref: OutputRef, revision: string): string {
  return JSON.stringify([ref.project, ref.pipeline, ref.block, ref.run, ref.child ?? null, ref.index, revision]);
}

import { childrenText, runsText } from '../../core/protocol/children-text';
import type { GraphNode, GraphSnapshot } from '../../core/protocol/webview';
import { blockKind, languageLabel } from '../shared/block-kinds';
import { countOf, formatClock, formatCount, formatDuration, formatShort, secondsSince } from '../shared/format';
import { statusLook } from '../shared/statuses';
import { shownName } from '../shared/visible-text';

/** What stands beside the icon of a state: `1.2 s` of a completed block, `Running · 0:07`, `Failed · 1.2 s`, `Pending`. */
export function statusText(node: Pick<GraphNode, 'status' | 'seconds' | 'startedAt'>, now: number): string {
  const { label } = statusLook(node.status);
  if (node.status === 'running') {
    const running = secondsSince(node.startedAt, now);
    return running === null ? label : `${label} · ${formatClock(running)}`;
  }
  if (node.seconds === null) return label;
  if (node.status === 'completed') return formatDuration(node.seconds);
  return node.status === 'failed' ? `${label} · ${formatDuration(node.seconds)}` : label;
}

/** More rows than this are written short, `1.23B rows`: the whole number is in the tooltip. */
const longestCount = 99_999_999;

/** `105,870 rows`, and with several outputs `105,870 rows +2`; empty when there are none. */
export function rowsText(rows: readonly number[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const count = first > longestCount ? `${formatShort(first)} rows` : countOf(first, 'row');
  return rows.length === 1 ? count : `${count} +${rows.length - 1}`;
}

/** What a block has to count: its rows, or below a dynamic block its runs, `9,998 of 10,000 runs`. */
export function countsText({ rows, children }: Pick<GraphNode, 'rows' | 'children'>): string {
  return children === null ? rowsText(rows) : runsText(children);
}

/** The same in full: `9,998 of 10,000 runs, 1 failed`. */
export function allCountsText({ rows, children }: Pick<GraphNode, 'rows' | 'children'>): string {
  if (children === null) return allRowsText(rows);
  return childrenText(children);
}

/** `105,870, 54,378 and 51,492 rows`. */
export function allRowsText(rows: readonly number[]): string {
  const [only] = rows;
  if (only === undefined) return '';
  if (rows.length === 1) return countOf(only, 'row');
  const texts = rows.map(formatCount);
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''} rows`;
}

/** What a screen reader says of each block: everything the drawing shows, and what stands before and after it. */
export function nodeLabels(snapshot: Pick<GraphSnapshot, 'nodes' | 'edges'>): ReadonlyMap<string, string> {
  const names = new Map(snapshot.nodes.map((node) => [node.uuid, shownName(node.name)]));
  const upstream = new Map<string, string[]>();
  const downstream = new Map<string, string[]>();
  for (const { from, to } of snapshot.edges) {
    const [fromName, toName] = [names.get(from), names.get(to)];
    if (fromName === undefined || toName === undefined) continue;
    upstream.set(to, [...(upstream.get(to) ?? []), fromName]);
    downstream.set(from, [...(downstream.get(from) ?? []), toName]);
  }
  return new Map(
    snapshot.nodes.map((node) => [
      node.uuid,
      nodeLabel(node, upstream.get(node.uuid) ?? [], downstream.get(node.uuid) ?? []),
    ]),
  );
}

function nodeLabel(node: GraphNode, upstream: readonly string[], downstream: readonly string[]): string {
  const sentences = [
    `${shownName(node.name)}, ${blockKind(node.type).label.toLowerCase()}, ${languageLabel(node.language)}`,
    statusSentence(node),
    freshnessSentence(node),
    node.failure?.message ?? '',
    allCountsText(node),
    node.problems.length === 0 ? '' : countOf(node.problems.length, 'problem'),
    upstream.length === 0 ? '' : `After ${upstream.join(', ')}`,
    downstream.length === 0 ? '' : `Before ${downstream.join(', ')}`,
  ];
  return sentences
    .filter((sentence) => sentence !== '')
    .map((sentence) => (sentence.endsWith('.') ? sentence : `${sentence}.`))
    .join(' ');
}

/** `Completed in 1.2 s`. Without a clock: a label that changes every second is read every second. */
export function statusSentence(node: Pick<GraphNode, 'status' | 'seconds'>): string {
  const { label } = statusLook(node.status);
  if (node.seconds === null) return label;
  if (node.status === 'completed') return `${label} in ${formatDuration(node.seconds)}`;
  return node.status === 'failed' ? `${label} after ${formatDuration(node.seconds)}` : label;
}

/** `Out of date: its code has changed; ingest would run first`; empty for a block that has no word on it. */
export function freshnessSentence({ freshness }: Pick<GraphNode, 'freshness'>): string {
  if (freshness === null || freshness.word === '') return '';
  const word = `${freshness.word.charAt(0).toUpperCase()}${freshness.word.slice(1)}`;
  return freshness.lines.length === 0 ? word : `${word}: ${freshness.lines.map(shownName).join('; ')}`;
}

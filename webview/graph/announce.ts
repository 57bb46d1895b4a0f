import type { RunStatus } from '../../core/protocol/run-state';
import type { GraphNode, GraphSnapshot } from '../../core/protocol/webview';
import { countOf, formatDuration } from '../shared/format';
import { statusLook } from '../shared/statuses';
import { shownName } from '../shared/visible-text';
import { allCountsText } from './node-text';

const runTexts: Readonly<Record<RunStatus, string>> = {
  running: 'Run started.',
  completed: 'Run completed.',
  failed: 'Run failed.',
  cancelled: 'Run cancelled.',
  interrupted: 'Run interrupted: its process is gone.',
};

/** More changes at once than this are said as counts. */
const spelledOut = 3;

/**
 * What a screen reader says when one snapshot follows another: blocks whose state has changed, and the run's. Empty when
 * nothing has, or when the snapshots are of different pipelines.
 */
export function announcement(before: GraphSnapshot | null, after: GraphSnapshot): string {
  if (before?.project !== after.project || before.pipeline !== after.pipeline) return '';
  const old = new Map(before.nodes.map((node) => [node.uuid, node.status]));
  // that a block waits is no news
  const changed = after.nodes.filter(
    (node) => node.status !== null && node.status !== 'pending' && old.get(node.uuid) !== node.status,
  );
  const sentences = changed.length <= spelledOut ? changed.map(blockSentence) : countSentences(changed);
  if (after.runStatus !== null && after.runStatus !== before.runStatus) {
    if (after.runStatus === 'running') sentences.unshift(runTexts.running);
    else sentences.push(runTexts[after.runStatus]);
  }
  return sentences.join(' ');
}

function blockSentence(node: GraphNode): string {
  const state = statusLook(node.status).label.toLowerCase();
  const name = shownName(node.name);
  if (node.status === 'failed') return `${name} failed${node.failure === null ? '' : `: ${node.failure.message}`}.`;
  if (node.status !== 'completed') return `${name} ${state}.`;
  const time = node.seconds === null ? '' : ` in ${formatDuration(node.seconds)}`;
  const counts = allCountsText(node);
  return `${name} ${state}${time}${counts === '' ? '' : `, ${counts}`}.`;
}

function countSentences(nodes: readonly GraphNode[]): string[] {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const state = statusLook(node.status).label.toLowerCase();
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts].map(([state, count]) => `${countOf(count, 'block')} ${state}.`);
}

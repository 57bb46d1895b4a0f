import type { Problem } from '../../core/protocol/problem';
import type { GraphSnapshot } from '../../core/protocol/webview';

/** Why each action of the toolbar is not possible now; null when it is. */
export interface ActionBlocks {
  readonly run: string | null;
  readonly cancel: string | null;
  readonly runBlock: string | null;
  readonly debugBlock: string | null;
  readonly showOutput: string | null;
}

const notRunnable = new Set(['chart', 'markdown', 'scratchpad']);

export function actionBlocks(snapshot: GraphSnapshot, selected: string | null): ActionBlocks {
  const running = snapshot.runStatus === 'running';
  const block = snapshot.nodes.find((node) => node.uuid === selected);
  const run = !snapshot.trusted
    ? 'nothing runs in a workspace that is not trusted'
    : snapshot.nodes.length === 0
      ? 'the pipeline has no blocks'
      : running
        ? 'a run of this pipeline is going on'
        : (refusal(snapshot.problems) ?? refusal(snapshot.nodes.flatMap(({ problems }) => problems)));
  const runOfBlock = run !== null && run === refusal(snapshot.nodes.flatMap(({ problems }) => problems)) ? null : run;
  const unselected = block === undefined ? 'select a block first' : null;
  const dead =
    block !== undefined && notRunnable.has(block.type)
      ? `a ${block.type} block does not run`
      : refusal(block?.problems ?? []);
  return {
    run,
    cancel: running ? null : 'nothing is running',
    runBlock: runOfBlock ?? unselected ?? dead,
    debugBlock: runOfBlock ?? unselected ?? dead ?? undebuggable(block),
    showOutput: unselected,
  };
}

/** What of a pipeline, or the pipeline itself, is nothing that Eider runs. */
function refusal(problems: readonly Problem[]): string | null {
  const found = problems.find(({ code }) => code === 'pipeline_not_runnable' || code === 'block_not_runnable');
  return found === undefined ? null : found.message.replace(/\.$/, '');
}

function undebuggable(block: GraphSnapshot['nodes'][number] | undefined): string | null {
  if (block?.type === 'global_data_product') return 'a data product has no code of its own';
  if (block === undefined || block.language === 'python' || block.language === 'typescript') return null;
  return 'only Python and TypeScript blocks can be debugged';
}

/** `Running · 2 of 5 blocks done`; empty when the pipeline has never run. */
export function runSummary(snapshot: GraphSnapshot): string {
  const planned = snapshot.nodes.filter((node) => node.status !== null && node.status !== 'reused');
  const done = planned.filter((node) => node.status !== 'pending' && node.status !== 'running').length;
  switch (snapshot.runStatus) {
    case null:
      return '';
    case 'running':
      return `Running · ${done} of ${planned.length} done`;
    case 'completed':
      return 'Last run completed';
    case 'failed':
      return 'Last run failed';
    case 'cancelled':
      return 'Last run cancelled';
    case 'interrupted':
      return 'Last run interrupted';
  }
}

import type { BlockState, RunState } from '../../core/protocol/run-state';
import { blockStatusLook, languageLabel, runStatusLook } from '../looks';
import type { ItemLook } from '../pipelines-view/labels';
import { outputRows, runProgress } from '../runs/block-states';
import { childrenText } from '../../core/protocol/children-text';
import { dotted, durationText, literal, rowsText, usageText, whenText } from '../text';
import { keyOf, problemText, type RunRef } from '../target';

/** The elements of the tree Runs; commands take them as their targets. */
export interface RunNode extends RunRef {
  readonly kind: 'run';
  readonly id: string;
  readonly state: RunState;
}
interface RunBlockNode extends RunRef {
  readonly kind: 'run-block';
  readonly id: string;
  readonly block: string;
  readonly state: BlockState;
}
interface MoreNode {
  readonly kind: 'more';
  readonly id: 'more';
  readonly hidden: number;
}
export type RunsNode = RunNode | RunBlockNode | MoreNode;

export function runNode(ref: RunRef, state: RunState): RunNode {
  return { kind: 'run', id: runId(ref), ...ref, state };
}

export function runBlockNodes(run: RunNode): RunBlockNode[] {
  const { project, pipeline, state } = run;
  return state.blocks.map((block) => ({
    kind: 'run-block',
    id: keyOf(run.id, block.plan.uuid),
    project,
    pipeline,
    run: run.run,
    block: block.plan.uuid,
    state: block,
  }));
}

export function runId(ref: RunRef): string {
  return keyOf(ref.project, ref.pipeline, ref.run);
}

/** The newest runs over all projects. Run ids sort by time. */
export function newestRuns(runs: readonly RunRef[], limit: number): RunRef[] {
  return [...runs].sort((a, b) => (a.run < b.run ? 1 : a.run > b.run ? -1 : 0)).slice(0, limit);
}

const origins = { cli: 'from a terminal', editor: 'from the editor', trigger: 'by a trigger' } as const;

export function runLook(state: RunState, now: Date): ItemLook {
  const look = runStatusLook(state.status);
  const { done, planned } = runProgress(state);
  const running = state.status === 'running';
  const lines = [
    `**${literal(state.pipeline)}** ${look.label}`,
    dotted(literal(whenText(state.startedAt, now)), origins[state.origin], `${done} of ${planned} blocks`),
    literal(state.run),
  ];
  if (state.failure !== null) lines.push(literal(problemText(state.failure)));
  return {
    label: state.pipeline,
    description: dotted(
      look.label,
      running ? `${done}/${planned}` : '',
      whenText(state.startedAt, now),
      state.seconds === null ? '' : durationText(state.seconds),
    ),
    icon: look.icon,
    color: look.color,
    tooltip: lines.join('\n\n'),
    contextValue: running ? 'run.running' : state.status === 'completed' ? 'run' : 'run.ended',
  };
}

export function runBlockLook(state: BlockState): ItemLook {
  const look = blockStatusLook(state.status);
  const rows = state.children === null ? rowsText(outputRows(state.outputs)) : childrenText(state.children);
  const failed = (state.children?.failures ?? []).map(
    ({ child, failure }) => `✗ ${literal(child.name)}: ${literal(failure?.message ?? 'failed')}`,
  );
  const failure = state.failure === null ? [] : [literal(problemText(state.failure))];
  const tests = state.tests.map((test) => `${test.passed ? '✓' : '✗'} ${literal(test.test)}`);
  return {
    label: state.plan.name,
    description: dotted(look.label, state.seconds === null ? '' : durationText(state.seconds), rows),
    icon: look.icon,
    color: look.color,
    tooltip: [
      dotted(`**${literal(state.plan.name)}**`, languageLabel(state.plan.language), look.label),
      ...(state.usage === null ? [] : [usageText(state.usage)]),
      ...failure,
      ...failed,
      ...tests,
    ].join('\n\n'),
    contextValue: 'run-block',
  };
}

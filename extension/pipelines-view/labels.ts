import { whyBlockDoesNotRun } from '../../core/project/not-runnable';
import type { Block } from '../../core/project/types';
import { hasBlockFile } from '../../core/project/uuid';
import type { BlockFreshness } from '../../core/protocol/freshness';
import type { RunState } from '../../core/protocol/run-state';
import type { NodeFreshness } from '../../core/protocol/webview';
import { freshnessWords } from '../freshness/words';
import { outputRows, runProgress, type BlockInRun } from '../runs/block-states';
import { blockKind, blockStatusLook, languageLabel, runStatusLook } from '../looks';
import { childrenText } from '../../core/protocol/children-text';
import { dotted, durationText, literal, rowsText } from '../text';
import { problemText } from '../target';
import type { Problem } from '../../core/protocol/problem';

/** What a tree item shows, without VS Code's types. `color` is a theme colour's id. */
export interface ItemLook {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly color: string | null;
  /** Markdown. */
  readonly tooltip: string;
  readonly contextValue: string;
}

/**
 * The icon is the block's type, in the colour of its newest run's outcome or of being out of date; while it runs, a turning
 * wheel. Words beside the name say the same, so colour is never the only sign.
 */
export function blockLook(
  block: Block,
  newest: BlockInRun | undefined,
  freshness?: BlockFreshness,
  now = new Date(),
): ItemLook {
  const kind = blockKind(block.type);
  const reason = whyBlockDoesNotRun(block, '');
  const state = newest?.state;
  const look = state === undefined ? null : blockStatusLook(state.status);
  const children = state?.children ?? null;
  const rows = children === null ? rowsText(outputRows(state?.outputs ?? [])) : childrenText(children);
  const done = state?.status === 'completed' || state?.status === 'reused';
  const progress =
    state?.status === 'running' && state.fraction !== null ? `${Math.round(state.fraction * 100)} %` : '';
  const words = freshnessWords(block.type, state?.status ?? null, freshness, now);
  const word = words?.word ?? '';
  // that a block has completed goes without saying where there is more to say
  const status = look === null || (done && (rows !== '' || word !== '')) ? '' : look.label;
  const icon = state?.status === 'running' ? 'loading~spin' : state?.status === 'failed' ? 'error' : kind.icon;
  return {
    label: block.name,
    description: dotted(
      languageLabel(block.language),
      reason === null ? '' : 'does not run',
      status,
      progress,
      word,
      rows,
    ),
    icon: reason !== null ? 'circle-slash' : block.fileExists || block.file === null ? icon : 'warning',
    color: words?.stale === true ? 'charts.yellow' : (look?.color ?? null),
    tooltip: [
      blockTooltip(block, newest, rows, words),
      ...(reason === null ? [] : [literal(problemText(reason))]),
    ].join('\n\n'),
    contextValue: !isRunnable(block)
      ? 'block'
      : `block.runnable.${hasBlockFile(block.type) ? block.language : 'product'}`,
  };
}

/** Markdown, chart and scratchpad blocks do not run, nor what Eider cannot execute. */
export function isRunnable(block: Block): boolean {
  if (whyBlockDoesNotRun(block, '') !== null) return false;
  return !['markdown', 'chart', 'scratchpad', 'callback', 'conditional'].includes(block.type);
}

/** `reason` is why nothing of it runs; null when it does, or its file has not been read. */
export function pipelineLook(
  uuid: string,
  newest: RunState | null,
  hasProblems: boolean,
  reason: Problem | null = null,
): ItemLook {
  const running = newest?.status === 'running';
  const look = newest === null ? null : runStatusLook(newest.status);
  const progress = running ? `${runProgress(newest).done}/${runProgress(newest).planned}` : '';
  return {
    label: uuid,
    description: dotted(
      reason === null ? '' : 'does not run',
      look === null || newest?.status === 'completed' ? '' : look.label,
      progress,
    ),
    icon: reason !== null ? 'circle-slash' : running ? 'loading~spin' : hasProblems ? 'warning' : 'type-hierarchy',
    color: hasProblems && !running ? 'list.warningForeground' : (look?.color ?? null),
    tooltip: dotted(
      `**${literal(uuid)}**`,
      look === null ? '' : `last run ${look.label}`,
      reason === null ? '' : literal(problemText(reason)),
    ),
    contextValue: running ? 'pipeline.running' : reason === null ? 'pipeline' : 'pipeline.not-runnable',
  };
}

export function problemLook(problem: Problem): ItemLook {
  const { severity } = problem;
  const color =
    severity === 'error' ? 'list.errorForeground' : severity === 'warning' ? 'list.warningForeground' : null;
  return {
    label: problem.message,
    description: problem.line === undefined ? '' : `line ${problem.line}`,
    icon: severity,
    color,
    tooltip: literal(problemText(problem)),
    contextValue: 'problem',
  };
}

function blockTooltip(block: Block, newest: BlockInRun | undefined, rows: string, words: NodeFreshness | null): string {
  const lines = [
    `**${literal(block.name)}**${block.uuid === block.name ? '' : ` (${literal(block.uuid)})`}`,
    dotted(blockKind(block.type).label, languageLabel(block.language)),
  ];
  if (block.upstream.length > 0) lines.push(`After ${block.upstream.map((uuid) => literal(uuid)).join(', ')}`);
  if (block.file !== null && !block.fileExists) lines.push(`Its file is missing: ${literal(block.file)}`);
  if (newest !== undefined) {
    const { status, seconds, failure } = newest.state;
    lines.push(
      dotted(`Last run: ${blockStatusLook(status).label}`, seconds === null ? '' : durationText(seconds), rows),
    );
    if (failure !== null) lines.push(literal(problemText(failure)));
  } else {
    lines.push('Not run yet');
  }
  if (words !== null) lines.push(freshnessMarkdown(words));
  return lines.join('\n\n');
}

/** A list of reasons under a word, or the one line there is. */
function freshnessMarkdown({ word, lines }: Pick<NodeFreshness, 'word' | 'lines'>): string {
  const title = word === '' ? [] : [`${capital(word)}:`, ''];
  const list = word === '' ? lines.map((line) => literal(capital(line))) : lines.map((line) => `- ${literal(line)}`);
  return [...title, ...list].join('\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

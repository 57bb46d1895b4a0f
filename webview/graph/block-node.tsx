import { Handle, Position, useStore, type NodeProps } from '@xyflow/react';
import { createContext } from 'preact';
import { memo } from 'preact/compat';
import { useContext, useEffect, useRef } from 'preact/hooks';
import type { GraphNode } from '../../core/protocol/webview';
import { blockAccent, blockKind, languageLabel } from '../shared/block-kinds';
import { useNow } from '../shared/clock';
import { Icon } from '../shared/controls';
import { statusLook } from '../shared/statuses';
import { plainText } from '../shared/ansi';
import { shownName } from '../shared/visible-text';
import type { FlowNode } from './flow-elements';
import { allCountsText, countsText, statusSentence, statusText } from './node-text';

/** The block that takes the focus when it is drawn: after a move with the keys it may have been outside the view. */
export const FocusRequestContext = createContext<{ current: string | null }>({ current: null });

/** Below this zoom nothing can be read: a block is drawn as its band and state alone, which keeps a thousand of them fluid. */
const farZoom = 0.3;

/** One block: band and icon of its type, name, language, state with duration, row counts, problems. */
export const BlockNode = memo(function BlockNode({ data }: NodeProps<FlowNode>) {
  const { block, label, selected, tabStop } = data;
  const element = useRef<HTMLDivElement>(null);
  const focusRequest = useContext(FocusRequestContext);
  const far = useStore((store) => store.transform[2] < farZoom);

  useEffect(() => {
    if (focusRequest.current !== block.uuid) return;
    focusRequest.current = null;
    element.current?.focus({ preventScroll: true });
  });

  const looks = ['block', `accent-${blockAccent(block.type, block.color)}`, `status-${block.status ?? 'never'}`];
  if (selected) looks.push('selected');
  if (far) looks.push('far');
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <div
        ref={element}
        class={looks.join(' ')}
        data-block={block.uuid}
        data-status={block.status ?? 'never'}
        data-freshness={block.freshness?.word ?? ''}
        // not a button: its name would have to be all its text, with a clock that never stands still
        role="group"
        aria-roledescription="block"
        tabIndex={tabStop ? 0 : -1}
        aria-label={label}
        aria-current={selected ? 'true' : undefined}
        title={block.failure === null ? (far ? shownName(block.name) : '') : plainText(block.failure.message)}
      >
        {!far && (
          // the label says it, and more
          <div class="block-text" aria-hidden="true">
            <BlockText block={block} />
          </div>
        )}
      </div>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  );
});

function BlockText({ block }: { readonly block: GraphNode }) {
  const now = useNow(block.status === 'running');
  const kind = blockKind(block.type);
  const look = statusLook(block.status);
  return (
    <>
      <div class="block-head">
        <span class="block-icon">
          <Icon name={kind.icon} />
        </span>
        <span class="block-name" title={shownName(block.name)}>
          {shownName(block.name)}
        </span>
        <ProblemBadge block={block} />
      </div>
      <div class="block-middle">
        <span class="block-kind">
          {kind.label} · {languageLabel(block.language)}
        </span>
        <FreshnessMark block={block} />
      </div>
      <div class="block-foot">
        <span class="block-status" title={statusSentence(block)}>
          <span class={`tone-${look.tone}`}>
            <Icon name={look.icon} spin={block.status === 'running'} />
          </span>
          <span class="words">{statusText(block, now)}</span>
        </span>
        <span class="block-rows" title={allCountsText(block)}>
          {countsText(block)}
        </span>
      </div>
    </>
  );
}

/** Quieter than a state: it says that the block would be made again, not that something is wrong. */
function FreshnessMark({ block: { freshness } }: { readonly block: GraphNode }) {
  if (freshness === null || freshness.word === '') return null;
  return (
    <span class="block-freshness" title={freshness.lines.map(shownName).join('\n')}>
      <span class={`tone-${freshness.stale ? 'warning' : 'good'}`}>
        <Icon name={freshness.stale ? 'circle-filled' : 'check'} />
      </span>
      {freshness.word}
    </span>
  );
}

function ProblemBadge({ block }: { readonly block: GraphNode }) {
  const { problems } = block;
  if (problems.length === 0) return null;
  const worst = problems.some((problem) => problem.severity === 'error') ? 'error' : 'warning';
  return (
    <span class="block-problems" title={problems.map((problem) => problem.message).join('\n')}>
      <span class={`tone-${worst === 'error' ? 'bad' : 'warning'}`}>
        <Icon name={worst} />
      </span>
      {problems.length}
    </span>
  );
}

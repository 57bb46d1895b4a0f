import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { treeBox, type ModelTree } from '../../../core/protocol/model';
import { px } from '../../shared/px';
import { nodeFacts, nodeSentence, nodeTitle } from './node-words';
import { nextNode } from './tree-keys';
import { useDragToPan } from './use-drag-to-pan';

interface TreePictureProps {
  readonly tree: ModelTree;
  readonly label: string;
  readonly zoom: number;
  readonly onZoom: (steps: number) => void;
  /** Whether the keyboard comes along to the first node, as to the part of a tree that one has gone on to. */
  readonly focused: boolean;
  /** Goes on from a node below which more is hidden. */
  readonly onOpen: (node: number) => void;
}

/** Room around the tree. */
const margin = 12;

/** A tree from left to right: boxes in the order of their level, with the answers on the lines between them. */
export function TreePicture({ tree, label, zoom, focused, onZoom, onOpen }: TreePictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const first = tree.shown[0]?.node ?? 0;
  const [at, setAt] = useState(first);
  const current = tree.shown.some(({ node }) => node === at) ? at : first;
  // the root is in the middle of its side
  useLayoutEffect(() => {
    const element = frame.current;
    const root = element?.querySelector<HTMLElement>('[data-node]');
    if (!element || !root) return;
    element.scrollTop = (root.offsetTop + treeBox.height / 2) * zoom - element.clientHeight / 2;
  }, [zoom, tree]);
  useLayoutEffect(() => {
    if (focused) frame.current?.querySelector<HTMLElement>('[data-node]')?.focus();
  }, []);
  useDragToPan(frame);
  useWheelZoom(frame, onZoom);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '-') {
      onZoom(event.key === '+' ? 1 : -1);
      event.preventDefault();
      return;
    }
    const next = nextNode(tree.shown, current, event.key);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    frame.current?.querySelector<HTMLElement>(`[data-node="${next}"]`)?.focus();
  };
  const [width, height] = [tree.width + 2 * margin, tree.height + 2 * margin];
  return (
    <div class="tree-frame" ref={frame} onKeyDown={onKeyDown}>
      <div class="tree-room" style={{ width: px(width * zoom), height: px(height * zoom) }}>
        <div
          class="tree-plane"
          role="tree"
          aria-label={label}
          style={{ width: px(width), height: px(height), transform: `scale(${zoom})` }}
        >
          <Lines tree={tree} width={width} height={height} />
          {tree.shown.map((node) => {
            const more = node.kind === 'split' && node.hidden > 0;
            return (
              <div
                key={node.node}
                role="treeitem"
                class={`tree-node ${node.kind}${more ? ' more' : ''}`}
                data-node={node.node}
                aria-level={node.level + 1}
                aria-label={nodeSentence(node)}
                {...(node.kind === 'leaf' ? {} : { 'aria-expanded': !more })}
                tabIndex={node.node === current ? 0 : -1}
                title={nodeSentence(node)}
                style={{
                  left: px(node.x + margin),
                  top: px(node.y + margin),
                  width: px(treeBox.width),
                  height: px(treeBox.height),
                }}
                onFocus={() => setAt(node.node)}
                onKeyDown={(event) => {
                  if (!more || (event.key !== 'Enter' && event.key !== ' ')) return;
                  event.preventDefault();
                  onOpen(node.node);
                }}
                onDblClick={() => more && onOpen(node.node)}
              >
                <span class="tree-title words">{nodeTitle(node)}</span>
                <span class="tree-facts words">{nodeFacts(node)}</span>
                {more && (
                  // reached with the keyboard by Enter on its node
                  <button type="button" class="tree-more" tabIndex={-1} onClick={() => onOpen(node.node)}>
                    +{node.hidden}
                  </button>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface LinesProps {
  readonly tree: ModelTree;
  readonly width: number;
  readonly height: number;
}

function Lines({ tree, width, height }: LinesProps) {
  const boxes = new Map(tree.shown.map((box) => [box.node, box]));
  return (
    <svg class="tree-lines" width={width} height={height} aria-hidden="true">
      {tree.shown.map((box) => {
        const parent = box.parent === null ? undefined : boxes.get(box.parent);
        if (parent === undefined || box.answer === null) return null;
        const from = { x: parent.x + margin + treeBox.width, y: parent.y + margin + treeBox.height / 2 };
        const to = { x: box.x + margin, y: box.y + margin + treeBox.height / 2 };
        const middle = (from.x + to.x) / 2;
        return (
          <g key={box.node} class={box.answer.missing ? 'missing' : ''}>
            <path d={`M ${from.x} ${from.y} C ${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`} />
            <text x={to.x - 6} y={to.y - 5}>
              {box.answer.yes ? 'yes' : 'no'}
            </text>
            {box.answer.missing && (
              <text x={to.x - 6} y={to.y + 13}>
                missing
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Zooms with the wheel while Ctrl is held, as a trackpad's pinch does too. */
function useWheelZoom(frame: { readonly current: HTMLElement | null }, onZoom: (steps: number) => void): void {
  const zoom = useCallback(
    (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      onZoom(-Math.sign(event.deltaY));
    },
    [onZoom],
  );
  useEffect(() => {
    const element = frame.current;
    element?.addEventListener('wheel', zoom, { passive: false });
    return () => element?.removeEventListener('wheel', zoom);
  }, [frame, zoom]);
}

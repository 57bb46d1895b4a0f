import { Background, BackgroundVariant, ReactFlow, useReactFlow, type Viewport } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { GraphSnapshot } from '../../core/protocol/webview';
import { useMessages } from '../shared/context';
import { useReducedMotion } from '../shared/theme';
import { shownName } from '../shared/visible-text';
import { BlockNode, FocusRequestContext } from './block-node';
import { flowElements, type FlowElements, type FlowNode } from './flow-elements';
import { directionOf, moveSelection, panToShow } from './navigation';
import { nodeLabels } from './node-text';
import { Toolbar } from './toolbar';
import { fitOptions, useFittedView } from './use-fitted-view';

const nodeTypes = { block: BlockNode };

interface FlowProps {
  readonly snapshot: GraphSnapshot;
  readonly selected: string | null;
  readonly onSelect: (block: string) => void;
  /** Where the user had moved the view when it was last shown; null fits the whole graph into it. */
  readonly viewport: Viewport | null;
  /** The user has moved the view; null: it is to fit again, now and whenever its size changes. */
  readonly onViewport: (viewport: Viewport | null) => void;
}

/** The drawing with its toolbar and keys. */
export function Flow({ snapshot, selected, onSelect, viewport, onViewport }: FlowProps) {
  const { send } = useMessages();
  const flow = useReactFlow<FlowNode>();
  const pane = useRef<HTMLDivElement>(null);
  const focusRequest = useRef<string | null>(null);
  const elements = useFlowElements(snapshot, selected);
  const duration = useReducedMotion() ? 0 : 150;

  const [start] = useState(viewport);
  const { fit, moved, onMove, onMoveEnd } = useFittedView(snapshot.nodes, { start, duration, onViewport });
  const zoom = useCallback(
    (direction: 'in' | 'out') => {
      void (direction === 'in' ? flow.zoomIn({ duration }) : flow.zoomOut({ duration })).then(moved);
    },
    [flow, duration, moved],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !isForGraph(event, pane.current)) return;
      if (event.key === 'f' || event.key === 'F' || event.key === '0') fit();
      else if (event.key === '+' || event.key === '=') zoom('in');
      else if (event.key === '-') zoom('out');
      else if (event.key === 'Enter' && selected !== null) send({ type: 'open_block', block: selected });
      else if (event.key === ' ') selectFocused(event.target, onSelect);
      else {
        const direction = directionOf(event.key);
        if (direction === null) return;
        const next = moveSelection(snapshot.nodes, snapshot.edges, selected, direction);
        const node = snapshot.nodes.find(({ uuid }) => uuid === next);
        if (node !== undefined) {
          focusRequest.current = node.uuid;
          const view = flow.getViewport();
          const shown = panToShow(view, sizeOf(pane.current), node);
          if (shown !== view) void flow.setViewport(shown).then(moved);
          onSelect(node.uuid);
        }
      }
      event.preventDefault();
    },
    [flow, fit, zoom, moved, selected, snapshot, send, onSelect],
  );
  // on the window: the focused node may leave the screen, and with it the document, while the user pans
  useEffect(() => {
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [onKeyDown]);

  return (
    <FocusRequestContext.Provider value={focusRequest}>
      <Toolbar snapshot={snapshot} selected={selected} onFit={fit} onZoom={zoom} />
      <div
        ref={pane}
        class="flow"
        role="group"
        aria-label={`Graph of ${shownName(snapshot.title)}. Arrow keys follow the edges, Enter opens a block.`}
      >
        <ReactFlow<FlowNode>
          nodes={elements.nodes}
          edges={elements.edges}
          nodeTypes={nodeTypes}
          {...(start === null ? { fitView: true, fitViewOptions: fitOptions } : { defaultViewport: start })}
          onMove={onMove}
          onMoveEnd={onMoveEnd}
          onNodeClick={(_event, node) => onSelect(node.id)}
          onNodeDoubleClick={(_event, node) => send({ type: 'open_block', block: node.id })}
          defaultMarkerColor={null}
          minZoom={0.05}
          maxZoom={2}
          onlyRenderVisibleElements
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          zoomOnDoubleClick={false}
          deleteKeyCode={null}
          disableKeyboardA11y
          proOptions={{ hideAttribution: true }}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1.5} />
        </ReactFlow>
      </div>
    </FocusRequestContext.Provider>
  );
}

function useFlowElements(snapshot: GraphSnapshot, selected: string | null): FlowElements {
  const reducedMotion = useReducedMotion();
  const previous = useRef<FlowElements | null>(null);
  const labels = useMemo(() => nodeLabels(snapshot), [snapshot]);
  const elements = useMemo(
    () => flowElements(snapshot, { selected, labels, reducedMotion }, previous.current),
    [snapshot, selected, labels, reducedMotion],
  );
  previous.current = elements;
  return elements;
}

/** Keys belong to the graph unless a button of the toolbar or a link has them. */
function isForGraph(event: KeyboardEvent, pane: HTMLElement | null): boolean {
  const { target } = event;
  return target === document.body || (target instanceof globalThis.Node && pane?.contains(target) === true);
}

function selectFocused(target: EventTarget | null, onSelect: (block: string) => void): void {
  const block = target instanceof HTMLElement ? target.dataset['block'] : undefined;
  if (block !== undefined) onSelect(block);
}

function sizeOf(element: HTMLElement | null): { width: number; height: number } {
  return { width: element?.clientWidth ?? 0, height: element?.clientHeight ?? 0 };
}

import { ReactFlowProvider } from '@xyflow/react';
import { useCallback, useRef, useState } from 'preact/hooks';
import type { GraphSnapshot } from '../../core/protocol/webview';
import { useMessages } from '../shared/context';
import { Button, Icon } from '../shared/controls';
import { EmptyState } from '../shared/empty-state';
import { LiveRegion } from '../shared/live-region';
import { ProblemList } from '../shared/problems';
import type { ViewState } from '../shared/view-state';
import { shownName } from '../shared/visible-text';
import { announcement } from './announce';
import { Flow } from './flow';
import { pipelineKey, rememberOf, selectionAfter, type GraphState, type OwnSelection } from './graph-state';

interface AppProps {
  readonly snapshot: GraphSnapshot | null;
  readonly state: ViewState<GraphState>;
}

export function App({ snapshot, state }: AppProps) {
  if (snapshot === null) return <p class="waiting">Reading the pipeline …</p>;
  return <Graph snapshot={snapshot} state={state} />;
}

function Graph({ snapshot, state }: { readonly snapshot: GraphSnapshot; readonly state: ViewState<GraphState> }) {
  const { send } = useMessages();
  const { selected, select } = useSelection(snapshot, state);
  const spoken = useAnnouncement(snapshot);
  const key = pipelineKey(snapshot);
  const kept = state.read();
  const viewport = kept.pipeline === key ? kept.viewport : null;
  const onSelect = useCallback(
    (block: string) => {
      const ticket = select(block);
      state.update(rememberOf(key, state.read(), { selected: block }));
      send({ type: 'select_block', block, ticket });
    },
    [select, state, key, send],
  );
  const onViewport = useCallback(
    (moved: GraphState['viewport']) => state.update(rememberOf(key, state.read(), { viewport: moved })),
    [state, key],
  );
  return (
    <main class="graph">
      <h1 class="spoken">Pipeline {shownName(snapshot.title)}</h1>
      {!snapshot.trusted && (
        <p class="restricted" role="note">
          <Icon name="shield" /> This workspace is not trusted: everything can be looked at, nothing runs.
        </p>
      )}
      {snapshot.nodes.length === 0 ? (
        <NothingToDraw snapshot={snapshot} />
      ) : (
        <>
          {snapshot.problems.length > 0 && <ProblemList problems={snapshot.problems} />}
          <ReactFlowProvider key={key}>
            <Flow
              snapshot={snapshot}
              selected={selected}
              onSelect={onSelect}
              viewport={viewport}
              onViewport={onViewport}
            />
          </ReactFlowProvider>
        </>
      )}
      <LiveRegion text={spoken.text} ticket={spoken.ticket} />
    </main>
  );
}

function NothingToDraw({ snapshot }: { readonly snapshot: GraphSnapshot }) {
  const { send } = useMessages();
  const title = shownName(snapshot.title);
  if (snapshot.problems.length > 0) {
    return (
      <EmptyState icon="error" title={`${title} cannot be drawn`}>
        <p>The graph comes back as soon as the file can be read.</p>
        <ProblemList problems={snapshot.problems} />
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="type-hierarchy" title={`${title} has no blocks yet`}>
      <p>Add the first one: a data loader is a good start. Blocks that read from it follow.</p>
      <p>
        <Button onClick={() => send({ type: 'new_block' })}>New Block</Button>
      </p>
    </EmptyState>
  );
}

/** The selection belongs to the view until the host's own changes. */
function useSelection(snapshot: GraphSnapshot, state: ViewState<GraphState>) {
  const seen = useRef<GraphSnapshot | null>(null);
  const own = useRef<OwnSelection>({ block: null, ticket: 0 });
  const [, redraw] = useState(0);
  if (seen.current !== snapshot) {
    own.current = { ...own.current, block: selectionAfter(seen.current, snapshot, own.current, state.read()) };
    seen.current = snapshot;
  }
  const select = useCallback((block: string) => {
    const ticket = own.current.ticket + 1;
    own.current = { block, ticket };
    redraw(ticket);
    return ticket;
  }, []);
  return { selected: own.current.block, select };
}

function useAnnouncement(snapshot: GraphSnapshot): { readonly text: string; readonly ticket: number } {
  const seen = useRef<GraphSnapshot | null>(null);
  const spoken = useRef({ text: '', ticket: 0 });
  if (seen.current !== snapshot) {
    const text = announcement(seen.current, snapshot);
    if (text !== '') spoken.current = { text, ticket: spoken.current.ticket + 1 };
    seen.current = snapshot;
  }
  return spoken.current;
}

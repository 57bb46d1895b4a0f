import type { ExperimentsAction, ExperimentsSnapshot } from '../../core/protocol/webview';
import { Button } from '../shared/controls';
import { EmptyState } from '../shared/empty-state';

interface NoExperimentsProps {
  readonly snapshot: ExperimentsSnapshot;
  readonly act: (action: ExperimentsAction, of?: { pipeline: string; block: string }) => void;
}

/** What the page says before anything was trained. */
export function NoExperiments({ snapshot: { trusted, asked }, act }: NoExperimentsProps) {
  return (
    <EmptyState icon="graph-line" title="Nothing was trained here yet.">
      <p>
        Run a pipeline that trains a model with eider/learn in a TypeScript block: each training, search and trial is
        recorded, and its curves move here while it trains.
      </p>
      <p class="empty-actions">
        {trusted ? (
          <Button onClick={() => act('run', { pipeline: asked.pipeline ?? '', block: '' })}>Run Pipeline</Button>
        ) : (
          <Button onClick={() => act('trust')}>Manage Trust</Button>
        )}
        <Button secondary onClick={() => act('example')}>
          Open an Example
        </Button>
      </p>
    </EmptyState>
  );
}

import type { OutputSnapshot, OutputSubject } from '../../core/protocol/webview';
import { useMessages } from '../shared/context';
import { Button } from '../shared/controls';
import { EmptyState } from '../shared/empty-state';
import { shownName } from '../shared/visible-text';
import { runBlocked } from './run-blocked';

export function NothingSelected({ trusted }: { readonly trusted: boolean }) {
  const { send } = useMessages();
  return (
    <EmptyState icon="table" title="Nothing selected">
      <p>Open a block's file, or select a block in the Pipelines view or in a graph, to see what it produced.</p>
      <p>
        <Button secondary onClick={() => send({ type: 'new_block' })}>
          New Block
        </Button>
      </p>
      {!trusted && <p>This workspace is not trusted: stored outputs can be looked at, nothing runs.</p>}
    </EmptyState>
  );
}

interface NoOutputProps {
  readonly snapshot: OutputSnapshot;
  readonly subject: OutputSubject;
}

/** Why there is no output, and what to do. */
export function NoOutput({ snapshot, subject }: NoOutputProps) {
  const name = shownName(subject.blockName);
  switch (subject.status) {
    case 'running':
      return <EmptyState icon="sync" title={`${name} is running`} />;
    case 'pending':
      return <EmptyState icon="clock" title={`${name} waits for the blocks before it`} />;
    case 'completed':
    case 'reused':
      return (
        <EmptyState icon="circle-slash" title={`${name} produced no output`}>
          <p>It ran to its end and returned nothing to store.</p>
        </EmptyState>
      );
    case 'failed':
      return (
        <EmptyState icon="error" title={`${name} failed before it stored an output`}>
          <RunButton snapshot={snapshot} subject={subject} label="Run again" />
        </EmptyState>
      );
    case 'condition_failed':
      return (
        <EmptyState icon="debug-step-over" title={`${name} did not run`}>
          <p>A condition of it, or of a block above it, was not met.</p>
        </EmptyState>
      );
    case 'upstream_failed':
      return (
        <EmptyState icon="debug-disconnect" title={`${name} did not run`}>
          <p>A block before it failed.</p>
          <RunButton snapshot={snapshot} subject={subject} label="Run with upstream" upstream />
        </EmptyState>
      );
    case 'cancelled':
    case 'interrupted':
      return (
        <EmptyState icon="circle-slash" title={`${name} was stopped before it stored an output`}>
          <RunButton snapshot={snapshot} subject={subject} label="Run again" />
        </EmptyState>
      );
    case null:
      return (
        <EmptyState icon="play-circle" title={`${name} has not run yet`}>
          <RunButton snapshot={snapshot} subject={subject} label="Run block" />
        </EmptyState>
      );
  }
}

interface RunButtonProps extends NoOutputProps {
  readonly label: string;
  readonly upstream?: boolean;
}

function RunButton({ snapshot, subject, label, upstream = false }: RunButtonProps) {
  const { send } = useMessages();
  const blocked = runBlocked(snapshot);
  return (
    <p>
      <Button blocked={blocked} onClick={() => send({ type: 'run_block', block: subject.block, upstream })}>
        {label}
      </Button>
      {blocked !== null && <span class="muted"> Not now: {blocked}.</span>}
    </p>
  );
}

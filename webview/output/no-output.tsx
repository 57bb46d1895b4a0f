import type { OutputSnapshot } from '../../core/protocol/webview';
import { useNow } from '../shared/clock';
import { useMessages } from '../shared/context';
import { Button } from '../shared/controls';
import { EmptyState } from '../shared/empty-state';
import type { ShownSubject } from './children/child-subject';
import { NextSteps } from './next-steps';
import { wordsFor, type Words } from './words';

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
  readonly subject: ShownSubject;
}

/** Why there is no output, and what to do. */
export function NoOutput({ snapshot, subject }: NoOutputProps) {
  const now = useNow(subject.retry?.nextAt != null);
  return <StateInWords snapshot={snapshot} subject={subject} words={wordsFor(subject, now)} />;
}

export function StateInWords({ snapshot, subject, words }: NoOutputProps & { readonly words: Words }) {
  return (
    <EmptyState icon={words.icon} title={words.title}>
      {words.text !== '' && <p>{words.text}</p>}
      <NextSteps snapshot={snapshot} subject={subject} steps={words.steps} />
    </EmptyState>
  );
}

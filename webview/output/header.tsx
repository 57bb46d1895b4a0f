import type { OutputSnapshot } from '../../core/protocol/webview';
import { useMessages } from '../shared/context';
import { Icon, ToolButton } from '../shared/controls';
import { useNow } from '../shared/clock';
import { formatClock, secondsSince } from '../shared/format';
import { statusLook } from '../shared/statuses';
import { shownName } from '../shared/visible-text';
import { childrenFacts, finishedFacts, storedFacts, triesFacts, usageFacts } from './header-facts';
import type { ShownSubject } from './children/child-subject';
import { runBlocked } from './run-blocked';

interface HeaderProps {
  readonly snapshot: OutputSnapshot;
  readonly subject: ShownSubject;
}

/** Which block this is and how its newest run went. */
export function SubjectTitle({ subject }: Pick<HeaderProps, 'subject'>) {
  const look = statusLook(subject.status);
  const name = shownName(subject.blockName);
  const running = subject.status === 'running';
  const now = useNow(running);
  const clock = running ? secondsSince(subject.startedAt, now) : null;
  const facts = [
    childrenFacts(subject),
    triesFacts(subject),
    running ? storedFacts(subject, now) : finishedFacts(subject, now),
    usageFacts(subject),
  ];
  return (
    <div class="subject">
      <h1 title={`${name} (${subject.pipeline} / ${subject.block})`}>{name}</h1>
      {subject.child !== null && (
        <span class="subject-child words" title={`${subject.block}:${shownName(subject.child.name)}`}>
          <Icon name="chevron-right" />
          {shownName(subject.child.title)}
        </span>
      )}
      <span class="subject-status" data-status={subject.status ?? 'never'}>
        <span class={`tone-${look.tone}`}>
          <Icon name={look.icon} spin={running} />
        </span>
        {look.label}
        {clock !== null && <span class="subject-clock">{formatClock(clock)}</span>}
      </span>
      <span class="muted words" title={subject.run === null ? '' : `Run ${subject.run}`}>
        {facts.filter((fact) => fact !== '').join(' · ')}
      </span>
    </div>
  );
}

export function SubjectActions({ snapshot, subject }: HeaderProps) {
  const { send } = useMessages();
  const { block } = subject;
  const running = snapshot.subject?.status === 'running';
  return (
    <div class="subject-actions" role="toolbar" aria-label="Block">
      {running ? (
        <ToolButton icon="debug-stop" label="Cancel run" onClick={() => send({ type: 'cancel_run' })} />
      ) : (
        <ToolButton
          icon="play"
          label="Run block"
          blocked={runBlocked(snapshot)}
          onClick={() => send({ type: 'run_block', block, upstream: false })}
        />
      )}
      <ToolButton icon="go-to-file" label="Open block" onClick={() => send({ type: 'open_block', block })} />
    </div>
  );
}

import type { OutputSnapshot, OutputSubject } from '../../core/protocol/webview';
import { useMessages } from '../shared/context';
import { Icon, ToolButton } from '../shared/controls';
import { formatDuration, formatWhen } from '../shared/format';
import { statusLook } from '../shared/statuses';
import { runBlocked } from './run-blocked';

interface HeaderProps {
  readonly snapshot: OutputSnapshot;
  readonly subject: OutputSubject;
}

/** Which block this is and how its newest run went. */
export function SubjectTitle({ subject }: Pick<HeaderProps, 'subject'>) {
  const look = statusLook(subject.status);
  const { seconds, finishedAt, run } = subject;
  return (
    <div class="subject">
      <h1 title={`${subject.pipeline} / ${subject.block}`}>{subject.blockName}</h1>
      <span class={`subject-status tone-${look.tone}`} data-status={subject.status ?? 'never'}>
        <Icon name={look.icon} spin={subject.status === 'running'} />
        {look.label}
      </span>
      <span class="muted words" title={run === null ? '' : `Run ${run}`}>
        {[
          seconds === null ? '' : formatDuration(seconds),
          finishedAt === null ? '' : formatWhen(finishedAt, Date.now()),
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
    </div>
  );
}

export function SubjectActions({ snapshot, subject }: HeaderProps) {
  const { send } = useMessages();
  const { block } = subject;
  const running = subject.status === 'running';
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

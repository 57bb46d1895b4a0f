import type { OutputSnapshot } from '../../core/protocol/webview';
import { useNow } from '../shared/clock';
import { Icon } from '../shared/controls';
import type { ShownSubject } from './children/child-subject';
import { NextStepLinks } from './next-steps';
import { noticeFor } from './notice-text';

interface NoticeProps {
  readonly snapshot: OutputSnapshot;
  readonly subject: ShownSubject;
  readonly tab: string | null;
}

/** One line over outputs that are not of the newest run, or while a try is awaited: what is the case, and what to do. */
export function Notice({ snapshot, subject, tab }: NoticeProps) {
  const now = useNow(subject.retry?.nextAt != null);
  const notice = noticeFor(subject, tab, now);
  if (notice === null) return null;
  const { words, earlier } = notice;
  return (
    <div class="notice" role="note">
      <Icon name={words.icon} />
      <span class="notice-text">
        {words.title}. {words.text}
        {earlier && ' What is shown is of an earlier run.'}
      </span>
      <NextStepLinks snapshot={snapshot} subject={subject} steps={words.steps} />
    </div>
  );
}

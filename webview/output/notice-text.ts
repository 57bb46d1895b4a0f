import type { ShownSubject } from './children/child-subject';
import { noOutputTab } from './subject-tabs';
import { wordsFor, type Words } from './words';

export interface NoticeText {
  readonly words: Words;
  /** Whether there are outputs to see, which an earlier run has stored. */
  readonly earlier: boolean;
}

/**
 * What stands over a tab while the newest run of a block gives no outputs: because it did not run, was stopped, or waits.
 * Null when the state needs no such words; where they take the place of the outputs; and for a failure, which has a banner.
 */
export function noticeFor(subject: ShownSubject, tab: string | null, now: number): NoticeText | null {
  if (tab === noOutputTab || !needsWords(subject)) return null;
  return { words: wordsFor(subject, now), earlier: subject.outputs.length > 0 };
}

function needsWords({ status, children, child, retry, looksEvery, logRun }: ShownSubject): boolean {
  switch (status) {
    case 'running':
      return retry !== null || (looksEvery !== null && child === null);
    case 'condition_failed':
    case 'upstream_failed':
    case 'cancelled':
    case 'interrupted':
      // of runs that began, the list tells how far each came
      return child !== null || children === null || children.run !== logRun;
    default:
      return false;
  }
}

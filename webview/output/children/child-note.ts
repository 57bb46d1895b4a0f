import type { ChildSummary } from '../../../core/protocol/data';
import { plainText } from '../../shared/ansi';
import { countOf } from '../../shared/format';
import { statusLook } from '../../shared/statuses';
import { cutText } from '../../shared/visible-text';

/** A row of the list has no room for more of a message. */
const noteLength = 120;

/** What stands beside a run's name: its rows, why it failed, or how far it is. */
export function childNote({ status, rows, retries, failure }: ChildSummary): string {
  switch (status) {
    case 'completed':
      return rows === null ? '' : countOf(rows, 'row');
    case 'failed':
      return cutText(plainText(failure?.message ?? '').split('\n')[0] ?? '', noteLength);
    case 'running':
      return retries === 0 ? 'running' : `try ${retries + 1}`;
    case 'cancelled':
    case 'condition_failed':
      return statusLook(status).label.toLowerCase();
  }
}

/** What a screen reader says of it: `#7, failed: no such table`. */
export function childLabel(title: string, child: ChildSummary): string {
  const note = childNote(child);
  const status = statusLook(child.status).label.toLowerCase();
  return note === '' || note === status ? `${title}, ${status}` : `${title}, ${status}: ${note}`;
}

import { formatBytes, formatDuration, formatWhen } from '../shared/format';
import type { ShownSubject } from './children/child-subject';
import { runsText } from './children/children-text';

/** `640 of 1,200 runs, 2 failed` of a block that runs once for each item. */
export function childrenFacts({ children, child }: ShownSubject): string {
  return children === null || child !== null ? '' : runsText(children);
}

/** `try 2` of what has been tried before in the same run. */
export function triesFacts({ retry }: ShownSubject): string {
  return retry === null ? '' : `try ${retry.failed + 1}`;
}

/** `1.2 s · 12:00` of the newest run; `1.2 s · shown: 11:00` when what is shown is of an earlier one. */
export function finishedFacts(subject: ShownSubject, now: number): string {
  const { seconds, finishedAt } = subject;
  const facts = [
    seconds === null || didNotRun(subject) ? '' : formatDuration(seconds),
    isOfNewestRun(subject) && finishedAt !== null ? formatWhen(finishedAt, now) : storedFacts(subject, now),
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}

/** When what is shown was stored, while the newest run has stored nothing. */
export function storedFacts({ outputs, finishedAt }: ShownSubject, now: number): string {
  return outputs.length === 0 || finishedAt === null ? '' : `shown: ${formatWhen(finishedAt, now)}`;
}

/** `CPU 2.1 s · memory 340 MB` of the newest run, where that is known. */
export function usageFacts({ usage, status, child }: ShownSubject): string {
  if (usage === null || child !== null || status === 'running') return '';
  const cpu = `CPU ${formatDuration(usage.cpu)}`;
  return usage.memory === null ? cpu : `${cpu} · memory ${formatBytes(usage.memory)}`;
}

function didNotRun({ status, startedAt, child }: ShownSubject): boolean {
  if (status === 'condition_failed' || status === 'upstream_failed') return true;
  return status === 'cancelled' && startedAt === null && child === null;
}

function isOfNewestRun({ status, child }: ShownSubject): boolean {
  if (child !== null) return !child.earlier;
  return status === 'completed' || status === 'reused' || status === null;
}

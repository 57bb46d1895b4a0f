import type { OutputChildren } from '../../../core/protocol/webview';
import { countOf, formatCount } from '../../shared/format';

/** `1,200 runs`, `640 of 1,200 runs`, with what went wrong after it: `1,197 of 1,200 runs, 3 failed`. */
export function runsText(children: OutputChildren): string {
  const { total, completed, failed } = children;
  const runs = completed === total ? countOf(total, 'run') : `${formatCount(completed)} of ${countOf(total, 'run')}`;
  return failed === 0 ? runs : `${runs}, ${formatCount(failed)} failed`;
}

/** Every count that is not zero, as a sentence: `640 of 1,200 runs have completed, 2 failed, 558 are running or waiting.` */
export function runsSentence(children: OutputChildren, running: boolean): string {
  const { total, completed, failed, cancelled, conditionFailed } = children;
  const left = leftOf(children);
  const first =
    completed === total
      ? `${total === 1 ? 'The only run has' : `All ${formatCount(total)} runs have`} completed`
      : `${formatCount(completed)} of ${countOf(total, 'run')} ${completed === 1 ? 'has' : 'have'} completed`;
  const parts = [
    first,
    failed === 0 ? '' : `${formatCount(failed)} failed`,
    conditionFailed === 0 ? '' : `${formatCount(conditionFailed)} did not meet a condition`,
    cancelled === 0 ? '' : `${formatCount(cancelled)} ${cancelled === 1 ? 'was' : 'were'} stopped or not begun`,
    left === 0
      ? ''
      : `${formatCount(left)} ${running ? (left === 1 ? 'is running or waiting' : 'are running or waiting') : 'did not end'}`,
  ];
  return `${parts.filter((part) => part !== '').join(', ')}.`;
}

/** Runs that have not ended. */
export function leftOf({ total, completed, failed, cancelled, conditionFailed }: OutputChildren): number {
  return Math.max(0, total - completed - failed - cancelled - conditionFailed);
}

/** Changes with every number: what was read under another is out of date. */
export function countsKey({ completed, failed, cancelled, conditionFailed }: OutputChildren): string {
  return [completed, failed, cancelled, conditionFailed].join(' ');
}

import type { ChildrenState } from './run-state';

/** How many of the runs of a block below a dynamic one have come to which end. */
export type ChildrenCounts = Pick<ChildrenState, 'total' | 'completed' | 'failed' | 'conditionFailed'>;

/** `10,000 runs`, or while some are missing `9,998 of 10,000 runs`. */
export function runsText({ total, completed }: Pick<ChildrenCounts, 'total' | 'completed'>): string {
  const runs = `${countText(total)} ${total === 1 ? 'run' : 'runs'}`;
  return completed === total ? runs : `${countText(completed)} of ${runs}`;
}

/** The same with what has become of the others: `9,997 of 10,000 runs, 1 failed, 2 not run, their condition was not met`. */
export function childrenText(children: ChildrenCounts): string {
  const { failed, conditionFailed } = children;
  return [
    runsText(children),
    ...(failed === 0 ? [] : [`${countText(failed)} failed`]),
    ...(conditionFailed === 0 ? [] : [`${countText(conditionFailed)} not run, their condition was not met`]),
  ].join(', ');
}

/** 105870 → `105,870`. By hand: the first number format of a process takes longer than an activation. */
export function countText(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

import type { ChildDetail, ChildQuery, ChildStatus } from '../../../core/protocol/data';
import type { UnmetCondition } from '../../../core/protocol/run-events';
import type { OutputSubject } from '../../../core/protocol/webview';

/** What the panel shows: a block as a whole, or one of its runs below a dynamic block. */
export interface ShownSubject extends OutputSubject {
  /** Null for the block as a whole. */
  readonly child: ShownChild | null;
}
export interface ShownChild {
  readonly name: string;
  /** How it is called: by its name, or by its number when it has no other. */
  readonly title: string;
  /** Its number in the run that stored what is shown of it; null when nothing is. */
  readonly index: number | null;
  /** Null when its turn has not come, or it does not exist in the run that is shown. */
  readonly status: ChildStatus | null;
  readonly unmet: readonly UnmetCondition[];
  /** Whether the outputs are those of an earlier run. */
  readonly earlier: boolean;
}

/** The block as a whole: of one that ran once for each item, its charts are drawn run by run. */
export function wholeSubject(subject: OutputSubject): ShownSubject {
  return { ...subject, child: null, ...(subject.children === null ? {} : { charts: [] }) };
}

/** One of the runs of a block, as the answer to `child` tells of it, shown as a block is: with its own state, outputs, tests, charts and failure. */
export function childSubject(
  subject: OutputSubject,
  { run, name }: Pick<ChildQuery, 'run' | 'name'>,
  { child, unmet, tests, stored }: ChildDetail,
): ShownSubject {
  return {
    ...subject,
    run: stored?.run ?? null,
    logRun: run,
    status: child?.status ?? (subject.status === 'running' ? 'pending' : null),
    startedAt: null,
    seconds: child?.seconds ?? (child?.status === 'completed' ? (stored?.seconds ?? null) : null),
    finishedAt: stored?.finishedAt ?? null,
    outputs: stored?.outputs ?? [],
    charts: stored === null ? [] : subject.charts,
    tests,
    failure: child?.failure ?? null,
    cause: null,
    retry: child === null || child.retries === 0 ? null : { failed: child.retries, failure: null, nextAt: null },
    child: {
      name,
      title: childTitle(name, child?.index ?? stored?.index ?? null),
      index: stored?.index ?? null,
      status: child?.status ?? null,
      unmet,
      earlier: stored !== null && stored.run !== run,
    },
  };
}

/** Whether nothing more will come of a child in its run. */
export function isFinal({ child }: ChildDetail): boolean {
  return child !== null && child.status !== 'running';
}

/** `#7` for a run without a name of its own. */
export function childTitle(name: string, index: number | null): string {
  return name === String(index) ? `#${name}` : name;
}

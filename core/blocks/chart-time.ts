import { EiderError } from '../errors';
import type { Chart } from '../project/types';

/** Seconds for a chart whose entry has no `timeout`. */
const usualTimeout = 120;

/** How many seconds the code of a chart may take. Where nobody trusts the project, its entry cannot ask for more. */
export function chartSeconds({ timeout }: Chart, isTrusted: boolean): number {
  if (timeout === null) return usualTimeout;
  return isTrusted ? timeout : Math.min(timeout, usualTimeout);
}

/** Says that the code of a chart, Python or SQL, was stopped after its time. */
export function chartTooLate(chart: Chart, what: 'code' | 'SQL', seconds: number, file: string): EiderError {
  return new EiderError({
    code: 'chart_timeout',
    message: `The ${what} of chart ${chart.name} took longer than ${seconds} seconds and was stopped.`,
    remedy: 'Compute it in a block and draw what that gives, or set a longer timeout in the entry of the chart.',
    file,
    line: 1,
    column: 1,
  });
}

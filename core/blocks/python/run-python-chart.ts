import { EiderError } from '../../errors';
import { milliseconds } from '../../milliseconds';
import type { Chart, Project } from '../../project/types';
import type { Failure } from '../../protocol/problem';
import { chartSeconds, chartTooLate } from '../chart-time';
import type { OutputsInput } from '../contract';
import type { PythonPool } from './python-pool';
import { loadingTask, newMark } from './python-task';

export interface ChartTask {
  readonly project: Project;
  readonly pipeline: string;
  readonly chart: Chart;
  /** Absolute path of the chart's file. */
  readonly file: string;
  readonly inputs: readonly OutputsInput[];
  readonly variables: Readonly<Record<string, unknown>>;
  /** Empty folder; what the code's data source gives is left there. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Takes what the code prints. */
  log(text: string): void;
}

/**
 * Executes a chart's Python code in a process of the user's interpreter; gives what it draws, as the worker says it. When
 * `signal` is aborted or time is up, the process ends with everything that it has started. Throws `chart_timeout`, or the
 * code's own failure.
 */
export async function runPythonChart(task: ChartTask, python: PythonPool): Promise<unknown> {
  const { signal, chart } = task;
  signal.throwIfAborted();
  const worker = await python.take();
  const seconds = chartSeconds(chart, true);
  let reusable = false;
  const stop = () => void worker.end();
  const late = AbortSignal.timeout(milliseconds(seconds));
  late.addEventListener('abort', stop, { once: true });
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    const code = { ...chart, type: 'chart' } as const;
    const subject = { ...task, code, run: '', trigger: null, secrets: {} };
    const answer = await worker.run(
      {
        ...loadingTask(subject, await python.places()),
        wanted: { kind: 'chart' },
        folder: task.folder,
        debug: null,
        mark: newMark(),
      },
      {
        log: (text) => task.log(text),
        message: () => undefined,
        request: ({ id, method }) => Promise.resolve({ answer: id, failure: notAnswered(chart, method) }),
      },
    );
    reusable = answer.reusable;
    if (answer.type === 'failed') throw new EiderError(answer.failure);
    return answer.chart;
  } catch (error) {
    signal.throwIfAborted(); // whatever a stopped process said, nobody waits for it
    throw late.aborted ? chartTooLate(chart, 'code', seconds, task.file) : error;
  } finally {
    late.removeEventListener('abort', stop);
    signal.removeEventListener('abort', stop);
    python.giveBack(worker, reusable);
  }
}

/** A chart belongs to no run, of which it could ask something. */
function notAnswered(chart: Chart, method: string): Failure {
  return {
    code: 'request_refused',
    severity: 'error',
    message: `The code of chart ${chart.name} asks for ${method}, which only a block of a run can.`,
    remedy: 'Ask for it in a block, and draw what the block gives.',
  };
}

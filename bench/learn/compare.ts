import { median } from '../lib/measure';
import type { Answer, Task } from './task';

/** A task for both sides, and the most that each of our figures may be of theirs. */
export interface Case {
  readonly name: string;
  readonly task: Omit<Task, 'threads'>;
  readonly limits: Readonly<Record<string, number>>;
}

/** A figure of a case: our median and theirs, and the median of the ratios of each round. */
export interface Compared {
  /** The name of the case, and what was measured. */
  readonly figure: string;
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  readonly atMost: number | undefined;
}

/** What is read from an answer, by the names that limits go by. Working memory is what came on top of the loaded data. */
const MEASURES: Readonly<Record<string, (answer: Answer) => number>> = {
  train_s: (answer) => answer.train,
  train_processor_s: (answer) => answer.trainProcessor,
  first_train_s: (answer) => answer.firstTrain,
  predict_s: (answer) => answer.predict,
  predict_processor_s: (answer) => answer.predictProcessor,
  first_predict_s: (answer) => answer.firstPredict,
  one_row_us: (answer) => answer.oneRow,
  working_mib: ({ peakMiB, loadedMiB }) => (peakMiB ?? NaN) - (loadedMiB ?? NaN),
  peak_mib: (answer) => answer.peakMiB ?? NaN,
  rmse: (answer) => answer.rmse,
};

export function compare({ name, limits }: Case, ours: readonly Answer[], theirs: readonly Answer[]): Compared[] {
  return Object.entries(MEASURES).map(([measure, read]) => {
    const [mine, others] = [ours.map(read), theirs.map(read)];
    return {
      figure: `${name}_${measure}`,
      ours: median(mine),
      theirs: median(others),
      ratio: median(mine.map((value, round) => value / (others[round] ?? NaN))),
      atMost: limits[measure],
    };
  });
}

/** A line of the table for each figure. */
export function lineOf({ figure, ours, theirs, ratio, atMost }: Compared): string[] {
  const verdict = atMost === undefined ? ['', ''] : [`≤ ${atMost}`, ratio <= atMost ? 'met' : 'not met'];
  return [figure, ...[ours, theirs].map(short), ratio.toFixed(2), ...verdict];
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

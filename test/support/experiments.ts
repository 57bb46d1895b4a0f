import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type {
  ExperimentEnded,
  ExperimentLine,
  ExperimentStarted,
  FinalMetric,
  StoredModel,
} from '../../core/protocol/experiments';
import { metricLabel } from '../../core/protocol/metric-label';
import { recordedNumber } from '../../core/protocol/recorded-number';
import { experimentFile } from '../../core/store/paths';

/** A record to write: what differs from the usual, and its scores by `set-name`, one for each step. */
export interface RecordSpec extends Partial<ExperimentStarted> {
  readonly id: string;
  readonly scores?: Readonly<Record<string, readonly number[]>>;
  readonly warnings?: readonly string[];
  /** The output that its model was stored as. */
  readonly model?: StoredModel;
  /** Null: it has no end. */
  readonly end?: Partial<ExperimentEnded> | null;
}

const START = '2025-03-01T09:00:00.000Z';

/** The lines of a record of a boosting in the block `fit` of the pipeline `demo`. */
export function recordLines({ scores = {}, warnings = [], model, end = {}, ...facts }: RecordSpec): ExperimentLine[] {
  const started: ExperimentLine = {
    type: 'started',
    time: START,
    version: 1,
    parent: null,
    experiment: 'demo',
    name: null,
    pipeline: 'demo',
    block: 'fit',
    child: null,
    run: '20250301-085959-000-0001',
    estimator: 'Booster',
    parameters: { eta: 0.3, max_depth: 6 },
    given: ['max_depth'],
    tags: {},
    data: { rows: 1200, columns: 30, features: 'f'.repeat(64), target: 'a'.repeat(64), weights: null },
    seed: 0,
    ...facts,
  };
  const metrics = Object.entries(scores).flatMap(([label, values]) => {
    const [, set = '', name = label] = /^(.*?)-(.*)$/.exec(label) ?? [];
    return values.map((value, step) => ({ set, name, step, value: recordedNumber(value) }));
  });
  const last = new Map<string, FinalMetric>(metrics.map((metric) => [metricLabel(metric), metric]));
  return [
    started,
    ...metrics.map((metric): ExperimentLine => ({ type: 'metric', ...metric, seconds: metric.step / 10 })),
    ...warnings.map((text): ExperimentLine => ({ type: 'warning', text })),
    ...(end === null
      ? []
      : [
          {
            type: 'ended' as const,
            time: '2025-03-01T09:00:04.000Z',
            status: 'completed' as const,
            seconds: 4,
            metrics: [...last.values()],
            best: null,
            ...end,
          },
        ]),
    ...(model === undefined ? [] : [model]),
  ];
}

/** Writes records into the store of a project, as the trainings would have. */
export async function writeRecords(root: string, ...specs: readonly RecordSpec[]): Promise<void> {
  for (const spec of specs) {
    const file = experimentFile(root, spec.pipeline ?? 'demo', spec.id);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(
      file,
      recordLines(spec)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
  }
}

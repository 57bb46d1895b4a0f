import type {
  DataFingerprint,
  ExperimentEnded,
  ExperimentLine,
  ExperimentStarted,
  FinalMetric,
  MetricLine,
  StoredModel,
} from './experiments';

/** `unfinished`: the record has no end; whether its training goes on is told by its run. */
export type ExperimentStatus = ExperimentEnded['status'] | 'unfinished' | 'running' | 'interrupted';

/** What is known of one training. */
export interface ExperimentState {
  readonly id: string;
  readonly parent: string | null;
  readonly experiment: string;
  readonly name: string | null;
  readonly pipeline: string;
  readonly block: string;
  readonly child: ExperimentStarted['child'];
  readonly run: string;
  readonly estimator: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Names of the parameters that were given; the others are defaults. */
  readonly given: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly data: DataFingerprint | null;
  readonly seed: number | null;
  readonly status: ExperimentStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Null until it has ended. */
  readonly seconds: number | null;
  /** The newest of each set and name, or of the best step, in the order in which they came first. */
  readonly metrics: readonly FinalMetric[];
  readonly best: number | null;
  readonly warnings: readonly string[];
  readonly failure: ExperimentEnded['failure'] | null;
  readonly model: StoredModel | null;
}

/**
 * Folds one line into the state of a training. Pure: the given state is left alone. The first line must be `started`;
 * lines before it change nothing.
 */
export function foldExperimentLine(state: ExperimentState | null, line: ExperimentLine): ExperimentState | null {
  if (line.type === 'started') return state ?? startedState(line);
  if (state === null) return null;
  switch (line.type) {
    case 'described':
      return {
        ...state,
        name: line.name ?? state.name,
        parameters: { ...state.parameters, ...line.parameters },
        given: [...new Set([...state.given, ...Object.keys(line.parameters ?? {})])],
        tags: { ...state.tags, ...line.tags },
      };
    case 'metric':
      return { ...state, metrics: withMetric(state.metrics, line) };
    case 'warning':
      return { ...state, warnings: [...state.warnings, line.text] };
    case 'ended':
      return {
        ...state,
        status: line.status,
        endedAt: line.time,
        seconds: line.seconds,
        metrics: line.metrics,
        best: line.best,
        failure: line.failure ?? null,
      };
    case 'model':
      return { ...state, model: line };
  }
}

function startedState({ type: _type, version: _version, time, ...facts }: ExperimentStarted): ExperimentState {
  return {
    ...facts,
    status: 'unfinished',
    startedAt: time,
    endedAt: null,
    seconds: null,
    metrics: [],
    best: null,
    warnings: [],
    failure: null,
    model: null,
  };
}

/** The newest metrics with one more. */
export function withMetric(
  metrics: readonly FinalMetric[],
  { set, name, step, value }: Pick<MetricLine, 'set' | 'name' | 'step' | 'value'>,
): readonly FinalMetric[] {
  const at = metrics.findIndex((metric) => metric.set === set && metric.name === name);
  return at < 0 ? [...metrics, { set, name, step, value }] : metrics.with(at, { set, name, step, value });
}

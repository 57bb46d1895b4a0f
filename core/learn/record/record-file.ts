import type { AsyncLocalStorage } from 'node:async_hooks';
import { withMetric } from '../../protocol/experiment-state';
import type { ExperimentLine, FinalMetric } from '../../protocol/experiments';
import { recordedNumber } from '../../protocol/recorded-number';
import type { ExperimentWriter } from '../../store/experiment-writer';
import { plainRecord } from './plain-value';
import type { ExperimentDetails, OpenRecord, ScoredAt, TrainingEnd } from './recorder';

/** A step and its scores. */
interface Scored {
  readonly step: number;
  readonly metrics: readonly FinalMetric[];
}

/** The record of a training, in a file that it writes as it goes. */
export class RecordFile implements OpenRecord {
  readonly #began = performance.now();
  #metrics: readonly FinalMetric[] = [];
  /** The step that was scored last. */
  #latest: Scored | null = null;
  #best: Scored | null = null;
  #ended = false;

  constructor(
    readonly id: string,
    readonly writer: ExperimentWriter,
    readonly enclosing: AsyncLocalStorage<RecordFile>,
    readonly link: (model: object, record: RecordFile) => void,
  ) {}

  append(line: ExperimentLine, urgency: 'now' | 'soon'): void {
    this.writer.append(line, urgency);
  }

  metrics(scores: Readonly<Record<string, number>>, { step = 0, set = '' }: ScoredAt = {}): void {
    const seconds = Math.round(performance.now() - this.#began) / 1000;
    for (const [name, score] of Object.entries(scores)) {
      const metric = { set, name, step, value: recordedNumber(score) };
      this.append({ type: 'metric', ...metric, seconds }, this.#ended ? 'now' : 'soon');
      this.#metrics = withMetric(this.#metrics, metric);
      const ofStep = this.#latest?.step === step ? this.#latest.metrics : [];
      this.#latest = { step, metrics: withMetric(ofStep, metric) };
    }
  }

  describe({ name, parameters, tags }: Omit<ExperimentDetails, 'experiment'>): void {
    const told = {
      ...(name !== undefined && { name }),
      ...(parameters !== undefined && { parameters: plainRecord(parameters) }),
      ...(tags !== undefined && { tags: textsOf(tags) }),
    };
    this.append({ type: 'described', ...told }, 'now');
  }

  warn(text: string): void {
    this.append({ type: 'warning', text }, 'now');
  }

  best(step: number): void {
    if (this.#latest?.step === step) this.#best = this.#latest;
    else if (this.#best?.step !== step) this.#best = { step, metrics: [] };
  }

  trained(model: object): void {
    this.link(model, this);
  }

  within<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.enclosing.run(this, work);
  }

  end(ending: TrainingEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    const { step: best, metrics: ofBest } = this.#best ?? { step: null, metrics: [] };
    this.append(
      {
        type: 'ended',
        time: new Date().toISOString(),
        status: ending.status,
        seconds: Math.round(performance.now() - this.#began) / 1000,
        metrics: [...ofBest.reduce(withMetric, this.#metrics)],
        best,
        ...(ending.status === 'failed' && { failure: ending.failure }),
      },
      'now',
    );
  }

  close(): void {
    this.end({ status: 'cancelled' });
    this.writer.flush();
  }

  trouble(): unknown {
    return this.writer.trouble();
  }
}

/** Tags as texts, which is what they are in a record. */
export function textsOf(tags: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}

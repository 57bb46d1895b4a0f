import { AsyncLocalStorage } from 'node:async_hooks';
import { withMetric } from '../../protocol/experiment-state';
import type { ExperimentLine, ExperimentStarted, FinalMetric, StoredModel } from '../../protocol/experiments';
import { recordedNumber } from '../../protocol/recorded-number';
import { experimentIds } from '../../store/experiment-id';
import { experimentWriter, type ExperimentWriter } from '../../store/experiment-writer';
import { experimentFile } from '../../store/paths';
import { plainValue } from './plain-value';
import type { ExperimentDetails, OpenRecord, Recorder, TrainingEnd, TrainingFacts } from './recorder';

/** The block whose trainings are recorded. */
export interface RecordedBlock extends Pick<ExperimentStarted, 'pipeline' | 'block' | 'child' | 'run'> {
  /** Root of the project. */
  readonly project: string;
}

/** Records the trainings of one block in the project's store, each in a file of its own. */
export interface FileRecorder extends Recorder {
  /** The block has stored a model; says so in the record of its training, if there is one. */
  stored(model: object, output: Omit<StoredModel, 'type'>): void;
  /** Ends what is still open as cancelled, and writes everything. Gives why records are not complete, null if they are. */
  close(): unknown;
}

const nextId = experimentIds();

/** `redact` hides secrets in texts. */
export function fileRecorder(block: RecordedBlock, redact: (text: string) => string = (text) => text): FileRecorder {
  const enclosing = new AsyncLocalStorage<RecordFile>();
  const records: RecordFile[] = [];
  const byModel = new WeakMap<object, RecordFile>();
  let said: ExperimentDetails = {};
  const { project, ...place } = block;
  return {
    begin(facts) {
      const id = nextId();
      const parent = enclosing.getStore() ?? null;
      const writer = experimentWriter(experimentFile(project, block.pipeline, id), redacting(redact));
      writer.append(startedLine(id, parent, facts, said, place), 'now');
      const record = new RecordFile(id, writer, enclosing, (model, own) => byModel.set(model, own));
      records.push(record);
      return record;
    },
    describe(details) {
      said = details;
    },
    recordOf: (model) => byModel.get(model) ?? null,
    stored(model, output) {
      byModel.get(model)?.append({ type: 'model', ...output }, 'now');
    },
    close() {
      for (const record of records) record.close();
      return records.map((record) => record.trouble()).find((trouble) => trouble !== null) ?? null;
    },
  };
}

function startedLine(
  id: string,
  parent: RecordFile | null,
  { estimator, parameters, given, data, seed }: TrainingFacts,
  { experiment, name, parameters: further = {}, tags = {} }: ExperimentDetails,
  place: Omit<RecordedBlock, 'project'>,
): ExperimentStarted {
  return {
    type: 'started',
    time: new Date().toISOString(),
    version: 1,
    id,
    parent: parent?.id ?? null,
    experiment: experiment ?? place.pipeline,
    name: name ?? null,
    ...place,
    estimator,
    parameters: plainRecord({ ...further, ...parameters }),
    given: [...Object.keys(further), ...(given ?? Object.keys(parameters))],
    tags: texts(tags),
    data,
    seed,
  };
}

class RecordFile implements OpenRecord {
  readonly #began = performance.now();
  #metrics: readonly FinalMetric[] = [];
  /** The scores of the best step, where they came before it was known to be the best. */
  readonly #steps = new Map<number, readonly FinalMetric[]>();
  #best: number | null = null;
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

  metrics(
    scores: Readonly<Record<string, number>>,
    { step = 0, set = '' }: { step?: number; set?: string } = {},
  ): void {
    const seconds = Math.round(performance.now() - this.#began) / 1000;
    for (const [name, score] of Object.entries(scores)) {
      const metric = { set, name, step, value: recordedNumber(score) };
      this.append({ type: 'metric', ...metric, seconds }, this.#ended ? 'now' : 'soon');
      this.#metrics = withMetric(this.#metrics, metric);
      this.#steps.set(step, withMetric(this.#steps.get(step) ?? [], metric));
    }
  }

  describe({ name, parameters, tags }: Omit<ExperimentDetails, 'experiment'>): void {
    const told = {
      ...(name !== undefined && { name }),
      ...(parameters !== undefined && { parameters: plainRecord(parameters) }),
      ...(tags !== undefined && { tags: texts(tags) }),
    };
    this.append({ type: 'described', ...told }, 'now');
  }

  warn(text: string): void {
    this.append({ type: 'warning', text }, 'now');
  }

  best(step: number): void {
    this.#best = step;
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
    const ofBest = this.#best === null ? [] : (this.#steps.get(this.#best) ?? []);
    this.#steps.clear();
    this.append(
      {
        type: 'ended',
        time: new Date().toISOString(),
        status: ending.status,
        seconds: Math.round(performance.now() - this.#began) / 1000,
        metrics: [...ofBest.reduce(withMetric, this.#metrics)],
        best: this.#best,
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

/** Lines of JSON whose texts are redacted one by one: a secret of digits must not break a number. */
function redacting(redact: (text: string) => string): (line: ExperimentLine) => string {
  return (line) => JSON.stringify(line, (_key, value: unknown) => (typeof value === 'string' ? redact(value) : value));
}

function plainRecord(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, plainValue(value)]));
}

function texts(tags: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}

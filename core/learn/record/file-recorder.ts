import { AsyncLocalStorage } from 'node:async_hooks';
import type { ExperimentLine, ExperimentStarted, StoredModel } from '../../protocol/experiments';
import { experimentIds } from '../../store/experiment-id';
import { experimentWriter } from '../../store/experiment-writer';
import { experimentFile } from '../../store/paths';
import { plainRecord } from './plain-value';
import { RecordFile, textsOf } from './record-file';
import type { ExperimentDetails, Recorder, TrainingFacts } from './recorder';

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
    tags: textsOf(tags),
    data,
    seed,
  };
}

/** Lines of JSON whose texts are redacted one by one: a secret of digits must not break a number. */
function redacting(redact: (text: string) => string): (line: ExperimentLine) => string {
  return (line) => JSON.stringify(line, (_key, value: unknown) => (typeof value === 'string' ? redact(value) : value));
}

import { EiderError, toFailure } from '../../errors';
import type { BlockResult, BlockRunner, BlockTask, DraftOutput, TestOutcome } from '../contract';
import { describeTable } from '../parquet-output';
import { answerRequest } from '../requests';
import { failOnTests } from '../tests-failed';
import type { FromPython, PythonAnswer, PythonDebug, PythonTask } from './messages';
import type { ProjectPlaces } from './project-places';
import { loadingTask, newMark } from './python-task';
import { hashPythonSource } from './source-hash';
import type { PythonProcess } from './worker-process';

/** Requests whose answer does not make a block run again: files besides its own code do not either. */
const ALWAYS_THE_SAME: ReadonlySet<string> = new Set(['io_profile', 'hide']);

/** Runs a Python block in a process of the user's own interpreter. */
export const runPythonBlock: BlockRunner = async (task, engine): Promise<BlockResult> => {
  const { python, secrets } = engine;
  const sourceHash = await hashPythonSource(task.project.root, task.file);
  const worker = await python.take();
  const tests: TestOutcome[] = [];
  const stop = () => void worker.end();
  let reusable = false;
  let asked = false;
  const family = watchFamily(worker);
  task.signal.addEventListener('abort', stop, { once: true });
  try {
    task.signal.throwIfAborted();
    const answer = await worker.run(taskFor(task, await python.places(), secrets.values, python.debug), {
      log: (text) => task.log(text),
      message(message) {
        if (message.type === 'written') return;
        if (message.type === 'progress') {
          task.progress(message.fraction);
          return;
        }
        if (message.type === 'debugger') {
          task.log(`Waiting for a debugger on 127.0.0.1:${message.port} …\n`);
          python.debug?.onListening(message.port);
          return;
        }
        const outcome = testOutcome(message);
        tests.push(outcome);
        task.testFinished(outcome);
      },
      request(request) {
        asked ||= !ALWAYS_THE_SAME.has(request.method);
        return answerTo(request, task, engine);
      },
    });
    reusable = answer.reusable;
    task.used({ cpu: answer.cpu, memory: family.peak(answer.memory) });
    if (answer.type === 'failed') throw new EiderError(answer.failure);
    failOnTests(tests);
    const outputs = await Promise.all(answer.outputs.map((output) => describe(output, task, engine)));
    return { outputs, tests, sourceHash, variablesRead: answer.variables, answer: answer.answer, asked };
  } catch (error) {
    task.signal.throwIfAborted(); // whatever a stopped process said, it was cancelled
    throw error;
  } finally {
    task.signal.removeEventListener('abort', stop);
    family.stop();
    python.giveBack(worker, reusable);
  }
};

/** What a request of the block is answered: what it has asked for, or why it does not get it. Never rejects. */
async function answerTo(
  request: Extract<FromPython, { type: 'request' }>,
  task: BlockTask,
  { requests }: Parameters<BlockRunner>[1],
): Promise<PythonAnswer> {
  try {
    const result = (await answerRequest(requests, request, task)) ?? null;
    JSON.stringify(result); // what cannot be told is a failure, not silence
    return { answer: request.id, result };
  } catch (error) {
    return { answer: request.id, failure: toFailure(error, 'request_failed') };
  }
}

/** Milliseconds between two looks at the memory of the processes that a block has started. */
const FAMILY_INTERVAL = 300;

/** The most memory that a process and those that it starts hold together, as far as looking now and then shows it. */
function watchFamily(worker: PythonProcess) {
  let most = 0;
  const timer = setInterval(() => {
    void worker.family().then((bytes) => (most = Math.max(most, bytes ?? 0)));
  }, FAMILY_INTERVAL);
  return {
    /** The peak of the process itself, or of all together where that is more. */
    peak: (own: number | null): number | null => (own === null && most === 0 ? null : Math.max(own ?? 0, most)),
    stop: () => clearInterval(timer),
  };
}

function taskFor(
  task: BlockTask,
  places: ProjectPlaces,
  secrets: Readonly<Record<string, string>>,
  debug: PythonDebug | null,
): PythonTask {
  const { block: code, wanted, folder } = task;
  return { ...loadingTask({ ...task, code, secrets }, places), wanted, folder, debug, mark: newMark() };
}

/** Of a table DuckDB says the columns and their types, as it does for all tables. */
async function describe(
  output: Extract<FromPython, { type: 'written' }>['output'],
  task: BlockTask,
  { database }: Parameters<BlockRunner>[1],
): Promise<DraftOutput> {
  if (output.kind !== 'table') return { ...output, schema: [] };
  const { rows, schema } = await describeTable(database, task.folder, output.file, task.signal);
  return { ...output, rows, columns: schema.length, schema };
}

function testOutcome({ name, seconds, failure }: Extract<FromPython, { type: 'test' }>): TestOutcome {
  return { name, passed: failure === null, seconds, ...(failure === null ? {} : { failure }) };
}

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { StringDecoder } from 'node:string_decoder';
import * as v from 'valibot';
import { thisMoment, type Moment } from '../../process-list';
import { endDescendants } from '../../process-tree';
import { memoryOfFamily } from './family-memory';
import type { Interpreter } from './interpreter';
import { fromPythonSchema, type FromPython, type PythonAnswer, type PythonTask } from './messages';
import { endOrphans, newWorkerMark } from './orphans';
import { GARBLED, workerEnded } from './worker-ended';

/** What is told while a block runs. */
export interface PythonListener {
  readonly log: (text: string) => void;
  readonly message: (message: Extract<FromPython, { type: 'debugger' | 'written' | 'progress' | 'test' }>) => void;
  readonly request: (request: Extract<FromPython, { type: 'request' }>) => Promise<PythonAnswer>;
}

/** A Python process that runs blocks, one after the other. */
export interface PythonProcess {
  /** Whether it can take another block. */
  readonly alive: () => boolean;
  /** Runs a block. Rejects with `worker_ended` when the process ends before the block does. */
  run(task: PythonTask, listener: PythonListener): Promise<Extract<FromPython, { type: 'done' | 'failed' }>>;
  /** Bytes that it and the processes that it has started hold together at this moment; null when it has started none. */
  readonly family: () => Promise<number | null>;
  /** Ends the process and everything that it has started, at once. */
  end(): Promise<void>;
  /** Lets the process end by itself, as packages expect it; one that does not is ended. */
  retire(): Promise<void>;
}

/** Starts a worker. `folder` is that of the worker's own modules. */
export function startPython(interpreter: Interpreter, folder: string): PythonProcess {
  const mark = newWorkerMark();
  const child = spawn(interpreter.command, ['-u', '-m', 'eider_worker'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    cwd: folder, // what the project calls like a module of Python must not be taken for it
    env: {
      ...process.env,
      // the worker and the stand-in of mage_ai first; what else is importable stays so
      PYTHONPATH: [folder, process.env['PYTHONPATH']]
        .filter((part) => part !== undefined && part !== '')
        .join(DELIMITER),
      PYTHONIOENCODING: 'utf-8',
      ...mark.environment,
    },
  });
  const log = readLog(child);
  let listener: ((message: FromPython) => void) | null = null;
  let ended: string | null = null;
  let garbled = false;
  /** When the block began whose processes end when this one does; null while there is none. */
  let begun: Moment | null = null;
  const onEnd: ((how: string) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (garbled) return;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fromPythonSchema), line);
    if (parsed.success) {
      listener?.(parsed.output);
      return;
    }
    // whoever waits for what it was meant to say would wait for ever
    garbled = true;
    void endFamily().catch(() => undefined); // what may not be ended is left to itself
  });
  const end = (how: string) => {
    ended ??= how;
    for (const tell of onEnd.splice(0)) tell(ended);
  };
  const alive = () => ended === null && child.exitCode === null && child.signalCode === null;
  const endFamily = async () => {
    try {
      if (child.pid === undefined || !alive()) return;
      if (process.platform !== 'win32') child.kill('SIGSTOP'); // so that it starts nothing while its children are ended
      await endDescendants(child.pid);
    } finally {
      child.kill('SIGKILL');
    }
  };
  child.once('error', (error) => end(error.message));
  child.once('exit', (code, signal) => {
    const how = garbled ? GARBLED : signal === null ? `exit code ${code ?? '?'}` : `signal ${signal}`;
    const lastWords = new Promise<void>((resolve) => {
      child.once('close', resolve); // they have been read
      // a process that it has started may hold its log open for as long as it likes
      setTimeout(resolve, LAST_WORDS).unref();
    });
    const orphans = begun === null || child.pid === undefined ? null : endOrphans(mark, child.pid, begun);
    void Promise.allSettled([lastWords, orphans]).then(() => end(how));
  });
  child.stdin.on('error', () => undefined); // it has ended, which is told there
  const tell = (message: PythonTask | PythonAnswer) => void child.stdin.write(`${JSON.stringify(message)}\n`);

  return {
    alive: () => !garbled && alive(),
    async run(task, told) {
      try {
        return await new Promise((resolve, reject) => {
          let answer: Extract<FromPython, { type: 'done' | 'failed' }> | null = null;
          let complete = false;
          const settle = () => {
            if (answer !== null && complete) resolve(answer);
          };
          log.until(task.mark, told.log, () => {
            complete = true;
            settle();
          });
          listener = (message) => {
            if (message.type === 'done' || message.type === 'failed') answer = message;
            else if (message.type === 'request') void told.request(message).then(tell);
            else if (message.type !== 'ready') told.message(message);
            settle();
          };
          const gone = (how: string) => reject(workerEnded(task, how));
          if (ended !== null) gone(ended);
          else onEnd.push(gone);
          // with a debugger, its own process is one of them, which has yet to tell the editor that the block has ended
          if (task.debug === null) begun = thisMoment();
          tell(task);
        });
      } finally {
        listener = null;
        begun = null;
        onEnd.length = 0;
        log.until(
          null,
          () => undefined,
          () => undefined,
        );
      }
    },
    family: () => (child.pid === undefined || !alive() ? Promise.resolve(null) : memoryOfFamily(child.pid)),
    end: endFamily,
    async retire() {
      if (child.pid !== undefined && alive()) await endDescendants(child.pid);
      const gone = new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve();
        else child.once('exit', () => resolve());
        child.once('error', () => resolve());
      });
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), RETIREMENT);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** How long what a process has printed is waited for after its end, in milliseconds. */
const LAST_WORDS = 1000;
/** How long a process may take to end by itself, in milliseconds. */
const RETIREMENT = 2000;
const DELIMITER = process.platform === 'win32' ? ';' : ':';

/** What a process prints, piece by piece, up to a mark that stands behind what belongs to one block. */
function readLog(child: ChildProcess) {
  const decoder = new StringDecoder('utf8');
  let mark: string | null = null;
  let kept = '';
  let tell: (text: string) => void = () => undefined;
  let done: () => void = () => undefined;
  child.stderr?.on('data', (bytes: Buffer) => {
    kept += decoder.write(bytes);
    const at = mark === null ? -1 : kept.indexOf(mark);
    if (mark !== null && at >= 0) {
      const rest = kept.slice(at + mark.length);
      if (at > 0) tell(kept.slice(0, at));
      kept = rest;
      mark = null;
      done();
      return;
    }
    // the beginning of the mark may be at the end of a piece
    const held = mark === null ? 0 : overlap(kept, mark);
    if (kept.length > held) tell(kept.slice(0, kept.length - held));
    kept = kept.slice(kept.length - held);
  });
  return {
    until(wanted: string | null, onText: (text: string) => void, onMark: () => void) {
      mark = wanted;
      tell = onText;
      done = onMark;
      kept = '';
    },
  };
}

/** How many characters at the end of a text are the beginning of another. */
function overlap(text: string, mark: string): number {
  for (let length = Math.min(text.length, mark.length - 1); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

import { fork, type ChildProcess } from 'node:child_process';
import * as v from 'valibot';
import { EiderError } from '../errors';
import type { DataMethod, DataRequests } from '../protocol/data';
import { cancelledCode, fromProcessSchema, type ToProcess } from './messages';

export interface DataClient {
  /**
   * Asks the data process. Rejects with an `AbortError` when `signal` is aborted, with an `EiderError` otherwise: the answer's
   * own failure, or `data_process_ended` when the process broke down before it answered.
   */
  request<M extends DataMethod>(
    method: M,
    params: DataRequests[M]['params'],
    signal?: AbortSignal,
  ): Promise<DataRequests[M]['result']>;
  /** Ends the process and fails what is still asked. */
  dispose(): void;
}

export interface DataClientOptions {
  /** Takes what the process prints, and that it has ended. */
  readonly log: (line: string) => void;
}

interface Pending {
  readonly message: ToProcess;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Whether it was asked again of a second process, because the first went idle just as it was asked. */
  readonly repeated: boolean;
}

/**
 * A client of the data process, which is started at the first request and again after it has gone idle or broken down.
 * `modulePath` is the bundle of `process.ts`.
 */
export function openDataClient(modulePath: string, { log }: DataClientOptions): DataClient {
  const pending = new Map<number, Pending>();
  let child: ChildProcess | undefined;
  let nextId = 1;
  let disposed = false;

  function start(): ChildProcess {
    const started = fork(modulePath, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => log(`data process: ${text.trimEnd()}`));
    }
    started.on('message', (message) => settle(message));
    started.on('error', (error) => ended(started, error.message, false));
    started.on('exit', (code, signal) => ended(started, signal ?? `code ${code ?? '?'}`, code === 0));
    return started;
  }

  function settle(message: unknown): void {
    const parsed = v.safeParse(fromProcessSchema, message);
    if (!parsed.success) {
      log('data process: sent a message that is not understood');
      return;
    }
    const answer = parsed.output;
    const asked = pending.get(answer.id);
    pending.delete(answer.id);
    if (answer.ok) asked?.resolve(answer.result);
    else asked?.reject(answer.failure.code === cancelledCode ? cancelled() : new EiderError(answer.failure));
  }

  /** A clean end means that the process was idle: what it did not get to see is asked of a new one. */
  function ended(process: ChildProcess, how: string, clean: boolean): void {
    if (child !== process) return;
    child = undefined;
    if (!clean) log(`data process: ended (${how})`);
    const left = [...pending];
    pending.clear();
    for (const [id, asked] of left) {
      if (clean && !asked.repeated && !disposed) post(id, { ...asked, repeated: true });
      else asked.reject(processEnded(how));
    }
  }

  function post(id: number, asked: Pending): void {
    pending.set(id, asked);
    send(asked.message);
  }

  function send(message: ToProcess): void {
    child ??= start();
    // A failed send is followed by the end of the process, which settles the request.
    child.send(message, () => undefined);
  }

  return {
    async request<M extends DataMethod>(method: M, params: DataRequests[M]['params'], signal?: AbortSignal) {
      if (signal?.aborted === true) throw cancelled();
      if (disposed) throw processEnded('closed');
      const id = nextId++;
      const answer = new Promise<unknown>((resolve, reject) => {
        post(id, { message: { id, method, params }, resolve, reject, repeated: false });
      });
      const cancel = () => {
        const asked = pending.get(id);
        if (asked === undefined) return;
        pending.delete(id);
        if (child?.connected === true) send({ cancel: id });
        asked.reject(cancelled());
      };
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        // SAFETY: the answer comes from our own process, whose handler for `method` is typed by the same map.
        return (await answer) as DataRequests[M]['result'];
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    dispose() {
      disposed = true;
      const process = child;
      if (process !== undefined) {
        ended(process, 'closed', true);
        process.kill();
      }
    },
  };
}

function cancelled(): DOMException {
  return new DOMException('The request was cancelled.', 'AbortError');
}

function processEnded(how: string): EiderError {
  return new EiderError({
    code: 'data_process_ended',
    message: `The process that reads outputs ended unexpectedly (${how}).`,
    remedy: 'Try again: a new one is started. If it keeps ending, look at the log.',
  });
}

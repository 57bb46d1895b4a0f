import type { DataRequests } from '../../core/protocol/data';
import type { Failure } from '../../core/protocol/problem';
import type { HostToWebview, Snapshot, WebviewMethod, WebviewToHost } from '../../core/protocol/webview';

/** What VS Code gives a webview. `setState` survives hiding the view and reloading the window. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): unknown;
}

export type Notification = Exclude<WebviewToHost, { type: 'ready' | 'request' | 'cancel' }>;
export type SnapshotOf<View extends Snapshot['view']> = Extract<Snapshot, { view: View }>;

/** The part of the host that components ask. */
export interface Messages {
  readonly send: (message: Notification) => void;
  /** Rejects with `RequestError` when the host answers with a failure, with an `AbortError` when `signal` fires. */
  readonly request: <M extends WebviewMethod>(
    method: M,
    params: DataRequests[M]['params'],
    signal?: AbortSignal,
  ) => Promise<DataRequests[M]['result']>;
}

export interface Host<View extends Snapshot['view']> extends Messages {
  /** Calls the listener with the newest snapshot, at once if there is one, and returns what ends it. */
  readonly onSnapshot: (listener: (snapshot: SnapshotOf<View>) => void) => () => void;
  readonly onLogGrew: (listener: () => void) => () => void;
}

export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** What went wrong, for showing. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RequestError) return error.failure;
  return { code: 'webview', severity: 'error', message: error instanceof Error ? error.message : String(error) };
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * Connects a view to the extension: listens on `source` and says `ready`, upon which the host sends a snapshot.
 * Messages of unknown shape are dropped with a line in the console.
 */
export function connectHost<View extends Snapshot['view']>(
  view: View,
  api: VsCodeApi,
  source: Pick<EventTarget, 'addEventListener'>,
): Host<View> {
  const pending = new Map<number, Pending>();
  const snapshotListeners = new Set<(snapshot: SnapshotOf<View>) => void>();
  const logListeners = new Set<() => void>();
  let newest: SnapshotOf<View> | null = null;
  let lastId = 0;

  function receive(message: HostToWebview): void {
    switch (message.type) {
      case 'snapshot':
        if (!isSnapshotOf(message.snapshot, view)) return;
        newest = message.snapshot;
        for (const listener of snapshotListeners) listener(newest);
        return;
      case 'response': {
        const waiting = pending.get(message.id);
        if (waiting === undefined) return; // cancelled meanwhile
        pending.delete(message.id);
        if (message.ok) waiting.resolve(message.result);
        else waiting.reject(new RequestError(message.failure));
        return;
      }
      case 'log_grew':
        for (const listener of logListeners) listener();
    }
  }

  function post(message: WebviewToHost): void {
    api.postMessage(message);
  }

  source.addEventListener('message', (event) => {
    // a sandboxed frame, of which nobody takes orders
    if (event instanceof MessageEvent && event.origin === 'null') return;
    const data: unknown = 'data' in event ? event.data : undefined;
    if (isHostMessage(data)) receive(data);
    else console.warn('Eider: dropped a message of unknown shape');
  });
  post({ type: 'ready' });

  return {
    send: post,
    request<M extends WebviewMethod>(method: M, params: DataRequests[M]['params'], signal?: AbortSignal) {
      return new Promise<DataRequests[M]['result']>((resolve, reject) => {
        if (signal?.aborted) {
          reject(abortError());
          return;
        }
        const id = ++lastId;
        const onAbort = () => {
          if (!pending.delete(id)) return;
          post({ type: 'cancel', id });
          reject(abortError());
        };
        const settle = () => signal?.removeEventListener('abort', onAbort);
        pending.set(id, {
          resolve(result) {
            settle();
            // SAFETY: the host answers a request id with the result of that request's method (`DataRequests`).
            resolve(result as DataRequests[M]['result']);
          },
          reject(error) {
            settle();
            reject(error);
          },
        });
        signal?.addEventListener('abort', onAbort, { once: true });
        post({ type: 'request', id, method, params });
      });
    },
    onSnapshot(listener) {
      snapshotListeners.add(listener);
      if (newest !== null) listener(newest);
      return () => snapshotListeners.delete(listener);
    },
    onLogGrew(listener) {
      logListeners.add(listener);
      return () => logListeners.delete(listener);
    },
  };
}

function abortError(): Error {
  return new DOMException('No longer wanted', 'AbortError');
}

/** The host is the same version of the extension: beyond its outer shape a message needs no parsing. */
function isHostMessage(data: unknown): data is HostToWebview {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false;
  switch (data.type) {
    case 'snapshot':
      return 'snapshot' in data && typeof data.snapshot === 'object' && data.snapshot !== null;
    case 'response':
      return 'id' in data && 'ok' in data && (data.ok === true ? 'result' in data : 'failure' in data);
    case 'log_grew':
      return true;
    default:
      return false;
  }
}

function isSnapshotOf<View extends Snapshot['view']>(snapshot: Snapshot, view: View): snapshot is SnapshotOf<View> {
  return snapshot.view === view;
}

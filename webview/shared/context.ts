import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { DataRequests } from '../../core/protocol/data';
import type { Failure } from '../../core/protocol/problem';
import type { Snapshot, WebviewMethod } from '../../core/protocol/webview';
import { failureOf, isAbort, type Host, type Messages, type SnapshotOf } from './host';

export const MessagesContext = createContext<Messages | null>(null);

export function useMessages(): Messages {
  const messages = useContext(MessagesContext);
  if (messages === null) throw new Error('A view is drawn outside its MessagesContext');
  return messages;
}

/** The newest snapshot, null until the first has come. */
export function useSnapshot<View extends Snapshot['view']>(host: Host<View>): SnapshotOf<View> | null {
  const [snapshot, setSnapshot] = useState<SnapshotOf<View> | null>(null);
  useEffect(() => host.onSnapshot(setSnapshot), [host]);
  return snapshot;
}

interface Settled<Result> {
  readonly key: string;
  readonly result: Result | null;
  readonly failure: Failure | null;
}

export interface Answer<Result> {
  readonly result: Result | null;
  readonly failure: Failure | null;
  readonly loading: boolean;
  /** The result for the key before, while the one for this key is awaited: what is shown need not blink. */
  readonly last: Result | null;
}

/**
 * Asks once for each `key` and keeps the answer; a request whose key has changed is cancelled and its answer dropped.
 * Null `params` asks nothing.
 */
export function useRequest<M extends WebviewMethod>(
  method: M,
  params: DataRequests[M]['params'] | null,
  key: string,
): Answer<DataRequests[M]['result']> {
  const messages = useMessages();
  const [answer, setAnswer] = useState<Settled<DataRequests[M]['result']> | null>(null);
  useEffect(() => {
    if (params === null) return;
    const controller = new AbortController();
    messages.request(method, params, controller.signal).then(
      (result) => setAnswer({ key, result, failure: null }),
      (error: unknown) => {
        if (!isAbort(error)) setAnswer({ key, result: null, failure: failureOf(error) });
      },
    );
    return () => controller.abort();
    // `key` stands for `params`, which is a new object at every drawing
  }, [messages, method, key, params === null]);
  const current = answer?.key === key ? answer : null;
  return {
    result: current?.result ?? null,
    failure: current?.failure ?? null,
    loading: params !== null && current === null,
    last: answer?.result ?? null,
  };
}

import { useEffect, useRef, useState } from 'preact/hooks';
import type { DataRequests } from '../../../core/protocol/data';
import type { Failure } from '../../../core/protocol/problem';
import type { WebviewMethod } from '../../../core/protocol/webview';
import { useMessages } from '../../shared/context';
import { failureOf } from '../../shared/host';
import { createAsker, type Asker } from './asker';

type Query<M extends WebviewMethod> = DataRequests[M]['params'];
type Result<M extends WebviewMethod> = DataRequests[M]['result'];

export interface Fresh<M extends WebviewMethod> {
  /** The newest answer and its question: while another is awaited, the question before. */
  readonly answer: { readonly query: Query<M>; readonly result: Result<M> } | null;
  /** Why the newest question has no answer. */
  readonly failure: Failure | null;
}

interface Wanted<M extends WebviewMethod> {
  /** Stands for the query. */
  readonly key: string;
  /** Changes when the answer may have changed. */
  readonly version: string;
  readonly query: Query<M>;
}

/**
 * The answer to what is wanted, kept fresh, one question at a time. `settled` says of which answers nothing new is to be
 * expected; it must be the same function at every drawing. Null asks nothing.
 */
export function useFresh<M extends WebviewMethod>(
  method: M,
  wanted: Wanted<M> | null,
  settled?: (result: Result<M>) => boolean,
): Fresh<M> {
  const { request } = useMessages();
  const [fresh, setFresh] = useState<Fresh<M>>({ answer: null, failure: null });
  const asker = useRef<Asker<Query<M>> | null>(null);
  useEffect(() => {
    const own = createAsker<Query<M>, Result<M>>({
      ask: (query, signal) => request(method, query, signal),
      answered: (query, result) => setFresh({ answer: { query, result }, failure: null }),
      failed: (error) => setFresh((before) => ({ ...before, failure: failureOf(error) })),
      ...(settled === undefined ? {} : { settled }),
    });
    asker.current = own;
    return () => own.stop();
  }, [request, method, settled]);
  useEffect(() => {
    if (wanted !== null) asker.current?.want(wanted.key, wanted.version, wanted.query);
  });
  return fresh;
}
